"""The reference central hall: the other end of the wire.

It takes sealed entries from enrolled terminals, opens and checks them, mints case numbers, keeps attachments by
digest and answers progress queries. It knows ``offline_queue.wire`` and ``config.domain`` and nothing else of the
terminal.

* ``settings``, ``keys``, ``events``  what a hall is started with, its keys, the names of its log lines
* ``database``, ``tables``, ``migrations``  one writer with group commit; SQLite in WAL mode with synchronous FULL
* ``bulk``  many rows in one statement
* ``intake``, ``attachments``, ``enrolment``, ``terminals``, ``progress``, ``health``  what it does, without HTTP
* ``blobs``  sealed files by digest
* ``web``  the HTTP side: signatures, problem details, routes, OpenAPI
* ``export``, ``__main__``  the command line

Personal data: entries stay sealed in the database and on disk and are opened in memory only; tables hold numbers,
item, office, times. No log line, URL or problem holds personal data.

Error hierarchy::

    HallError
    ├── SettingsRefusedError     started in a way that is not allowed, such as plain HTTP off loopback
    └── ProblemError             what a caller is told: a problem kind and a status
"""
