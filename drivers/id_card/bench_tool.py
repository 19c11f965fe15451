"""One card read for a person at the bench: the core of ``kiosk device id-card read``.

What it returns holds a card's content on purpose. It is for the caller's standard output, never for a log or
a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date

from drivers.commands import LiveContext
from drivers.id_card.ethnic_groups import ethnic_group_text
from drivers.id_card.model import CardRead, ReadCard, Ready
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
    today: Callable[[], date] = date.today,
    timebase: Timebase | None = None,
) -> dict[str, JsonValue]:
    """Wait for a card on a port and read it.

    Args:
        port: a device path or a URL of pyserial.
        baud: the line's speed.
        timeout_s: how long to wait for the card, in seconds.
        today: the day that dates on the card are compared with.
        timebase: clock and waiting; the machine's by default.

    Returns:
        The record's fields by name, dates as ISO text or the card's own word for "long term"; besides
        ``card_type``, ``flag``, ``sam_number``, ``newest_address``, ``findings`` and the photo's size only.

    Raises:
        DeviceError: with its typed cause.
    """
    time = timebase if timebase is not None else SystemTime()
    reader = IdCardReader(
        SerialLink(port, LineSettings(baud=baud), timebase=time), today=today, baud=baud, timebase=time
    )
    reader.open()
    try:
        status = reader.poll()
        result = reader.run(ReadCard(), LiveContext(timebase=time, timeout_s=timeout_s))
    finally:
        reader.close()
    assert isinstance(result, CardRead)  # what a ReadCard ends with
    described = describe_card(result)
    described["sam_number"] = status.sam.text if isinstance(status, Ready) and status.sam is not None else None
    return described


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
    return described


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
