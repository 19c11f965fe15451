"""The simulator reads ESC/POS as the sheet's length table says, whoever sent it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printer.simulator.decoder import Command, Decoder, Element, Text, UnknownBytes

SHEET_JOB = bytes.fromhex(
    "1b401c26 bdc9bfeec6bed6a40a bdf0b6eea3baa3a43130302e30300a 1c5701b4f3d7d60a1c5700"
    "1d286b0400314132001d286b0300314306 1d286b0300314531"
    "1d286b110031503068747470733a2f2f782e636e2f31 1d286b0300315130 1b64061d5600"
)


def decode(data: bytes) -> list[Element]:
    decoder = Decoder()
    decoder.feed(data)
    elements: list[Element] = []
    while (element := decoder.next()) is not None:
        elements.append(element)
    assert len(decoder) == 0, "a tail was left"
    return elements


def text_of(elements: list[Element]) -> str:
    return "".join(element.text for element in elements if isinstance(element, Text))


def test_the_job_of_the_sheet_decodes_to_its_text() -> None:
    elements = decode(SHEET_JOB)

    assert text_of(elements) == "缴款凭证\n金额：￥100.00\n大字\n"
    assert not [element for element in elements if isinstance(element, UnknownBytes)]


def test_four_byte_characters_are_read() -> None:
    assert text_of(decode(bytes.fromhex("fe9f 9534b235 82359334"))) == "䶮𠮷鿏"


@pytest.mark.parametrize(
    ("sent", "command"),
    [
        ("1b40", Command(0x1B, 0x40, b"")),
        ("1b2102", Command(0x1B, 0x21, b"\x02")),
        ("1b240102", Command(0x1B, 0x24, b"\x01\x02")),
        ("1b700102 03", Command(0x1B, 0x70, b"\x01\x02\x03")),
        ("1b2a 21 0200 010203040506", Command(0x1B, 0x2A, bytes.fromhex("210200010203040506"))),
        ("1b2a 01 0200 0102", Command(0x1B, 0x2A, bytes.fromhex("0102000102"))),
        ("1b44 081000", Command(0x1B, 0x44, b"\x08\x10\x00")),
        ("1c50 01020304", Command(0x1C, 0x50, b"\x01\x02\x03\x04")),
        ("1c28 41 0200 3001", Command(0x1C, 0x28, bytes.fromhex("4102003001"))),
        ("1d5600", Command(0x1D, 0x56, b"\x00")),
        ("1d564203", Command(0x1D, 0x56, b"\x42\x03")),
        ("1d5230", Command(0x1D, 0x52, b"\x30")),
        ("1d523105", Command(0x1D, 0x52, b"\x31\x05")),
        ("1de007", Command(0x1D, 0xE0, b"\x07")),
        ("1de1", Command(0x1D, 0xE1, b"")),
        ("1d38 4c 02000000 3032", Command(0x1D, 0x38, bytes.fromhex("4c020000003032"))),
        ("1d6b 04 414200", Command(0x1D, 0x6B, b"\x04AB\x00")),
        ("1d6b 49 02 4142", Command(0x1D, 0x6B, b"\x49\x02AB")),
        ("1d7630 00 0100 0200 ff00", Command(0x1D, 0x76, bytes.fromhex("300001000200ff00"))),
        ("100401", Command(0x10, 0x04, b"\x01")),
        ("1014 01 00 01", Command(0x10, 0x14, b"\x01\x00\x01")),
        ("1014 14", Command(0x10, 0x14, b"\x14")),
    ],
)
def test_each_command_takes_its_length_and_waits_for_all_of_it(sent: str, command: Command) -> None:
    data = bytes.fromhex(sent)

    assert decode(data) == [command]
    for cut in range(1, len(data)):
        decoder = Decoder()
        decoder.feed(data[:cut])
        assert decoder.next() is None
        decoder.feed(data[cut:])
        assert decoder.next() == command


@pytest.mark.parametrize("sent", ["b2e2", "9534b235"])
def test_half_a_character_waits_for_the_rest(sent: str) -> None:
    data = bytes.fromhex(sent)
    for cut in range(1, len(data)):
        decoder = Decoder()
        decoder.feed(data[:cut])
        assert decoder.next() is None
        decoder.feed(data[cut:])
        assert decoder.next() == Text(data.decode("gb18030"))


def test_what_is_not_in_the_table_is_told() -> None:
    assert decode(b"\x1d\x99") == [UnknownBytes(b"\x1d\x99")]
    assert decode(b"\x80") == [UnknownBytes(b"\x80")]
    assert decode(b"\x81\xff") == [UnknownBytes(b"\x81\xff")]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_come_out_as_elements_or_wait(data: bytes) -> None:
    decoder = Decoder()
    decoder.feed(data)
    while decoder.next() is not None:
        pass

    assert len(decoder) <= len(data)
    decoder.clear()
    assert decoder.next() is None


def test_without_chinese_mode_each_byte_is_a_character_of_its_own() -> None:
    decoder = Decoder(chinese=False)
    decoder.feed(b"\xc4\xe3\x1c\x26\xc4\xe3\x1c\x2e\xc4\x1c\x26\x1b\x40\xe3")

    texts = []
    while (element := decoder.next()) is not None:
        if isinstance(element, Text):
            texts.append(element.text)

    assert texts == ["─", "π", "你", "─", "π"]
