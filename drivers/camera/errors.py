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


class CameraBusyError(CameraError):
    """Another program holds the camera."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("camera_busy", ErrorClass.LINK, temporary=True, action=StaffAction.CALL_SERVICE, detail=detail)


class CameraDeniedError(CameraError):
    """The camera is there, and this user may not open it."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "camera_denied", ErrorClass.CONFIGURATION, temporary=False, action=StaffAction.CALL_SERVICE, detail=detail
        )


class NotACameraError(CameraError):
    """What the settings name opens, and is no camera: another device, or a camera's node for other data."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "not_a_camera", ErrorClass.CONFIGURATION, temporary=False, action=StaffAction.CHECK_SETTINGS, detail=detail
        )


class SourceAmbiguousError(CameraError):
    """The name in the settings fits several cameras that are there now."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "source_ambiguous",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class NoModeError(CameraError):
    """The camera has no pixel format and size that pages can be taken with."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "no_mode", ErrorClass.CONFIGURATION, temporary=False, action=StaffAction.CALL_SERVICE, detail=detail
        )


class NoBandwidthError(CameraError):
    """The USB bus is full: another camera or a disk on it leaves too little for this one."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("no_bandwidth", ErrorClass.LINK, temporary=True, action=StaffAction.CHECK_CABLE, detail=detail)


class FramesDamagedError(CameraError):
    """Frames come, and none of them can be used: torn on the cable, or empty."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "frames_damaged", ErrorClass.LINK, temporary=True, action=StaffAction.CHECK_CABLE, detail=detail
        )


class FrameTooSmallError(CameraError):
    """Frames come, and they are too small to read anything in them."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "frame_too_small", ErrorClass.LINK, temporary=True, action=StaffAction.POWER_CYCLE, detail=detail
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
