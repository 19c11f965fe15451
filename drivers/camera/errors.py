"""Typed faults of the camera. The hierarchy is drawn in the package's docstring."""

from __future__ import annotations

from drivers.vocabulary import DeviceError, ErrorClass, StaffAction


class CameraError(DeviceError):
    """Any fault of the camera or of what lies under it."""


class CameraGoneError(CameraError):
    """The camera was open and has gone away."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("camera_gone", ErrorClass.LINK, temporary=True, action=StaffAction.CHECK_CABLE, detail=detail)


class NoFramesError(CameraError):
    """The camera is there and opens, but no frame comes."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("no_frames", ErrorClass.LINK, temporary=True, action=StaffAction.POWER_CYCLE, detail=detail)


class SourceMissingError(CameraError):
    """Nothing answers to the name in the settings: no such device, file or folder now."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "source_missing", ErrorClass.LINK, temporary=True, action=StaffAction.CHECK_CABLE, detail=detail
        )


class SourceTextError(CameraError):
    """The settings name a kind of source that does not exist, or with an option that it does not have."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "source_invalid",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class ImageUnreadableError(CameraError):
    """The file is there, but it is no picture that can be decoded."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "image_unreadable",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class FrameFrozenError(CameraError):
    """The camera shows a picture of the past. Opening it again may help."""

    def __init__(self) -> None:
        super().__init__("frame_frozen", ErrorClass.LINK, temporary=True, action=StaffAction.POWER_CYCLE)


class FrameDarkError(CameraError):
    """The camera shows black frames."""

    def __init__(self) -> None:
        super().__init__("frame_dark", ErrorClass.HARDWARE, temporary=True, action=StaffAction.CALL_SERVICE)


class NoPageError(CameraError):
    """A picture was asked for while no page could be found under the camera."""

    def __init__(self) -> None:
        super().__init__("no_page", ErrorClass.USER, temporary=True, action=StaffAction.ASK_RESIDENT_TO_RETRY)
