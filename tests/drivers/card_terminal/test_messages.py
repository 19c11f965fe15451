"""What the terminal says becomes a value, whatever its bytes are; of a card almost nothing is kept."""

from __future__ import annotations

import os
import random

import pytest

from drivers.card_terminal.model import CardStage, NotPaidReason
from drivers.card_terminal.simulator.core import status_apdu
from drivers.card_terminal.zvt import codes, commands
from drivers.card_terminal.zvt.apdu import Apdu, ApduSplitter, encode_apdu
from drivers.card_terminal.zvt.messages import (
    Aborted,
    Accepted,
    Completion,
    Condition,
    Malformed,
    Message,
    Other,
    PaymentStatus,
    Printed,
    RefusedCommand,
    Registered,
    Stage,
    condition_of,
    message_of,
    registered_of,
)
from drivers.card_terminal.zvt.serial_frames import Frame, FrameParser, encode_frame

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))

APPROVED = PaymentStatus(
    *(0, 2040, 156, 470, 470, "66000123", "1006", "223953"), card_tail="4771", card_name="UnionPay", complete=True
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("80 00 00", Accepted()),
        ("84 9C 00", RefusedCommand(0x9C)),
        ("84 83 00", RefusedCommand(0x83)),
        ("04 FF 02 0A 01", Stage(0x0A)),
        ("04 FF 00", Malformed(0x04FF)),
        ("06 0F 00", Completion()),
        ("06 1E 01 6C", Aborted(0x6C)),
        ("06 1E 00", Aborted(None)),
        ("06 D1 03 00 41 42", Printed()),
        ("06 D3 02 06 00", Printed()),
        ("04 01 00", Other(0x0401)),
        ("04 0F 02 27 6C", PaymentStatus(0x6C)),
        ("04 0F 03 04 00 00", Malformed(0x040F)),
        ("04 0F 03 27 00 4D", PaymentStatus(0, complete=False)),
    ],
)
def test_every_message_by_its_bytes(text: str, message: Message) -> None:
    """As in the document; what is cut off is told as malformed."""
    (apdu,) = ApduSplitter().feed(bytes.fromhex(text))
    assert message_of(apdu) == message


def test_a_status_information_with_every_field() -> None:
    """Amount, numbers, date, the card's last digits; the rest of the card is dropped."""
    data = bytes.fromhex(
        "27 00 04 00 00 00 00 20 40 0B 00 04 70 0C 22 39 53 0D 10 06 0E 25 12 17 00 01 19 70"
        "22 F0 F8 62 EE EE EE EE EE 47 71 29 66 00 01 23 2A 31 30 30 34 36 31 37 36 33 20 20 20 20 20 20"
        "3B 36 31 31 38 30 34 00 00 3C F0 F0 F3 41 42 43 49 01 56 87 04 70 88 00 04 70 8A 2E"
        "8B F0 F9 55 6E 69 6F 6E 50 61 79 00 06 06 1F 10 01 03 07 00"
    )
    assert message_of(Apdu(commands.STATUS, data)) == APPROVED
    assert "4771" not in repr(APPROVED)


def test_a_status_is_read_as_the_simulator_writes_it() -> None:
    """Both ways."""
    assert message_of(status_apdu(APPROVED)) == APPROVED


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("", Condition()),
        ("00", Condition(0)),
        ("F0", Condition(0xF0)),
        ("F0 F0 F0 F3 31 2E 30 9C", Condition(0x9C, "1.0")),
        ("F0 F0 F0 F3 31 2E 30", Condition(None, "1.0")),
        ("F0 00 00 00 31", Condition()),
    ],
)
def test_the_answer_to_a_status_enquiry_is_read_leniently(text: str, condition: Condition) -> None:
    """With or without a version; what cannot be read tells nothing."""
    assert condition_of(Completion(bytes.fromhex(text))) == condition


def test_the_answer_to_a_registration() -> None:
    """Number, currency and flags; nothing where there is nothing."""
    assert registered_of(Completion(bytes.fromhex("19 01 29 66 00 01 23 49 01 56"))) == Registered("66000123", 156, 1)
    assert registered_of(Completion()) == Registered()
    assert registered_of(Completion(b"\x29\x01")) == Registered()


def test_every_code_and_every_stage_means_something() -> None:
    """No byte is an exception."""
    for code in range(256):
        assert isinstance(codes.stage_of(code), CardStage)
        assert isinstance(codes.reason_of(code), NotPaidReason)
    assert codes.reason_of(0x6C) is NotPaidReason.CANCELLED
    assert codes.reason_of(0x05) is NotPaidReason.DECLINED
    assert codes.stage_of(0x4A) is CardStage.REMOVE_CARD
    assert codes.stage_of(0xFF) is CardStage.FOLLOW_TERMINAL


def test_the_tills_commands_by_their_bytes() -> None:
    """As in the document, with the currency that is configured."""
    password = commands.password_of("123456")
    told = {
        "06 00 0a 12 34 56 be 01 56 03 00 06 00": commands.registration(password, commands.CONFIG_BYTE, 156),
        "06 01 0a 04 00 00 00 00 20 40 49 01 56": commands.authorisation(2040, 156),
        "06 30 06 12 34 56 87 04 70": commands.reversal(password, 470),
        "06 20 03 12 34 56": commands.repeat_receipt(password),
        "06 50 03 12 34 56": commands.end_of_day(password),
        "05 01 03 12 34 56": commands.status_enquiry(password),
        "06 b0 00": commands.STOP,
        "80 00 00": commands.POSITIVE,
    }
    assert {text: encode_apdu(apdu).hex(" ") for text, apdu in told.items()} == {text: text for text in told}


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"])
def test_a_password_is_six_digits(digits: str) -> None:
    """Nothing else is sent."""
    with pytest.raises(ValueError, match="six digits"):
        commands.password_of(digits)


SEEDS = (
    encode_apdu(status_apdu(APPROVED)),
    bytes.fromhex("80 00 00 84 9C 00 04 FF 02 0A 01 06 0F 00 06 1E 01 6C"),
    encode_apdu(Apdu(commands.COMPLETION, bytes.fromhex("F0 F0 F0 F3 31 2E 30 00"))),
    encode_apdu(commands.registration(b"\x00\x00\x00", 0xBE, 156)),
)


def _mutated(rng: random.Random, seed: bytes) -> bytes:
    data = bytearray(seed)
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0:
                data[at:at] = rng.randbytes(rng.randrange(1, 4))
            case 1:
                del data[at : at + rng.randrange(1, 4)]
            case 2 if data:
                data[at % len(data)] = rng.randrange(256)
            case _:
                data += rng.randbytes(2)
    return bytes(data)


def test_whatever_bytes_come_they_become_values() -> None:
    """50,000 damaged streams a push, 1,000,000 in the long proof: no exception, four digits of a card at most."""
    rng = random.Random(20261124)
    for count in range(50_000 * PROVE):
        data = _mutated(rng, SEEDS[count % len(SEEDS)])
        if count % 2:
            frames = FrameParser().feed(encode_frame(data)[rng.randrange(3) :])
            units = [one.unit for one in frames if isinstance(one, Frame)]
        else:
            units = [data]
        for unit in units:
            for apdu in ApduSplitter("little" if count % 3 else "big").feed(unit):
                message = message_of(apdu)
                if isinstance(message, PaymentStatus):
                    assert len(message.card_tail) <= 4
                elif isinstance(message, Completion):
                    condition_of(message)
                    registered_of(message)
