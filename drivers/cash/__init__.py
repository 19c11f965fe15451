"""Cash devices: ccTalk bill validators and coin acceptors, ICT bill acceptors, and the journal of what was taken.

Errors::

    DeviceError
    ├── LinkError
    │   └── CashGarbledReplyError       cash_garbled_reply: damaged replies again and again
    └── CashError                       drivers.cash.errors
        ├── CashRefusedError            cash_refused: the device says NAK or stays busy
        ├── CashProtocolError           cash_unexpected_reply: a well-formed reply that does not fit
        ├── CashNoUsableTypeError       cash_no_usable_type: no accepted denomination in the device's table
        ├── CashJournalError            cash_journal_failed: the journal cannot be read or written
        ├── CashUnknownResultError      cash_result_unknown: a note was taken or not, and nobody can tell by data
        ├── CashRestartedError          cash_device_restarted: the device lost power in the middle
        ├── CashEventsLostError         cash_events_lost: more events than the device remembers
        ├── CashFraudError              cash_fraud_suspected
        ├── CashJamError                cash_jam
        ├── CashBoxFullError            cash_box_full
        ├── CashBoxRemovedError         cash_box_removed
        └── CashFaultError              cash_device_fault

The order of every step is the same: the journal first, the device second, the credit only on *stacked*.
Source of all protocol facts: the payments sheet, sections 9 and 10; sections are named where they are used.
"""
