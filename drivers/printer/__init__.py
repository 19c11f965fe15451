"""The receipt printer: slip document, picture, ESC/POS bytes, status, driver, job ledger, simulator.

* ``document`` says what a slip is, ``raster`` draws it once to a one-bit picture: paper and screen show the
  same one.
* ``escpos`` and ``status`` are the codec: bytes in, typed values out, no port and no thread.
* ``printer`` is the driver for the supervisor, ``jobs`` the ledger of what was sent, ``simulator`` a printer
  on a pseudo-terminal.
* Errors: ``drivers.printer.errors``. They are typed causes; sentences are in the text catalogues.
"""
