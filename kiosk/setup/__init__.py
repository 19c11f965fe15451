"""Setting up a terminal: from what is plugged in and a few answers to its settings file. Qt-free.

* ``proposal`` - what goes into the file, and the file's text.
* ``wizard`` - finds devices, asks in plain words, and gives a proposal.
* ``writing`` - checks the text by loading it and puts the file in its place, never over another one unasked.
"""
