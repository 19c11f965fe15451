"""``kiosk device id-card`` as a program, on the reader that was written by another hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from drivers.id_card.bench_tool import describe_error, reader_status, reset_reader
from drivers.id_card.errors import SamNotAuthorisedError, SamSelfTestError
from tests.drivers.id_card import stranger
from tests.drivers.id_card.desk import Desk
from tests.drivers.id_card.stranger import Stranger, frame, units


@pytest.fixture
def module() -> Iterator[Stranger]:
    made = Stranger()
    yield made
    made.close()


def kiosk(*words: str, code: int = 0) -> str:
    """Run the tool; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "device", "id-card", *words], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == code, done
    assert code == 1 or b"Traceback" not in done.stderr, done
    return done.stdout.decode()


def as_object(*words: str, code: int = 0) -> dict[str, Any]:
    """Run it with ``--json``; the one object that it printed."""
    found = json.loads(kiosk(*words, "--json", code=code))
    assert isinstance(found, dict)
    return found


def test_a_card_as_one_object(module: Stranger) -> None:
    """Every field by its name, odd codes and odd characters as they are, sizes instead of contents."""
    module.put(stranger.citizen("\U00020bb7\ue863\ud842", sex="3", ethnic="57"))
    module.habits.script[b"\x30\x03"] = [frame(0x90, units("测试省测试市新路9号", 35))]
    module.habits.fingerprint = b"\x05" * 512
    found = as_object("read", "--port", module.port, "--timeout-s", "20", "--fingerprint")
    assert found == {
        "card_type": "citizen",
        "flag": "",
        "name": "\U00020bb7\ue863\ud842",
        "sex": "3",
        "sex_name": "code 3",
        "ethnic_group_code": "57",
        "ethnic_group": "code 57",
        "birth_date": "1980-01-01",
        "address": "测试省测试市测试路1号",
        "citizen_number": "34052419800101001X",
        "issuing_authority": "测试市公安局",
        "valid_from": "2020-01-01",
        "valid_until": "长期",
        "newest_address": "测试省测试市新路9号",
        "findings": [],
        "photo_size_bytes": 1024,
        "photo": "not_asked_for",
        "fingerprint_size_bytes": 512,
        "sam_number": "05.03-20140305-0001234567-0987654321",
    }


@pytest.mark.parametrize("text", [stranger.permit(), stranger.foreign_2017(), stranger.foreign_2023()])
def test_the_other_cards_for_people(module: Stranger, text: bytes) -> None:
    """A line for each field."""
    module.put(text)
    lines = kiosk("read", "--port", module.port, "--timeout-s", "20").splitlines()
    assert any(line.split() == ["birth_date", "1994-08-23"] or "1990-12-31" in line for line in lines)


def test_a_card_type_that_nobody_knows_is_an_error_with_its_flag(module: Stranger) -> None:
    """Exit code 1 and one object."""
    module.put(stranger.citizen(flag="Q"))
    error = as_object("read", "--port", module.port, "--timeout-s", "20", code=1)["error"]
    assert (error["code"], error["class"]) == ("unknown_card_type", "protocol")


def test_no_card_in_time(module: Stranger) -> None:
    """The time is over: a typed error too."""
    assert as_object("read", "--port", module.port, "--timeout-s", "1", code=1)["error"]["code"] == "time_limit"


def test_a_port_that_is_not_there() -> None:
    """Nothing to read from."""
    assert as_object("status", "--port", "/dev/nonexistent", code=1)["error"]["code"] == "port_missing"


def test_status_and_reset(module: Stranger) -> None:
    """The module's state and number in both forms; a reset is answered with the same."""
    ready = {
        "state": "ready",
        "sam_number": "05.03-20140305-0001234567-0987654321",
        "sam_number_hex": "050003001151330187d61200b168de3a",
    }
    assert as_object("status", "--port", module.port) == ready
    assert as_object("reset", "--port", module.port) == ready
    assert module.asked.count(b"\x10\xff") == 1


def test_a_decoder_can_be_tried(module: Stranger) -> None:
    """What became of the photo is told; the read is good whatever it was."""
    module.put(stranger.citizen())
    found = as_object("read", "--port", module.port, "--photo-decoder", "cat")
    assert found["photo"] == "not_a_picture"


def test_a_module_that_is_not_in_order(desk: Desk) -> None:
    """Its fault is the tool's error."""
    desk.reader.close()
    desk.simulator.faults.sam_status = 0x60
    with pytest.raises(SamSelfTestError):
        reader_status(desk.simulator.port)
    desk.simulator.faults.sam_status = 0x66
    with pytest.raises(SamNotAuthorisedError) as caught:
        reader_status(desk.simulator.port)
    with pytest.raises(SamNotAuthorisedError):
        reset_reader(desk.simulator.port)
    assert describe_error(caught.value) == {"code": "sam_not_authorised", "class": "hardware"}


def test_a_module_without_a_number(desk: Desk) -> None:
    """Unknown is not empty."""
    desk.reader.close()
    desk.simulator.faults.no_number_command = True
    assert reader_status(desk.simulator.port) == {"state": "ready", "sam_number": None, "sam_number_hex": None}
