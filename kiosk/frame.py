"""What stands around the flow and over it: the idle picture, header and plinth, and the pages that cover a flow."""

from __future__ import annotations

from kiosk.flows.find_flow import FindFlow
from kiosk.flows.surroundings import Flow, Surroundings
from kiosk.idle_clock import IdlePhase, IdleReading
from kiosk.present.idle import present_idle
from kiosk.present.shell import Place, present_shell
from kiosk.read_aloud import ReadAloud
from kiosk.remote_call import RemoteCall
from kiosk.stage import PageName
from screens.shell import Shell
from screens.shell_state import Aid, Countdown

AIDS = frozenset({Aid.TEXT_SIZE, Aid.CONTRAST, Aid.LOWER, Aid.LANGUAGE})
WITH_SPEAKER = AIDS | {Aid.SPEAK, Aid.VOLUME}
"""Reading aloud and its volume come with a speaker; without one the buttons are not shown."""


class Frame:
    """Shows what it is told; decides nothing."""

    def __init__(self, shell: Shell, around: Surroundings, aloud: ReadAloud) -> None:
        self._shell = shell
        self._aloud = aloud
        self._around = around
        self.remote = RemoteCall(around)

    def rest(self) -> None:
        """The idle picture."""
        station = self._around.settings.station
        self._around.stage.show(
            PageName.IDLE,
            present_idle(
                self._around.texts,
                place=self._place(),
                now=self._around.now(),
                online=self._around.online(),
                hotline=station.hotline,
                hours=station.hours_note_in(self._around.words.language),
            ),
        )

    def warn(self, remaining_s: int) -> None:
        """The time is nearly up."""
        from kiosk.present.time_warning import present_time_warning

        total = self._around.settings.timing.warn_before_s
        self._around.stage.cover(PageName.TIME_WARNING, present_time_warning(self._around.texts, remaining_s, total))

    def call(self, waited_s: int, *, entrance: bool) -> None:
        """Staff were called; ``entrance`` offers them their own side of the terminal."""
        from kiosk.present.staff_call import present_staff_call

        station = self._around.settings.station.name_in(self._around.words.language)
        self._around.stage.cover(
            PageName.STAFF_CALL,
            present_staff_call(
                self._around.texts,
                station=station,
                waited_s=waited_s,
                entrance=entrance,
                remote=self.remote.state,
            ),
        )

    def ask_to_leave(self) -> None:
        """Something would be lost: really leave?"""
        from kiosk.present.leave import present_leave

        self._around.stage.cover(PageName.LEAVE, present_leave(self._around.texts, entered=True))

    def surround(self, flow: Flow, reading: IdleReading, *, serving: bool) -> None:
        """Header, aids and plinth for the page in front."""
        at_home = isinstance(flow, FindFlow) and flow.at_home
        running = reading.phase is not IdlePhase.PAUSED
        self._shell.render(
            present_shell(
                self._around.texts,
                place=self._place(),
                now=self._around.now(),
                online=self._around.online(),
                look=self._shell.look,
                aids=WITH_SPEAKER if self._aloud.offered else AIDS,
                speaking=self._aloud.on,
                back=serving and flow.can_go_back,
                home=serving and not at_home,
                countdown=Countdown(reading.remaining_s, reading.total_s) if running else None,
            )
        )

    def _place(self) -> Place:
        station = self._around.settings.station
        return Place(station.name_in(self._around.words.language), station.terminal_no)
