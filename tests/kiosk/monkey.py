"""A monkey at the real terminal: it touches anything, presses keys, and the world breaks around it.

Everything it does comes from one seed. After each step it looks whether there is a way on; now and then it walks home
as a resident would, and leaves, and then nothing of what was entered or read may be anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from drivers.camera.stage_source import Prop
from drivers.id_card.cards import SAMPLE_FIELDS, sample_card
from drivers.id_card.simulator import ReaderFaults
from kiosk.demo.hand import said_by
from kiosk.flows.visit_table import VisitState
from kiosk.stage import Intent, PageName
from tests.kiosk.papers import Papers
from tests.kiosk.privacy.traces import traces_in_files, traces_in_objects
from tests.kiosk.rig import Rig

ENDINGS = ("shell.exit", "shell.home")
"""Pressed seldom: a monkey that always leaves sees nothing."""
TOUCHES_TO_HOME = 4
"""From anywhere: a cover is taken away, home is pressed, the question whether to leave is answered."""
HOME_EVERY, LEAVE_EVERY = 40, 160
A_NEEDLE = 8
"""Shorter texts that a monkey types may stand anywhere."""
KEYS = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Home,
    Qt.Key.Key_F5,
    Qt.Key.Key_7,
    Qt.Key.Key_A,
)
CARDS = ("citizen", "citizen-man")
CODES = ("LS01-261124-10037-X", "https://example.org/?a=1", "\x1b[A", "9" * 300)
WAYS_ON = {
    VisitState.WARNING: "time_warning.stay",
    VisitState.CALLING: "staff_call.cancel",
}


class StuckError(AssertionError):
    """There was no way on; the message says where, and after which steps."""


class Monkey:
    """One seed's worth of fingers, keys and accidents."""

    def __init__(self, rig: Rig, papers: Papers, seed: int) -> None:
        """Sit down before a resting terminal."""
        self.done: list[str] = []
        self.pages: dict[PageName, int] = {}
        self._rig = rig
        self._papers = papers
        self._chance = random.Random(seed)
        self._device = QTest.createTouchDevice()
        self._entered: set[str] = set()
        for name in CARDS:
            self._entered.update(_personal(name))
        rig.stage.intent.connect(self._on_intent)

    def play(self, steps: int) -> None:
        """So many steps, then everything is mended and the visit ends."""
        for number in range(1, steps + 1):
            self._step()
            self._look()
            if number % HOME_EVERY == 0:
                self.walk_home()
            if number % LEAVE_EVERY == 0:
                self.leave()
        self.leave()

    # ---- what it does --------------------------------------------------------------------------------------------

    def _step(self) -> None:
        chance = self._chance
        if chance.random() < 0.2:
            self._break_or_mend()
        match chance.randrange(20):
            case 0 | 1 | 2:
                self._touch_anywhere()
            case 3 | 4 | 5:
                self._press_a_key()
            case _:
                self._touch_a_button()
        self._rig.tick(chance.choice([0, 0, 0, 1, 5, 5, 30]))

    def _touch_a_button(self) -> None:
        """One that can be seen; the ways out seldom."""
        buttons = self._buttons()
        endings = {self._rig.text(key) for key in ENDINGS}
        inside = [one for one in buttons if said_by(one) not in endings]
        choice = self._chance.choice(inside if inside and self._chance.random() < 0.97 else buttons)
        self._note(f"touch {type(choice).__name__}")
        self._finger(choice, choice.rect().center())

    def _touch_anywhere(self) -> None:
        window = self._window
        at = QPoint(self._chance.randrange(window.width()), self._chance.randrange(window.height()))
        self._note(f"touch at {at.x()},{at.y()}")
        self._finger(window, at)

    def _press_a_key(self) -> None:
        key = self._chance.choice(KEYS)
        self._note(f"key {key.name}")
        QTest.keyClick(QApplication.focusWidget() or self._window, key)
        QApplication.processEvents()

    def _break_or_mend(self) -> None:
        accidents = self._accidents()
        name = self._chance.choice(list(accidents))
        self._note(name)
        accidents[name]()

    def _accidents(self) -> dict[str, Callable[[], object]]:
        """What can happen around a terminal; the usual things more often."""
        rig, papers, chance = self._rig, self._papers, self._chance
        reader, printer, scanner, hall = rig.reader, rig.printer, rig.scanner, rig.hall
        assert reader is not None
        assert printer is not None
        assert scanner is not None
        assert hall is not None
        card = sample_card(chance.choice(CARDS))
        return {
            "card": lambda: reader.place(card),
            "card again": lambda: reader.place(card),
            "card taken": reader.remove,
            "paper": lambda: rig.lay(chance.choice([papers.booklet, papers.sheet, papers.blurred])),
            "desk": lambda: rig.lay(chance.choice([Prop.EMPTY, Prop.BLACK, Prop.FREEZE])),
            "camera pulled": lambda: rig.lay(Prop.UNPLUG),
            "reader wrong": lambda: self._reader_faults(bad_checksum=2),
            "reader torn": lambda: self._reader_faults(torn=2),
            "reader late": lambda: self._reader_faults(held_back=1),
            "reader noise": lambda: self._reader_faults(replaced_by=b"\xaa\x55"),
            "reader mended": self._reader_faults,
            "reader pulled": reader.unplug,
            "reader plugged": reader.replug,
            "paper out": printer.paper_out,
            "printer open": printer.cover_open,
            "printer hot": lambda: printer.head_hot(hot=True),
            "printer mended": self._mend_printer,
            "printer pulled": printer.unplug,
            "printer plugged": printer.replug,
            "code": lambda: scanner.show(chance.choice(CODES)),
            "line down": lambda: self._line(hall.go_down),
            "line up": lambda: self._line(hall.go_up),
        }

    def _reader_faults(self, **faults: object) -> None:
        assert self._rig.reader is not None
        self._rig.reader.faults = replace(ReaderFaults(), **faults)  # type: ignore[arg-type]

    def _mend_printer(self) -> None:
        printer = self._rig.printer
        assert printer is not None
        printer.refill()
        printer.cover_close()
        printer.head_hot(hot=False)

    def _line(self, change: Callable[[], None]) -> None:
        change()
        self._rig.desk.send_now()

    # ---- what must be so -----------------------------------------------------------------------------------------

    def _look(self) -> None:
        """There is a way on: something to touch, and a visit that can be left, at the latest when it is stored."""
        rig = self._rig
        front = rig.front()
        if front is not None:
            self.pages[front] = self.pages.get(front, 0) + 1
        if not self._buttons():
            raise self._stuck("nothing can be touched")
        if rig.terminal.flow is not None and not rig.terminal.flow.can_leave:
            rig.until(self._may_leave, "what is being stored")
        if rig.doing() is VisitState.SERVING and self._button("shell.exit") is None:
            raise self._stuck("the way out cannot be touched")

    def _may_leave(self) -> bool:
        flow = self._rig.terminal.flow
        return flow is None or flow.can_leave

    def walk_home(self) -> None:
        """By touch, as a resident would who wants to begin anew."""
        rig = self._rig
        for _ in range(TOUCHES_TO_HOME):
            rig.until(self._may_leave, "what is being stored")
            if rig.front() is PageName.HOME:
                return
            match rig.doing():
                case VisitState.RESTING:
                    self._press("idle.start")
                case VisitState.WARNING | VisitState.CALLING:
                    self._press(WAYS_ON[rig.doing()])
                case VisitState.ASKING:
                    self._press("leave.leave")
                case VisitState.SERVING if self._button("shell.home") is not None:
                    self._press("shell.home")
                case VisitState.SERVING:
                    self._press("shell.exit")
        if rig.front() is not PageName.HOME:
            raise self._stuck(f"home is farther than {TOUCHES_TO_HOME} touches")

    def leave(self) -> None:
        """End the visit by touch; nothing of it is left in any object of the terminal, nor in its files."""
        rig = self._rig
        self.walk_home()
        self._press("shell.exit")
        if rig.doing() is not VisitState.RESTING:
            raise self._stuck("the visit does not end")
        roots = [rig.app, rig.app.window, rig.terminal, rig.around, rig.stage]
        left = traces_in_objects(roots, self._entered) + traces_in_files(rig.data, self._entered)
        assert left == [], f"left of a visit: {left}"

    # ---- hands ---------------------------------------------------------------------------------------------------

    @property
    def _window(self) -> QWidget:
        assert self._rig.app.window is not None
        return self._rig.app.window

    def _buttons(self) -> list[QAbstractButton]:
        return [one for one in self._rig.hand.buttons() if not one.visibleRegion().isEmpty()]

    def _button(self, key: str) -> QAbstractButton | None:
        label = self._rig.text(key)
        return next((one for one in self._buttons() if said_by(one).startswith(label)), None)

    def _press(self, key: str) -> None:
        button = self._button(key)
        if button is None:
            raise self._stuck(f"{key} cannot be touched")
        self._note(f"press {key}")
        self._finger(button, button.rect().center())

    def _finger(self, widget: QWidget, at: QPoint) -> None:
        QTest.touchEvent(widget, self._device).press(0, at, widget).commit()
        QApplication.processEvents()
        QTest.touchEvent(widget, self._device).release(0, at, widget).commit()
        QApplication.processEvents()

    def _on_intent(self, intent: Intent) -> None:
        """Whatever is typed must not outlive the visit."""
        if intent.name.endswith("edited"):
            self._entered.update(text for text in intent.args if isinstance(text, str) and len(text) >= A_NEEDLE)

    def _note(self, what: str) -> None:
        self.done.append(what)

    def _stuck(self, what: str) -> StuckError:
        rig = self._rig
        flow = type(rig.terminal.flow).__name__
        said = [said_by(one) for one in self._buttons()]
        return StuckError(
            f"{what}; {rig.doing()} {rig.front()} {flow}; to touch: {said}; "
            f"act {len(self.done)}, the last: {self.done[-12:]}"
        )


def _personal(card: str) -> set[str]:
    """What is written on a sample card: the name, the number, the address."""
    fields = SAMPLE_FIELDS[card]
    return {fields[name] for name in ("name", "citizen_number", "address")}
