"""The whole driver against a validator that we did not write for it, on a real pseudo-terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.cash.bench_tool import BenchTake, accept_cash, cash_info, cash_status, describe_status
from drivers.cash.build import CashLine
from drivers.cash.events import Trouble
from drivers.cash.model import Offline, OutOfOrder, Unknown
from drivers.vocabulary import DeviceError
from tests.drivers.cash.stranger import Habits, Stranger

Make = Callable[[Habits], Stranger]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """A stranger with these habits, plugged in."""
    made: list[Stranger] = []

    def plugged(habits: Habits) -> Stranger:
        stranger = Stranger(tmp_path / "port", habits)
        stranger.server.start()
        made.append(stranger)
        return stranger

    yield plugged
    for one in made:
        one.server.stop()


def line_to(stranger: Stranger, **more: object) -> CashLine:
    return CashLine(str(stranger.link), poll_period_s=0.005, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "habits",
    [
        Habits(),
        Habits(echo=True),
        Habits(crc=True, echo=True, looks_until_stacked=6),
        Habits(stray=b"\x00\xff"),
        Habits(echo=True, stray=b"\x00"),
        Habits(busy_at_first_route=True),
        Habits(forgets_acknowledge=True, crc=True),
    ],
    ids=str,
)
def test_two_notes_of_a_stranger(make: Make, habits: Habits) -> None:
    """50 and 50 yuan in its own table and scale; the note that is pushed after them goes back."""
    stranger = make(habits)
    stranger.waiting += [9, 9, 3]
    take = BenchTake("bench")
    form = "crc" if habits.forgets_acknowledge else "auto"
    result = accept_cash(line_to(stranger, checksum=form), take, amount_fen=10000, timeout_s=20)
    assert result == {
        "session": "bench",
        "end": "amount_reached",
        "total_fen": 10000,
        "stacked_fen": [5000, 5000],
        "returned": 1,
        "rejected": 0,
    }
    assert (stranger.stacked, stranger.returned, stranger.master) == ([9, 9], [3], 0)


def test_a_line_that_gives_every_byte_alone(make: Make) -> None:
    """Slow adapters hand over what they have."""
    stranger = make(Habits(echo=True))
    stranger.server.faults.split = True
    stranger.waiting += [4]
    assert accept_cash(line_to(stranger), BenchTake("bench"), amount_fen=10000, timeout_s=20)["total_fen"] == 10000


def test_who_the_stranger_is(make: Make) -> None:
    """Its names, its amounts in fen, its form; nothing in it is changed by asking."""
    stranger = make(Habits(crc=True))
    units = cash_info(line_to(stranger, checksum="crc"))["units"]
    assert isinstance(units, list)
    (unit,) = units
    assert unit["identity"]["key"] == "ODD-9-720895"
    assert unit["denominations_fen"] == {"CN0001B": 100, "CN0010B": 1000, "CN0100B": 10000, "CN0050B": 5000}
    assert (unit["checksum"], unit["echo"], unit["capabilities"]["guarantee"]) == ("crc", False, "counted_events")
    assert cash_status(line_to(stranger, checksum="crc")) == {
        "status": "ready",
        "usable": True,
        "units": ["ODD-9-720895"],
    }
    assert not {153, 154, 228, 231, 1} & set(stranger.heard)


@pytest.mark.expects_log_warnings
def test_the_stranger_loses_its_power_with_a_note_on_its_way(make: Make) -> None:
    """The session ends in a typed error, with what was stacked before beside it."""
    stranger = make(Habits(looks_until_stacked=1))
    stranger.waiting += [3]
    take = BenchTake("bench")
    shown = take.show

    def show(progress: object) -> None:
        shown(progress)
        if take.stacked_fen:
            stranger.power_cycle()

    take.show = show  # type: ignore[method-assign]
    with pytest.raises(DeviceError) as failed:
        accept_cash(line_to(stranger), take, amount_fen=10000, timeout_s=20)
    assert failed.value.code == "cash_device_restarted"
    assert take.described()["stacked_fen"] == [1000]


def test_a_wrong_checksum_form_in_the_settings(make: Make) -> None:
    """Silence, and a typed error that names it."""
    stranger = make(Habits(crc=True))
    with pytest.raises(DeviceError) as failed:
        cash_status(line_to(stranger, checksum="simple"))
    assert failed.value.code == "no_reply"


def test_statuses_by_name() -> None:
    """As they are printed."""
    assert describe_status(Unknown()) == {"status": "unknown", "usable": False}
    assert describe_status(Offline("no_reply"))["reason"] == "no_reply"
    assert describe_status(OutOfOrder(Trouble.STACKER_FULL))["reason"] == "stacker_full"
