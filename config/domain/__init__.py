"""Domain types that every room and the hall share.

Identifiers, check digits, code sets, states of a case, working days.

Standard library only. Import the module that you need; this file stays empty so that nothing is paid for
twice.

Error hierarchy::

    NumberError (number_error)       a number that somebody typed or a card gave is not well formed
    CalendarError (working_days)     the holiday table is missing or damaged
"""
