"""Which devices hang on this machine, what they probably are, and how to name them so that the name stays.

* ``usb_tree`` - the USB devices as the kernel's device tree shows them.
* ``serial_ports`` - serial ports and their stable names.
* ``identities`` - what a vendor and product number tell, with how much confidence.
* ``find`` - everything that is there, as one list; opens nothing.
* ``questions`` - what each protocol is asked to see whether it answers, and what counts as an answer. Sans-I/O.
* ``probe`` - asks those questions on a serial port.

No Qt, nothing but the standard library until a port is probed. The folders of the device tree and of the device nodes
are passed in.
"""
