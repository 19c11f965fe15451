"""Byte streams to devices: a serial link for drivers, a pseudo-terminal for simulators.

Errors::

    DeviceError
    └── LinkError           drivers.transport.errors
        ├── PortMissingError    port_missing
        ├── PortBusyError       port_busy
        ├── PortDeniedError     port_denied
        ├── UnpluggedError      unplugged
        ├── WriteTimeoutError   write_timeout
        └── NoReplyError        no_reply
"""
