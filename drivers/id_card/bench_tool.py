"""The reader for a person at the bench: the core of ``kiosk device id-card``.

What ``read_card`` returns holds a card's content on purpose. It is for the caller's standard output, never for a log or
a file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from typing import assert_never

from drivers.commands import LiveContext
from drivers.id_card.errors import SamNotAuthorisedError, SamSelfTestError
from drivers.id_card.ethnic_groups import ethnic_group_text
from drivers.id_card.model import CardRead, NotAuthorised, ReadCard, Ready, ResetModule, SelfTestFailed
from drivers.id_card.portrait import NoPhoto, Portrait
from drivers.id_card.reader import IdCardReader
from drivers.id_card.records import LONG_TERM_TEXT, CitizenRecord, LongTerm, SexCode, UnknownSexCode
from drivers.timebase import SystemTime, Timebase
from drivers.transport.serial_link import LineSettings, SerialLink
from drivers.vocabulary import DeviceError

JsonValue = str | int | None | list[str]


def read_card(
    port: str,
    baud: int = 115200,
    timeout_s: float = 30.0,
    *,
    with_fingerprint: bool = False,
    photo_decoder: str = "",
    today: Callable[[], date] = date.today,
    timebase: Timebase | None = None,
) -> dict[str, JsonValue]:
    """Wait for a card on a port and read it.

    Args:
        port: a device path or a URL of pyserial.
        baud: the line's speed.
        timeout_s: how long to wait for the card, in seconds.
        with_fingerprint: also read the fingerprints, of which only the size is told.
        photo_decoder: a command line to try on the photo; empty: none.
        today: the day that dates on the card are compared with.
        timebase: clock and waiting; the machine's by default.

    Returns:
        The record's fields by name, dates as ISO text or the card's own word for "long term"; besides
        ``card_type``, ``flag``, ``sam_number``, ``newest_address``, ``findings``, what the decoder made of the photo,
        and sizes.

    Raises:
        DeviceError: with its typed cause.
        ValueError: the decoder's command line is none.
    """
    time = timebase if timebase is not None else SystemTime()
    context = LiveContext(timebase=time, timeout_s=timeout_s)
    decoder = None
    if photo_decoder:
        from drivers.id_card.photo_decoder import ProcessDecoder

        decoder = ProcessDecoder(photo_decoder)
    with _opened(port, baud, time, today, decoder) as reader:
        status = reader.poll()
        command = ReadCard(with_fingerprint=with_fingerprint, with_portrait=decoder is not None)
        result = reader.run(command, context)
    assert isinstance(result, CardRead)  # what a ReadCard ends with
    described = describe_card(result)
    described["sam_number"] = status.sam.text if isinstance(status, Ready) and status.sam is not None else None
    return described


def reader_status(
    port: str, baud: int = 115200, _timeout_s: float = 10.0, *, timebase: Timebase | None = None
) -> dict[str, JsonValue]:
    """The security module's state and number. Every step has a time limit of its own, a few seconds in all.

    Raises:
        DeviceError: it does not answer, or is not in order.
    """
    time = timebase if timebase is not None else SystemTime()
    with _opened(port, baud, time) as reader:
        status = reader.poll()
    match status:
        case Ready():
            return _describe_ready(status)
        case SelfTestFailed():
            raise SamSelfTestError
        case NotAuthorised():
            raise SamNotAuthorisedError
        case _:
            raise AssertionError(type(status).__name__)  # a poll says one of the three or raises


def reset_reader(
    port: str, baud: int = 115200, timeout_s: float = 20.0, *, timebase: Timebase | None = None
) -> dict[str, JsonValue]:
    """Reset the security module and wait until it is in order.

    Raises:
        DeviceError: it does not come back, or is not in order then.
    """
    time = timebase if timebase is not None else SystemTime()
    context = LiveContext(timebase=time, timeout_s=timeout_s)
    with _opened(port, baud, time) as reader:
        status = reader.run(ResetModule(), context)
    assert isinstance(status, Ready)  # what a ResetModule ends with
    return _describe_ready(status)


@contextlib.contextmanager
def _opened(
    port: str,
    baud: int,
    time: Timebase,
    today: Callable[[], date] = date.today,
    decoder: Callable[[bytes], Portrait | NoPhoto] | None = None,
) -> Iterator[IdCardReader]:
    link = SerialLink(port, LineSettings(baud=baud), timebase=time)
    reader = IdCardReader(link, today=today, baud=baud, timebase=time, decoder=decoder)
    reader.open()
    try:
        yield reader
    finally:
        reader.close()


def _describe_ready(status: Ready) -> dict[str, JsonValue]:
    sam = status.sam
    return {
        "state": "ready",
        "sam_number": sam.text if sam is not None else None,
        "sam_number_hex": sam.raw_hex if sam is not None else None,
    }


def describe_card(read: CardRead) -> dict[str, JsonValue]:
    """A card's content as plain values by name."""
    record = read.record
    described: dict[str, JsonValue] = {"card_type": record.card_type.value, "flag": record.flag}
    for entry in fields(record):
        described[entry.name] = _plain(getattr(record, entry.name))
    described["sex_name"] = record.sex.name.lower() if isinstance(record.sex, SexCode) else f"code {record.sex.code}"
    if isinstance(record, CitizenRecord):
        described["ethnic_group"] = ethnic_group_text(record.ethnic_group_code)
    described["newest_address"] = read.newest_address
    described["findings"] = [finding.check.value for finding in read.findings]
    described["photo_size_bytes"] = len(read.photo_wlt)
    described["photo"] = _describe_photo(read.portrait)
    described["fingerprint_size_bytes"] = len(read.fingerprint)
    return described


def _describe_photo(portrait: Portrait | NoPhoto) -> str:
    """What became of the photo: its form and size in pixels, or why there is no picture."""
    match portrait:
        case Portrait(picture_format, width_px, height_px):
            return f"{picture_format.value} {width_px}x{height_px}"
        case NoPhoto(reason):
            return reason.value
        case _:
            assert_never(portrait)


def describe_error(error: DeviceError) -> dict[str, str]:
    """An error as plain values: its ``code`` and its ``class``."""
    return {"code": error.code, "class": error.error_class.value}


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, LongTerm):
        return LONG_TERM_TEXT
    if isinstance(value, UnknownSexCode):
        return value.code
    return str(value)
