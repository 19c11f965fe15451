"""The switch of reading aloud. What reads is loaded when a resident first wants it (docs/adr/003)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.vocabulary import DeviceEvent, DeviceKind

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings
    from kiosk.speech.reader import Reader
    from screens.components.base import Pressable
    from screens.shell import Shell


class ReadAloud:
    """On or off for one visit. Every call may be made while it is off, and then does nothing."""

    def __init__(self, around: Surroundings, shell: Shell) -> None:
        self._around = around
        self._shell = shell
        self._reader: Reader | None = None

    @property
    def offered(self) -> bool:
        """Whether the terminal has a speaker."""
        return self._around.devices.has(DeviceKind.SPEAKER)

    @property
    def on(self) -> bool:
        """Whether pages are read."""
        return self._reader is not None

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        return self._reader is not None and self._reader.speaking

    def begin(self, *, with_keys: bool) -> None:
        """Read from now on; ``with_keys``: whoever listens does not touch the screen, so the keys are explained."""
        if self._reader is None and self.offered:
            from kiosk.speech.reader import Reader

            hint = f"speech.hint.{self._around.settings.access.keys}" if with_keys else ""
            self._reader = Reader(self._around, self._shell, hint)

    def toggle(self, *, with_keys: bool) -> None:
        """On, or off with a last word."""
        reader, self._reader = self._reader, None
        if reader is None:
            self.begin(with_keys=with_keys)
        else:
            reader.end(last_word=True)

    def change_volume(self, by: int | None) -> None:
        """Louder (1), softer (-1), or round (None). Who changes it wants to hear it: it begins to read."""
        if self._reader is None:
            self.begin(with_keys=False)
        else:
            self._reader.change_volume(by)

    def look(self) -> None:
        """Something may have changed on the screen."""
        if self._reader is not None:
            self._reader.look()

    def say_control(self, widget: Pressable | None) -> None:
        """A key has brought the focus there."""
        if self._reader is not None and widget is not None:
            self._reader.say_control(widget)

    def again(self) -> None:
        """Say the page again."""
        if self._reader is not None:
            self._reader.again()

    def quiet(self) -> None:
        """The screen was touched, or a key pressed."""
        if self._reader is not None:
            self._reader.quiet()

    def take(self, event: DeviceEvent) -> None:
        """What the speaker tells."""
        if self._reader is not None:
            self._reader.take(event)

    def end(self) -> None:
        """The visit is over: silence, and nothing is kept."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.end()
        self._around.devices.rest(DeviceKind.SPEAKER)
