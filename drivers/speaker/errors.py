"""What can go wrong with speech, as typed causes.

::

    DeviceError
    └── SpeakerError
        ├── PlayerMissingError   the program that plays is not there
        ├── PlayerFailedError    it ended with an error: no sound card, or it is in use
        ├── VoiceFailedError     the program that speaks ended with an error, hung or wrote no sound
        ├── PackUnusableError    the folder of recorded prompts cannot be used
        └── SoundDamagedError    bytes that are no sound of the kind that is used here
"""

from __future__ import annotations

from drivers.vocabulary import DeviceError, ErrorClass, StaffAction


class SpeakerError(DeviceError):
    """A fault of the speaker."""


class PlayerMissingError(SpeakerError):
    """The program that plays is not there; the detail is its name."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "speaker_player_missing",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class PlayerFailedError(SpeakerError):
    """The program that plays ended with an error; the detail is its exit code."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "speaker_not_playing", ErrorClass.HARDWARE, temporary=True, action=StaffAction.CHECK_CABLE, detail=detail
        )


class VoiceFailedError(SpeakerError):
    """The program that speaks gave no sound; the detail says how it ended."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "speaker_voice_failed",
            ErrorClass.CONFIGURATION,
            temporary=True,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class PackUnusableError(SpeakerError):
    """The folder of recorded prompts cannot be used; the detail names the file."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "speaker_pack_unusable",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class SoundDamagedError(SpeakerError):
    """Bytes that are no sound of 16 bits and one channel; the detail says why, or names the file."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "speaker_sound_damaged",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )
