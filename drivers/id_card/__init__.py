"""ID card readers that talk the SDT protocol: codec, card records, driver, simulator.

Errors::

    DeviceError
    ├── LinkError
    │   └── GarbledReplyError       garbled_reply: two damaged replies in a row
    └── IdCardError                 drivers.id_card.errors
        ├── SamSelfTestError        sam_self_test_failed
        ├── SamNotAuthorisedError   sam_not_authorised
        ├── NotPermittedError       reader_not_permitted
        ├── ReaderStuckError        reader_stuck: errors go on after a reset
        ├── UnexpectedReplyError    unexpected_reply: a well-formed reply that does not fit the command
        ├── UnknownCardTypeError    unknown_card_type: a type flag that is none of the four
        ├── CardDataError           card_data_wrong: a field that cannot be what it must be
        ├── CardInconsistentError   card_inconsistent: fields contradict each other, twice
        └── CardNotVerifiedError    card_not_verified: card and module did not accept each other, repeatedly

Source of all protocol facts: the ID card reader sheet; sections are named where they are used.
"""
