"""Code scanners on a serial port: codecs of four families, driver, classifier, simulator.

Errors::

    DeviceError
    ├── LinkError
    │   └── ScannerGarbledError     scanner_garbled: bytes came that are no answer, or ours arrived damaged, twice
    └── ScannerError                drivers.code_scanner.errors
        └── CommandRefusedError     scanner_refused: the scanner does not know or does not take a command

Source of all protocol facts: the code scanner sheet; sections are named where they are used.
"""
