"""Providers' daily files: bytes in, rows out (payments sheet, section 11). Sans I/O.

Errors:
    UnavailableError: ``malformed`` or ``too-large``; nothing of a file that is not whole is used.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from hall.payments.provider import BillKind, BillRow, UnavailableError

MAX_UNPACKED_BYTES = 256 * 1024 * 1024
"""A longer file, unpacked, is refused."""

CHINA = timezone(timedelta(hours=8))
_AMOUNT = re.compile(r"(-?)([0-9]{1,10})(?:\.([0-9]{1,2})0*)?")
_WECHAT_KINDS = {"SUCCESS": BillKind.PAYMENT, "REFUND": BillKind.REFUND, "REVOKED": BillKind.REVERSAL}
_ALIPAY_KINDS = {"交易": BillKind.PAYMENT, "退款": BillKind.REFUND}


def unpacked(packed: bytes, limit_bytes: int = MAX_UNPACKED_BYTES) -> bytes:
    """Return what is in a gzip file. Raises `UnavailableError`, also for more than ``limit_bytes``."""
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(packed, limit_bytes)
    except zlib.error:
        raise UnavailableError("malformed") from None
    if reader.unconsumed_tail:
        raise UnavailableError("too-large")
    if not reader.eof:
        raise UnavailableError("malformed")
    return content


def wechat_rows(content: bytes, mchid: str) -> tuple[BillRow, ...]:
    """Return the rows of WeChat Pay's trade bill, of the kind ``ALL``.

    Each field has a back-quote before it, so a line is divided at comma and back-quote: a comma in a text divides
    nothing. The summary's count must be the number of rows.
    """
    lines = _lines(_decoded(content, "utf-8-sig"))
    if len(lines) < 3:
        raise UnavailableError("malformed")
    head = _places(lines[0].split(","))
    end = next((at for at, line in enumerate(lines) if line.startswith("总交易单数")), None)
    if end is None or end + 1 >= len(lines):
        raise UnavailableError("malformed")
    rows = tuple(_wechat_row(_fields(line), head, mchid) for line in lines[1:end])
    if _fields(lines[end + 1])[0] != str(len(rows)):
        raise UnavailableError("malformed")
    return rows


def alipay_rows(content: bytes) -> tuple[BillRow, ...]:
    """Return the rows of the details in Alipay's zip file; the one file with the details' heading is taken."""
    for text in _members(content):
        lines = [line for line in _lines(text) if line.strip() and not line.startswith("#")]
        if lines and "支付宝交易号" in lines[0] and "业务类型" in lines[0]:
            table = _table(lines)
            head = _places(table[0])
            return tuple(_alipay_row(row, head) for row in table[1:])
    raise UnavailableError("malformed")


def fen_of(text: str) -> int:
    """Return an amount in yuan as fen. Raises `UnavailableError`."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise UnavailableError("malformed")
    fen = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    return -fen if found[1] else fen


def yuan_of(amount_fen: int) -> str:
    """Return an amount in fen as yuan with two decimals."""
    return f"{amount_fen // 100}.{amount_fen % 100:02d}"


def _wechat_row(fields: Sequence[str], head: dict[str, int], mchid: str) -> BillRow:
    kind = _WECHAT_KINDS.get(_field(fields, head, "交易状态"))
    if kind is None or _field(fields, head, "商户号") != mchid:
        raise UnavailableError("malformed")
    amount = "订单金额" if kind is BillKind.PAYMENT else "申请退款金额" if "申请退款金额" in head else "退款金额"
    refund_number = "" if kind is BillKind.PAYMENT else _field(fields, head, "商户退款单号")
    return BillRow(
        kind=kind,
        order_number=_field(fields, head, "商户订单号"),
        transaction_id=_field(fields, head, "微信订单号"),
        amount_fen=abs(fen_of(_field(fields, head, amount))),
        at=_time(_field(fields, head, "交易时间")),
        refund_number="" if refund_number == "0" else refund_number,
    )


def _alipay_row(fields: Sequence[str], head: dict[str, int]) -> BillRow:
    kind = _ALIPAY_KINDS.get(_field(fields, head, "业务类型"))
    if kind is None:
        raise UnavailableError("malformed")
    refund_number = "" if kind is BillKind.PAYMENT else _field(fields, head, "退款批次号/请求号")
    return BillRow(
        kind=BillKind.REVERSAL if kind is BillKind.REFUND and not refund_number else kind,
        order_number=_field(fields, head, "商户订单号"),
        transaction_id=_field(fields, head, "支付宝交易号"),
        amount_fen=abs(fen_of(_field(fields, head, "订单金额(元)"))),
        at=_time(_field(fields, head, "完成时间")),
        refund_number=refund_number,
    )


def _members(content: bytes) -> list[str]:
    """Return the texts of a zip file, bounded."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
            if len(files) > 10 or sum(file.file_size for file in files) > MAX_UNPACKED_BYTES:
                raise UnavailableError("too-large")
            return [_decoded(archive.read(file), "gb18030") for file in files]
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,  # a method of packing or encryption that is not there
        RuntimeError,  # a password is asked for
        OSError,
        ValueError,
    ):
        raise UnavailableError("malformed") from None


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnavailableError("malformed") from None


def _lines(text: str) -> list[str]:
    """Return the lines; nothing but a line feed ends one, and an empty last one is none."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if not lines[-1] else lines


def _table(lines: Sequence[str]) -> list[list[str]]:
    try:
        return list(csv.reader(lines, strict=True))
    except csv.Error:
        raise UnavailableError("malformed") from None


def _fields(line: str) -> list[str]:
    if not line.startswith("`"):
        raise UnavailableError("malformed")
    return line[1:].split(",`")


def _places(names: Sequence[str]) -> dict[str, int]:
    """Return where each column is; brackets are written both ways."""
    return {name.strip().replace("（", "(").replace("）", ")"): place for place, name in enumerate(names)}


def _field(fields: Sequence[str], head: dict[str, int], name: str) -> str:
    place = head.get(name)
    if place is None or place >= len(fields):
        raise UnavailableError("malformed")
    return fields[place].strip()


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        raise UnavailableError("malformed") from None
