"""Every fault command of the simulator's console, at its moment, and its cure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.printer.errors import PaperOutDuringError, PrinterError
from drivers.printer.outcome import Confirmed
from drivers.printer.profile import PAPER_80MM
from drivers.printer.simulator.__main__ import command_of
from drivers.printer.status import (
    CoverOpen,
    HeadHot,
    Offline,
    PaperLow,
    PaperOut,
    PrinterStatus,
    Ready,
    Unknown,
    Unrecoverable,
)
from drivers.transport.errors import NoReplyError
from tests.drivers.printer.conftest import HASTY, Bench
from tests.drivers.printer.sample_slips import striped

MakeBench = Callable[..., Bench]


def say(bench: Bench, line: str) -> None:
    command = command_of(bench.simulator, line.split())
    assert command is not None, line
    command()


def status_of(bench: Bench) -> type[PrinterStatus | NoReplyError]:
    try:
        return type(bench.driver.poll())
    except NoReplyError as error:
        return type(error)


@pytest.mark.parametrize(
    ("fault", "cure", "status"),
    [
        ("paper_out", "refill", PaperOut),
        ("paper_out 0", "refill", PaperOut),
        ("paper_low", "refill", PaperLow),
        ("cover_open", "cover_close", CoverOpen),
        ("jam_paper", "free_paper", Offline),
        ("hot", "cool", HeadHot),
        ("break", "power_on", Unrecoverable),
        ("mute", "unmute", NoReplyError),
        ("garble fe95", "clear", Unknown),
        ("power_off", "power_on", NoReplyError),
        ("noise ff", "quiet", Ready),
        ("split", "whole", Ready),
        ("xoff", "xon", Ready),
        ("stop_draining", "drain", Ready),
    ],
)
def test_a_fault_of_the_idle_printer_is_seen_and_cured(
    make_bench: MakeBench, fault: str, cure: str, status: type[PrinterStatus]
) -> None:
    bench = make_bench(limits=HASTY)
    assert bench.driver.poll() == Ready()

    say(bench, fault)
    assert status_of(bench) is status

    say(bench, cure)
    assert status_of(bench) is Ready
    assert isinstance(bench.print(striped(rows=20)), Confirmed)


@pytest.mark.parametrize("moment", ["at_bytes 5000", "at_rows 60"])
@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "break"])
def test_a_fault_comes_at_its_moment(bench: Bench, moment: str, fault: str) -> None:
    say(bench, f"{moment} {fault}")
    assert bench.driver.poll() == Ready()

    with pytest.raises(PrinterError) as caught:
        bench.print(striped(rows=900))

    assert caught.value.may_have_printed


def test_paper_ends_after_so_many_rows(bench: Bench) -> None:
    say(bench, "paper_out 100")

    with pytest.raises(PaperOutDuringError):
        bench.print(striped(rows=900))

    assert bench.simulator.rows_printed == 100


@pytest.mark.parametrize(
    "line",
    [
        "no_such_thing",
        "paper_out x",
        "garble xx",
        "garble",
        "at_bytes x paper_out",
        "at_bytes 5",
        "at_rows 5 no_such_thing",
        "at_rows 5 unplug",
        "at_rows 5 power_cycle",
        "refill now",
    ],
)
def test_what_is_no_command_is_none(bench: Bench, line: str) -> None:
    assert command_of(bench.simulator, line.split()) is None


@pytest.mark.parametrize("model", ["no_process_id", "no_ordered_status", "no_automatic_status", "keep_buffers", "take"])
def test_models_and_hands_are_commands_too(bench: Bench, model: str) -> None:
    say(bench, model)
    say(bench, "leave_slips")
    say(bench, "take_slips")

    assert bench.driver.poll() == Ready()


def test_a_picture_larger_than_the_buffer_prints_as_it_comes(make_bench: MakeBench) -> None:
    bench = make_bench(PAPER_80MM)
    bench.driver.close()
    bench.simulator._buffer_bytes = 4096
    link = bench.driver._link
    link.open()
    data = b"\x1d\x76\x30\x00\x48\x00\x2c\x01" + b"\xaa" * (72 * 300) + b"\x1d\x56\x00"

    while data and (taken := link.write_some(data, 10.0)):
        data = data[taken:]

    assert bench.simulator.wait_for_slips(1, 10)
    link.close()
    assert bench.simulator.slips[0].image.height == 300
