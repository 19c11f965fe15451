"""What the hall does for residents and departments, beside taking entries in.

* ``configuration``  ``services.toml``: which departments, sources, offices there are, and where
* ``tables``         what of it stands in the database
* ``calls``          the one small JSON client of every adapter, with typed faults
* ``notices``, ``notice_ports``  text messages: a row in the effect's transaction, delivered later, at least once
* ``departments``, ``handover``  cases go to their department, its states come back
* ``follow_ups``     what comes after a case goes to the same department: the round of ``amendment_handover`` and
  ``withdrawal_handover``
* ``cases_of_card``  progress for whoever lays an ID card on the reader
* ``offices``, ``appointments``, ``tickets``  opening hours as data, slots and queue tickets
* ``certificates``   lists and files of issuing systems
* ``shared_data``    what a form may be filled with
* ``rounds``         the threads that do what is due

Where nothing is configured the hall says so (``not-offered``) and promises nothing.

Error hierarchy::

    HallError
    ├── configuration.ServicesFileError   services.toml is missing where it was named, or not valid
    └── calls.CallError                   another system did not do what it was asked; temporary or not
"""
