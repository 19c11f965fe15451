"""The simulated reader as a module would answer, beyond what the driver's tests ask of it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.id_card.bench_tool import describe_error, read_card
from drivers.id_card.cards import SAMPLE_FIELDS, build_text, card_from_file, make_card, sample_card
from drivers.id_card.codec import Command, encode_request, encode_set_speed
from drivers.id_card.framing import FrameParser
from drivers.id_card.simulated_faults import obey_fault
from drivers.id_card.simulator import IdCardReaderSimulator, ReaderFaults
from drivers.id_card.simulator_console import main
from drivers.transport.errors import PortMissingError
from drivers.transport.pty import LineFaults
from drivers.transport.serial_link import SerialLink
from drivers.vocabulary import DeviceError
from tests.drivers.id_card.desk import TODAY, Desk


@pytest.fixture
def simulator() -> Iterator[IdCardReaderSimulator]:
    made = IdCardReaderSimulator(baud=None)
    made.start()
    yield made
    made.stop()


def _ask(simulator: IdCardReaderSimulator, request: bytes, size: int) -> bytes:
    link = SerialLink(simulator.port)
    link.open()
    link.write(request)
    reply = link.read(size, time.monotonic() + 10)
    link.close()
    return reply


@pytest.mark.parametrize(
    ("request_hex", "reply_hex"),
    [
        ("AAAAAA9669 0003 2000 23", "AAAAAA9669 0004 000021 25"),
        ("AAAAAA9669 0003 2001 23", "AAAAAA9669 0004 000010 14"),
        ("AAAAAA9669 0002 2001 23", "AAAAAA9669 0004 000011 15"),
        ("AAAAAA9669 0003 2002 21", "AAAAAA9669 0004 000081 85"),
        ("AAAAAA9669 0003 3001 32", "AAAAAA9669 0004 000041 45"),
        ("00 00 AAAAAA9669 0003 10FF EC", "AAAAAA9669 0004 000090 94"),
    ],
)
def test_answers_to_odd_requests(simulator: IdCardReaderSimulator, request_hex: str, reply_hex: str) -> None:
    """Unknown command, bad checksum, bad length, select without find, read without select, noise."""
    expected = bytes.fromhex(reply_hex)
    assert _ask(simulator, bytes.fromhex(request_hex), len(expected)) == expected


def test_speed_commands_are_accepted(simulator: IdCardReaderSimulator) -> None:
    """The line keeps its speed."""
    assert FrameParser().feed(_ask(simulator, encode_set_speed(9600), 11)) != []


def test_requests_can_be_awaited(simulator: IdCardReaderSimulator) -> None:
    """For tests and demos that place a card when the terminal looks for one."""
    _ask(simulator, encode_request(Command.FIND_CARD), 11)
    assert simulator.await_requests(1, Command.FIND_CARD)
    assert not simulator.await_requests(2, timeout_s=0.01)


def test_bench_tool_reads_a_card_as_plain_values(simulator: IdCardReaderSimulator) -> None:
    """Every field by its name, the photo as a size."""
    simulator.place(make_card("citizen", SAMPLE_FIELDS["citizen"], addresses=("测试市新路9号",)))
    described = read_card(simulator.port, timeout_s=10, today=lambda: TODAY)
    assert json.loads(json.dumps(described)) == {
        "card_type": "citizen",
        "flag": "",
        "name": "张桂兰",
        "sex": "2",
        "sex_name": "female",
        "ethnic_group_code": "01",
        "ethnic_group": "汉",
        "birth_date": "1947-05-08",
        "address": "陕西省西安市临潼区骊山街道测试路1号",
        "citizen_number": "610198194705080024",
        "issuing_authority": "测试市公安局",
        "valid_from": "2010-06-01",
        "valid_until": "长期",
        "newest_address": "测试市新路9号",
        "findings": [],
        "photo_size_bytes": 1024,
        "photo": "not_asked_for",
        "fingerprint_size_bytes": 0,
        "sam_number": "05.03-20140305-0001234567-0987654321",
    }


def test_bench_tool_describes_errors(tmp_path: Path) -> None:
    """Code and class."""
    with pytest.raises(DeviceError) as caught:
        read_card(str(tmp_path / "none"))
    assert isinstance(caught.value, PortMissingError)
    assert describe_error(caught.value) == {"code": "port_missing", "class": "link"}


def test_the_console_obeys_orders(tmp_path: Path) -> None:
    """One answer a line."""
    card = tmp_path / "card.json"
    card.write_text(json.dumps({"kind": "J", "fields": {**SAMPLE_FIELDS["J"]}}), encoding="utf-8")
    answers = io.StringIO()
    orders = io.StringIO(f"place\nplace Y\nswap {card}\nremove\n\nunplug\nreplug\nplace none\ndance\nquit\nplace\n")
    link = tmp_path / "port"
    assert main(["--link", str(link), "--baud", "0"], orders, answers) == 0
    lines = answers.getvalue().splitlines()
    assert lines == [f"ready {link}", *["ok"] * 6, "error FileNotFoundError", "error no such order"]
    assert not link.is_symlink()


def test_the_console_breaks_and_mends() -> None:
    """Every fault has an order, ``mend`` puts all of it right, and an argument that does not fit is told."""
    orders = [
        *(f"{word} on" for word in ("silence", "split", "self-test", "unauthorised", "stuck", "hang", "found-again")),
        *(f"{word} on" for word in ("keeps-content", "no-fingerprint", "no-number", "no-address", "address-always")),
        *(f"{word} 2" for word in ("bad-checksum", "torn", "late", "request-damaged", "moved", "cut")),
        "torn",
        *("garbage FF00", "garbage off", "noise AA", "answer find 41 3", "answer read-long 24", "place-other"),
    ]
    wrong = ["silence maybe", "torn x", "noise XX", "answer dance 41", "answer find", "cut"]
    answers = io.StringIO()
    assert main(["--baud", "0"], io.StringIO("\n".join([*orders, *wrong, "mend", "quit"])), answers) == 0
    said = answers.getvalue().splitlines()[1:]
    assert said == ["ok"] * len(orders) + ["error ValueError"] * len(wrong) + ["ok"]


def test_mending_puts_everything_right(simulator: IdCardReaderSimulator) -> None:
    """The faults of the module and of the line are those of a sound reader again."""
    for order, argument in (("unauthorised", "on"), ("noise", "AAAA"), ("answer", "find 41 9"), ("cut", "5")):
        assert obey_fault(simulator, order, argument)
    assert (simulator.faults, simulator.line) != (ReaderFaults(), LineFaults())
    assert obey_fault(simulator, "mend", "")
    assert (simulator.faults, simulator.line) == (ReaderFaults(), LineFaults())
    assert not obey_fault(simulator, "dance", "on")


@pytest.mark.parametrize(
    "order", ["no-number on", "no-address on", "address-always on", "found-again on", "keeps-content on", "hang on"]
)
def test_two_cards_on_every_model(desk: Desk, order: str) -> None:
    """Each gives its own person, as on a reader without peculiarities."""
    word, _, argument = order.partition(" ")
    assert obey_fault(desk.simulator, word, argument)
    for name, sex in (("citizen", "2"), ("citizen-man", "1")):
        desk.simulator.place(sample_card(name))
        assert desk.read().record.sex == sex
        desk.simulator.remove()


def test_the_console_ends_with_its_input(tmp_path: Path) -> None:
    """A parent that is gone leaves no simulator behind."""
    assert main(["--link", str(tmp_path / "port")], io.StringIO(""), io.StringIO()) == 0


def test_the_console_refuses_a_card_that_is_none(tmp_path: Path) -> None:
    """Before anything is plugged in."""
    bad = tmp_path / "bad.json"
    bad.write_text("[]", encoding="utf-8")
    answers = io.StringIO()
    assert main(["--card", str(bad)], io.StringIO(""), answers) == 2
    assert answers.getvalue() == "error ValueError\n"


def test_the_simulator_runs_as_a_program_of_its_own(tmp_path: Path) -> None:
    """A card is read from another process over the stable link."""
    link = tmp_path / "port"
    command = [sys.executable, "-m", "drivers.id_card.simulator", "--link", str(link), "--card", "Y"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == f"ready {link}\n"
        process.stdin.write("place\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ok\n"
        described = read_card(str(link), timeout_s=10, today=lambda: TODAY)
        assert described["card_number"] == "911398199012310021"
        process.stdin.write("quit\n")
        process.stdin.flush()
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [("K", {}, "kind"), ("J", {"renewal_count": "01"}, "field"), ("I", {"country_code": "KAZA"}, "units")],
)
def test_card_builder_refuses_what_does_not_fit(kind: str, fields: dict[str, str], message: str) -> None:
    """An unknown kind, an unknown field, too long a text."""
    with pytest.raises(ValueError, match=message):
        build_text(kind, fields)


def test_there_are_only_so_many_samples() -> None:
    """A wrong name is told."""
    with pytest.raises(ValueError, match="sample"):
        sample_card("K")


def test_a_card_from_a_file_has_its_addresses(tmp_path: Path) -> None:
    """The newest last."""
    path = tmp_path / "card.json"
    path.write_text('{"kind": "citizen", "fields": {"name": "x"}, "addresses": ["a", "b"]}', encoding="utf-8")
    assert card_from_file(path).addresses == ("a", "b")
