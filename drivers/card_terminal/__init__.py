"""Card terminals: an adapter for any of them, one real open protocol (ZVT), and the journal of what was asked of them.

Errors::

    DeviceError
    ├── LinkError
    │   └── CardGarbledError            card_garbled: damaged frames again and again
    └── CardTerminalError               drivers.card_terminal.errors
        ├── CardRefusedError            card_refused: the terminal refuses the command, or stays busy
        ├── CardNotRegisteredError      card_not_registered: it does not take our password, currency or registration
        ├── CardJournalError            card_journal_failed: the journal cannot be read or written
        ├── CardUnsettledError          card_unsettled: an earlier payment is not known yet, so none is begun
        └── CardFaultError              card_terminal_fault: it says that it, or a part of it, is out of order

A raised ``DeviceError`` and a ``CommandStoppedError`` of a payment mean that nothing was charged. Whatever may have
been charged is a result: ``Paid``, or ``Unresolved`` where nobody can tell by data yet. The one exception is
``driver_bug``, as after a crash of the program: then ``QueryLast`` tells.

The order of every step is the same: the journal first, the terminal second; a time-out is followed by a question, never
by a second payment. Source: payments sheet, sections 1, 8.1 and 10; ZVT itself: ``drivers.card_terminal.zvt``.
"""
