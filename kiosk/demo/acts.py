"""Everything that can be done around a demo's terminal, as one table: what the fault panel shows, what it orders.

An order goes to one simulator in that simulator's own words (its module says which it knows). Texts:
``demo.panel.group.<group>`` and ``demo.panel.<group>.<name>``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Actor(StrEnum):
    """Who carries an order out."""

    READER = "reader"
    PRINTER = "printer"
    SCANNER = "scanner"
    CASH = "cash"
    CARD_TERMINAL = "card_terminal"
    CAMERA = "camera"
    LINE = "line"
    CLOCK = "clock"


class Tone(StrEnum):
    """What a button does to the terminal: something ordinary, something that breaks it, or the cure."""

    PLAIN = "plain"
    BREAKS = "breaks"
    MENDS = "mends"


@dataclass(frozen=True, slots=True)
class Act:
    """One button: its name within its group, what it orders, and how it looks."""

    name: str
    orders: tuple[str, ...]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Group:
    """The buttons of one actor."""

    actor: Actor
    acts: tuple[Act, ...]

    def text_key(self, act: Act) -> str:
        """The text of a button."""
        return f"demo.panel.{self.actor}.{act.name}"


def _plain(name: str, *orders: str) -> Act:
    return Act(name, orders)


def _breaks(name: str, *orders: str) -> Act:
    return Act(name, orders, Tone.BREAKS)


def _mends(name: str, *orders: str) -> Act:
    return Act(name, orders, Tone.MENDS)


CARD_MENDING = (
    *("replug", "silence off", "auto on", "decline off", "silent off", "stuck off", "busy off"),
    *("crc 0", "nak 0"),
)
"""Everything about the card terminal put right again."""

GROUPS = (
    Group(
        Actor.READER,
        (
            _plain("citizen", "place citizen"),
            _plain("hk_mo_tw", "place J"),
            _plain("foreigner", "place Y"),
            _plain("foreigner_2017", "place I"),
            _plain("bus_card", "place-other"),
            _plain("remove", "remove"),
            _breaks("moved", "moved 1"),
            _breaks("torn", "torn 2"),
            _breaks("silent", "silence on"),
            _breaks("self_test", "self-test on"),
            _breaks("stuck", "stuck on"),
            _breaks("unplug", "unplug"),
            _mends("mend", "mend", "replug"),
        ),
    ),
    Group(
        Actor.CAMERA,
        (
            _plain("household_register", "lay household_register"),
            _plain("residence_proof", "lay residence_proof"),
            _plain("clear", "lay"),
            _breaks("blur", "fault blur"),
            _breaks("black", "fault black"),
            _breaks("freeze", "fault freeze"),
            _breaks("slow", "fault slow"),
            _breaks("corrupt", "fault corrupt"),
            _breaks("unplug", "fault unplug"),
            _mends("mend", "mend"),
        ),
    ),
    Group(
        Actor.PRINTER,
        (
            _breaks("paper_out", "paper_out"),
            _breaks("paper_out_soon", "paper_out 120"),
            _breaks("paper_low", "paper_low"),
            _breaks("cover_open", "cover_open"),
            _breaks("jam", "jam"),
            _breaks("hot", "hot"),
            _breaks("mute", "mute"),
            _breaks("power_off", "power_off"),
            _breaks("unplug", "unplug"),
            _mends("refill", "refill"),
            _mends("mend", "replug", "power_on", "unmute", "cool", "unjam", "cover_close", "refill"),
        ),
    ),
    Group(
        Actor.SCANNER,
        (
            _plain("payment_code", "show 134567890123456789"),
            _plain("receipt", "show LS01-261124-0001-7"),
            _plain("chinese", "show 骊山街道便民服务中心"),
            _plain("away", "away"),
            _breaks("deaf", "deaf on"),
            _breaks("silent", "silence on"),
            _breaks("unplug", "unplug"),
            _mends("mend", "deaf off", "silence off", "replug"),
        ),
    ),
    Group(
        Actor.CASH,
        (
            _plain("note_1", "note 1"),
            _plain("note_10", "note 3"),
            _plain("note_100", "note 6"),
            _plain("coin", "coin 1"),
            _plain("refuse", "refuse"),
            _breaks("jam", "jam"),
            _breaks("full", "full"),
            _breaks("take_box", "take-box"),
            _breaks("fraud", "fraud"),
            _breaks("power_cycle", "power-cycle"),
            _breaks("silent", "silence on"),
            _breaks("unplug", "unplug"),
            _mends("mend", "replug", "silence off", "unjam", "put-box"),
        ),
    ),
    Group(
        Actor.CARD_TERMINAL,
        (
            _plain("by_hand", "auto off"),
            _plain("card", "card"),
            _plain("stop_key", "stop-key"),
            _breaks("declined", "decline 05"),
            _breaks("no_answer", "silent command"),
            _breaks("answer_lost", "silent charge"),
            _breaks("stuck", "stuck on"),
            _breaks("busy", "busy on"),
            _breaks("power_cycle", "power-cycle"),
            _breaks("crc", "crc 5"),
            _breaks("nak", "nak 5"),
            _breaks("unplug", "unplug"),
            _mends("mend", *CARD_MENDING),
        ),
    ),
    Group(
        Actor.LINE,
        (
            _breaks("down", "down"),
            _breaks("slow", "slow"),
            _breaks("error_500", "error"),
            _mends("up", "up"),
        ),
    ),
    Group(
        Actor.CLOCK,
        (
            _breaks("behind", "shift -3600"),
            _breaks("ahead", "shift 86400"),
            _mends("right", "shift 0"),
        ),
    ),
)
"""In the order in which the panel shows them."""


def every_act() -> Iterator[tuple[Group, Act]]:
    """All buttons with their groups."""
    for group in GROUPS:
        for act in group.acts:
            yield group, act
