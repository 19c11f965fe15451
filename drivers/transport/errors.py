"""Typed faults of a byte stream. The hierarchy is drawn in the package's docstring."""

from __future__ import annotations

from drivers.vocabulary import DeviceError, ErrorClass, StaffAction


class LinkError(DeviceError):
    """The cable, the port or the power. The supervisor drops the port and opens it again."""

    def __init__(self, code: str, *, temporary: bool, action: StaffAction, detail: str = "") -> None:
        super().__init__(code, ErrorClass.LINK, temporary=temporary, action=action, detail=detail)


class PortMissingError(LinkError):
    """There is no such port now."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("port_missing", temporary=True, action=StaffAction.CHECK_CABLE, detail=detail)


class PortBusyError(LinkError):
    """Another program holds the port."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("port_busy", temporary=True, action=StaffAction.CALL_SERVICE, detail=detail)


class PortDeniedError(LinkError):
    """The port is there, and this user or these settings cannot open it."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("port_denied", temporary=False, action=StaffAction.CHECK_SETTINGS, detail=detail)


class UnpluggedError(LinkError):
    """The port was open and has gone away."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("unplugged", temporary=True, action=StaffAction.CHECK_CABLE, detail=detail)


class WriteTimeoutError(LinkError):
    """The device took no bytes for the whole time limit."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("write_timeout", temporary=True, action=StaffAction.POWER_CYCLE, detail=detail)


class NoReplyError(LinkError):
    """The port is open, and the device said nothing (or not enough) in time."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("no_reply", temporary=True, action=StaffAction.POWER_CYCLE, detail=detail)
