"""What is said on the ccTalk line, and what a reply must look like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cash.cctalk_codec import (
    BUSY,
    NAK,
    EventBuffer,
    ReplyError,
    RouteAnswer,
    Scaling,
    encode_mask,
    parse_events,
    parse_mask,
    parse_polling_priority,
    parse_scaling,
    parse_serial,
    parse_single,
    parse_text,
    route_answer,
)
from drivers.cash.money import (
    Denomination,
    bill_id,
    coin_id,
    country_of,
    price_list,
    scaled_fen,
)


def test_events_are_counter_and_five_pairs_newest_first() -> None:
    """The sheet's frame of counter 6, type 3 in escrow."""
    buffer = parse_events(bytes.fromhex("060301000A000C000B0002"))
    assert buffer == EventBuffer(6, ((3, 1), (0, 10), (0, 12), (0, 11), (0, 2)))
    assert buffer.encode() == bytes.fromhex("060301000A000C000B0002")


@given(st.binary(min_size=11, max_size=11))
def test_every_event_buffer_is_written_back(data: bytes) -> None:
    """No byte is lost."""
    assert parse_events(data).encode() == data


@given(st.frozensets(st.integers(1, 16)))
def test_every_mask_is_read_back(types: frozenset[int]) -> None:
    """Type 1 is the lowest bit of the first byte."""
    assert parse_mask(encode_mask(types)) == types


@pytest.mark.parametrize("number", [0, 17])
def test_a_type_outside_the_mask_is_refused(number: int) -> None:
    """There are sixteen."""
    with pytest.raises(ValueError, match="1 to 16"):
        encode_mask(frozenset({number}))


@pytest.mark.parametrize(
    ("parse", "data"),
    [
        (parse_events, bytes(10)),
        (parse_mask, b"\x01"),
        (parse_serial, b""),
        (parse_serial, bytes(9)),
        (parse_single, b""),
        (parse_polling_priority, b"\x01"),
        (parse_scaling, b"\x01\x02"),
    ],
)
def test_data_of_another_size_is_no_answer(parse: object, data: bytes) -> None:
    """A typed error, never an index out of range."""
    assert callable(parse)
    with pytest.raises(ReplyError):
        parse(data)


def test_small_replies() -> None:
    """Serial numbers come low byte first; names are printable ASCII."""
    assert parse_serial(bytes.fromhex("40E201")) == 123456
    assert parse_single(b"\x07\x01") == 7
    assert parse_text(b" NV9\xff ") == "NV9?"


@pytest.mark.parametrize(
    ("data", "seconds"),
    [("02 14", 0.2), ("01 C8", 0.2), ("03 01", 1.0), ("04 01", 60.0), ("00 05", None), ("02 00", None)],
)
def test_polling_priority(data: str, seconds: float | None) -> None:
    """Unit and value; no value means no wish."""
    assert parse_polling_priority(bytes.fromhex(data)) == (None if seconds is None else pytest.approx(seconds))


def test_scaling() -> None:
    """All zero means an unknown country."""
    assert parse_scaling(bytes([100, 0, 2])) == Scaling(100, 2)
    assert parse_scaling(bytes(3)) is None


@pytest.mark.parametrize(
    ("header", "data", "answer"),
    [
        (0, "", RouteAnswer.TAKEN),
        (0, "FE", RouteAnswer.EMPTY),
        (0, "FF", RouteAnswer.FAILED),
        (0, "0102", RouteAnswer.FAILED),
        (NAK, "", RouteAnswer.NO_ANSWER),
        (BUSY, "", RouteAnswer.NO_ANSWER),
    ],
)
def test_route_answers(header: int, data: str, answer: RouteAnswer) -> None:
    """ACK is not the credit, and NAK is no answer to rely on."""
    assert route_answer(header, bytes.fromhex(data)) is answer


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"CN0100A", ("CN0100A", 100)),
        (b"CN0005B", ("CN0005B", 5)),
        (b".......", None),
        (b"CN0000A", None),
        (b"CN01A0A", None),
        (b"CN100A", None),
        (b"", None),
        ("CN010０A".encode("gb18030")[:7], None),
    ],
)
def test_bill_ids(data: bytes, expected: tuple[str, int] | None) -> None:
    """Country, four digits, issue; anything else is an unused place."""
    assert bill_id(data) == expected


@pytest.mark.parametrize(("data", "expected"), [(b"CN100A", ("CN100A", 100)), (b"CN.50A", None), (b"CN1K0A", None)])
def test_coin_ids(data: bytes, expected: tuple[str, int] | None) -> None:
    """A value that is no whole number is not certain, so the coin is not taken."""
    assert coin_id(data) == expected


@pytest.mark.parametrize(
    ("value", "scaling", "fen"),
    [
        (100, Scaling(100, 2), 10000),
        (100, Scaling(1, 0), 10000),
        (5, Scaling(1, 1), 50),
        (5, Scaling(1, 3), None),
        (0, Scaling(1, 0), None),
        (1, Scaling(65535, 0), 6553500),
    ],
)
def test_amounts_are_whole_fen(value: int, scaling: Scaling, fen: int | None) -> None:
    """Value x factor with so many decimals of the yuan; what is no whole fen is not certain."""
    assert scaled_fen(value, scaling) == fen


def test_a_price_list_gives_the_types_of_accepted_amounts() -> None:
    """Up to a limit, where there is one."""
    prices = price_list([Denomination(1, "CN0001A", 100), Denomination(6, "CN0100A", 10000), Denomination(2, "X", 7)])
    assert prices.types_worth(frozenset({100, 10000}), None) == {1, 6}
    assert prices.types_worth(frozenset({100, 10000}), 9999) == {1}
    assert prices.get(2) == Denomination(2, "X", 7)
    assert prices.get(3) is None
    assert country_of("CN0001A") == "CN"
