"""Requests and replies: the sheet's worked frames, byte for byte."""

from __future__ import annotations

import pytest

from drivers.id_card.cards import SAMPLE_PHOTO, build_text
from drivers.id_card.codec import (
    BodyError,
    CardContent,
    Command,
    Reply,
    Request,
    decode_text,
    encode_card_content,
    encode_request,
    encode_set_rf_frame_size,
    encode_set_speed,
    encode_text,
    parse_card_content,
    parse_newest_address,
    parse_sam_number,
)
from drivers.id_card.framing import Frame, FrameParser
from drivers.id_card.status_codes import StatusCode

REQUESTS = {
    Command.RESET_SAM: "AA AA AA 96 69 00 03 10 FF EC",
    Command.SAM_STATUS: "AA AA AA 96 69 00 03 11 FF ED",
    Command.READ_SAM_NUMBER: "AA AA AA 96 69 00 03 12 FF EE",
    Command.FIND_CARD: "AA AA AA 96 69 00 03 20 01 22",
    Command.SELECT_CARD: "AA AA AA 96 69 00 03 20 02 21",
    Command.READ_TEXT_PHOTO: "AA AA AA 96 69 00 03 30 01 32",
    Command.READ_TEXT_PHOTO_FINGERPRINT: "AA AA AA 96 69 00 03 30 10 23",
    Command.READ_NEWEST_ADDRESS: "AA AA AA 96 69 00 03 30 03 30",
}


@pytest.mark.parametrize("command", REQUESTS)
def test_published_requests(command: Command) -> None:
    """Section 3, byte for byte."""
    assert encode_request(command) == bytes.fromhex(REQUESTS[command])


@pytest.mark.parametrize(("baud", "parameter"), [(115200, 0), (57600, 1), (38400, 2), (19200, 3), (9600, 4)])
def test_set_speed(baud: int, parameter: int) -> None:
    """Command 60 with the speed's number."""
    frame = encode_set_speed(baud)
    assert frame[7:9] == bytes([0x60, parameter])


def test_a_speed_that_the_module_does_not_have() -> None:
    """It is refused before anything is sent."""
    with pytest.raises(ValueError, match="230400"):
        encode_set_speed(230400)


def test_set_rf_frame_size_has_one_data_byte() -> None:
    """LEN is 4."""
    assert encode_set_rf_frame_size(0x50)[5:10] == bytes.fromhex("000461FF50")


@pytest.mark.parametrize(
    ("reply", "frame"),
    [
        (Reply(0, 0, 0x9F, bytes(4)), "AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97"),
        (Reply(0, 0, 0x80, b""), "AA AA AA 96 69 00 04 00 00 80 84"),
        (Reply(0, 0, 0x90, bytes(8)), "AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C"),
        (Reply(0, 0, 0x81, b""), "AA AA AA 96 69 00 04 00 00 81 85"),
        (Reply(0, 0, 0x90, b""), "AA AA AA 96 69 00 04 00 00 90 94"),
        (Reply(0, 0, 0x60, b""), "AA AA AA 96 69 00 04 00 00 60 64"),
        (Reply(0, 0, 0x41, b""), "AA AA AA 96 69 00 04 00 00 41 45"),
        (Reply(0, 0, 0x91, b""), "AA AA AA 96 69 00 04 00 00 91 95"),
        (Reply(0, 0, 0x10, b""), "AA AA AA 96 69 00 04 00 00 10 14"),
        (Reply(0, 0, 0x11, b""), "AA AA AA 96 69 00 04 00 00 11 15"),
        (Reply(0, 0, 0x66, b""), "AA AA AA 96 69 00 04 00 00 66 62"),
    ],
)
def test_published_replies(reply: Reply, frame: str) -> None:
    """Section 14, there and back."""
    assert reply.encode() == bytes.fromhex(frame)
    (parsed,) = FrameParser().feed(bytes.fromhex(frame))
    assert isinstance(parsed, Frame)
    assert Reply.from_frame(parsed) == reply


def test_sam_number_is_little_endian_and_unsigned() -> None:
    """The sheet's synthetic module; a signed reading of its last word would be negative."""
    stream = bytes.fromhex("AA AA AA 96 69 00 14 00 00 90 05 00 03 00 11 51 33 01 87 D6 12 00 B1 68 DE 3A 8E")
    (frame,) = FrameParser().feed(stream)
    assert isinstance(frame, Frame)
    number = parse_sam_number(Reply.from_frame(frame).data)
    assert number.text == "05.03-20140305-0001234567-0987654321"
    assert number.raw_hex == "0500030011513301" + "87d61200b168de3a"
    assert parse_sam_number(bytes(12) + b"\xff" * 4).text.endswith("-4294967295")


@pytest.mark.parametrize("size", [0, 15, 17])
def test_sam_number_of_wrong_length(size: int) -> None:
    """It is 16 bytes or none."""
    with pytest.raises(BodyError):
        parse_sam_number(bytes(size))


def test_newest_address_of_the_sheet() -> None:
    """81 bytes, LEN 004A, CHK FA."""
    data = encode_text("测试省测试市新路9号", 70)
    frame = Reply(0, 0, 0x90, data).encode()
    assert (len(frame), frame[5:7], frame[-1]) == (81, b"\x00\x4a", 0xFA)
    assert parse_newest_address(data) == "测试省测试市新路9号"


@pytest.mark.parametrize(("text", "units"), [("测试市新路9号", 7), ("", 0), ("", 35), ("测试" * 17 + "路", 35)])
def test_a_newest_address_may_be_shorter_than_its_field(text: str, units: int) -> None:
    """Some modules leave the padding out."""
    assert parse_newest_address(encode_text(text, units * 2)) == text


@pytest.mark.parametrize("size", [1, 69, 72, 140])
def test_a_newest_address_of_a_length_that_cannot_be(size: int) -> None:
    """Half a unit, or more than the field holds."""
    with pytest.raises(BodyError):
        parse_newest_address(bytes(size))


@pytest.mark.parametrize("fingerprint_size", [0, 512, 1024])
def test_content_with_fingerprint_there_and_back(fingerprint_size: int) -> None:
    """Frames of 1297, 1809 and 2321 bytes."""
    content = CardContent(build_text("citizen", {}), SAMPLE_PHOTO, bytes(fingerprint_size))
    data = encode_card_content(content, with_fingerprint=True)
    assert len(Reply(0, 0, 0x90, data).encode()) == 1297 + fingerprint_size
    assert parse_card_content(data) == content


def test_the_form_of_the_content_follows_from_its_size() -> None:
    """A module without fingerprints answers the long read in the form of the short one."""
    content = CardContent(build_text("citizen", {"name": "\u0100\u0400"}), SAMPLE_PHOTO, b"")
    for with_fingerprint in (False, True):
        assert parse_card_content(encode_card_content(content, with_fingerprint=with_fingerprint)) == content


def test_content_without_fingerprint_there_and_back() -> None:
    """A frame of 1295 bytes."""
    content = CardContent(build_text("citizen", {}), SAMPLE_PHOTO, b"")
    data = encode_card_content(content, with_fingerprint=False)
    assert len(Reply(0, 0, 0x90, data).encode()) == 1295
    assert parse_card_content(data) == content


@pytest.mark.parametrize(
    "head",
    [
        "",
        "0100",
        "0100 03FF",
        "00FF 0400",
        "0100 0400",
    ],
)
def test_wrong_length_words(head: str) -> None:
    """Text is 256 and photo 1024 bytes, and the data has exactly so many."""
    with pytest.raises(BodyError):
        parse_card_content(bytes.fromhex(head) + bytes(1281))
    with pytest.raises(BodyError):
        parse_card_content(bytes.fromhex(head)[:3])


def test_wrong_fingerprint_length() -> None:
    """Only none, one finger or two fingers."""
    with pytest.raises(BodyError):
        parse_card_content(bytes.fromhex("010004000001") + bytes(1281))


def test_text_is_padded_and_stripped() -> None:
    """Spaces and zeros at the end do not belong to it."""
    assert encode_text("汉", 6) == bytes.fromhex("496C20002000")
    assert decode_text(bytes.fromhex("496C200000002000")) == "汉"
    with pytest.raises(ValueError, match="2 units"):
        encode_text("测试员", 4)


def test_private_use_surrogate_pairs_and_lone_surrogates_survive() -> None:
    """Rare characters of names are stored so; sizes count 16-bit units."""
    text = "\ue863\U00020bb7\ud842"
    assert len(encode_text(text, 30)) == 30
    assert decode_text(encode_text(text, 30)) == text


def test_unknown_requests_are_seen_as_such() -> None:
    """A module answers them with 21."""
    assert Request.from_frame(Frame(b"\x20\x00")).known is None
    request = Request.from_frame(Frame(b"\x61\xff\x50"))
    assert (request.known, request.data) == (Command.SET_RF_FRAME_SIZE, b"\x50")


def test_replies_and_contents_never_show_their_data() -> None:
    """They may be a person's."""
    assert "610198" not in repr(Reply(0, 0, StatusCode.SUCCESS, b"610198"))
    assert repr(CardContent(b"610198", b"610198", b"610198")) == "CardContent()"
