"""The page printer: A4 sheets through the print service of this machine (CUPS) or a printer that speaks IPP itself.

* ``ipp`` is the codec: one message in, bytes out, and back; no socket and no thread.
* ``operations`` says which attributes the few operations carry, and reads the printer's and the job's state.
* ``status`` is what the printer is now; ``driver`` prints one document and tells honestly what became of it.
* ``simulator`` is a small printer on loopback that speaks the same protocol.
* Errors: ``drivers.page_printer.errors``. They are typed causes; sentences are in the text catalogues.

A print service keeps the pages on its own disk while it prints. So documents with personal data go only to a printer's
own address, and only where the settings say so (docs/devices/a4-printer.md).
"""
