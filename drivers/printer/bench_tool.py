"""Printing and asking from the bench, without a supervisor: the cores of ``kiosk device printer …``.

The results are plain dictionaries, ready for JSON. Texts come from the caller.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import assert_never

from drivers.commands import LiveContext
from drivers.printer.document import (
    Align,
    BigNumber,
    Block,
    Line,
    Paragraph,
    QrCode,
    Row,
    Rows,
    Rule,
    Slip,
    Space,
    TextSize,
    Title,
)
from drivers.printer.errors import PrintFileUnreadableError
from drivers.printer.escpos import encode_job
from drivers.printer.jobs import PrintJobId
from drivers.printer.outcome import (
    Confirmed,
    Identify,
    Identity,
    PrintOutcome,
    PrintSlip,
    Probable,
    QueryStatus,
    UnknownOutcome,
)
from drivers.printer.printer import ReceiptPrinter, process_ids_of
from drivers.printer.printer_link import printer_link
from drivers.printer.profile import PrinterProfile
from drivers.printer.raster import render_slip
from drivers.printer.slip_image import SlipImage, read_picture
from drivers.printer.status import Offline, PrinterStatus
from drivers.printer.typeface import FontFiles
from drivers.timebase import SystemTime

TEXT_LIMIT_BYTES = 100_000
PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp"})

RARE_CHARACTERS = "".join(map(chr, (0x20BB7, 0x4DAE, 0x36C3, 0x9FCF, 0x5586, 0x5803, 0x9555, 0x7287, 0x3007)))
"""Characters of names that small fonts lack, Extension A and B among them."""


def read_slip_text(path: Path) -> Slip:
    """A UTF-8 text file as a slip, one block per line.

    ``# text`` is a title, ``---`` a rule, ``QR data`` a QR code, ``= number`` a big number, an empty line a space, all
    else a paragraph.

    Raises:
        PrintFileUnreadableError: no such file, too long, or not UTF-8.
    """
    try:
        if path.stat().st_size > TEXT_LIMIT_BYTES:
            raise PrintFileUnreadableError(path.name)
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise PrintFileUnreadableError(path.name) from fault
    return Slip(tuple(_block(line.rstrip()) for line in text.splitlines()))


def _block(line: str) -> Block:
    match line.split(" ", 1):
        case [""]:
            return Space()
        case ["---"]:
            return Rule()
        case ["#", text]:
            return Title(text)
        case ["=", number]:
            return BigNumber(number)
        case ["QR", data]:
            return QrCode(data)
        case _:
            return Paragraph(line)


def page_for_test(profile: PrinterProfile, *, title: str, note: str) -> Slip:
    """A page that shows the whole width, every size, rare characters and a QR code, under the caller's texts."""
    return Slip(
        (
            Title(title, profile.name),
            Rule(solid=True),
            Rows((Row("dots", str(profile.width_dots)), Row("proof", profile.proof), Row("baud", str(profile.baud)))),
            *(Line(RARE_CHARACTERS, bold=bold, size=size) for size in TextSize for bold in (False, True)),
            *(Line(align.value, align=align) for align in Align),
            BigNumber("0123456789"),
            QrCode(f"printer-test {profile.name}", note),
            Rule(),
        )
    )


def load_image(source: Path | Slip, profile: PrinterProfile, fonts: FontFiles) -> SlipImage:
    """A slip, a text file or a picture file as dots for this printer.

    Raises:
        PrintFileUnreadableError: the file is neither text nor a picture.
        FontUnusableError: a font file is missing or broken.
    """
    if isinstance(source, Slip):
        return render_slip(source, fonts, profile.width_dots)
    if source.suffix.lower() in PICTURE_SUFFIXES:
        return read_picture(source, profile.width_dots)
    return render_slip(read_slip_text(source), fonts, profile.width_dots)


def print_file(
    port: str,
    source: Path | Slip,
    *,
    profile: PrinterProfile,
    fonts: FontFiles,
    baud: int | None = None,
    timeout_s: float,
) -> dict[str, object]:
    """Print a file, or a slip such as ``page_for_test``, and say what is known of it.

    Args:
        port: a device path or a URL of pyserial.
        source: a UTF-8 text file, a picture file, or a slip.
        profile: the printer.
        fonts: the font files.
        baud: the line's speed; the profile's by default.
        timeout_s: for everything.

    Returns:
        ``outcome`` (``confirmed``, ``probable``, ``unknown``), ``proof``, ``cut``, ``reason``, ``status``, ``rows``,
        ``size_bytes``, ``seconds``.

    Raises:
        DeviceError: the typed cause.
    """
    image = load_image(source, profile, fonts)
    time = SystemTime()
    job_id = PrintJobId(f"bench-{secrets.token_hex(4)}")
    printer = _printer(port, profile, baud)
    printer.open()
    try:
        start = time.now()
        outcome = printer.run(PrintSlip(image, job_id), LiveContext(timebase=time, timeout_s=timeout_s))
        seconds = time.now() - start
    finally:
        printer.close()
    if not isinstance(outcome, Confirmed | Probable | UnknownOutcome):
        raise TypeError("a print ends in an outcome")
    size_bytes = encode_job(image, profile, process_ids_of(job_id)).size_bytes
    figures = {"rows": image.height, "size_bytes": size_bytes, "seconds": round(seconds, 3)}
    return {**describe_outcome(outcome), **figures}


def printer_status(
    port: str, *, profile: PrinterProfile, baud: int | None = None, timeout_s: float
) -> dict[str, object]:
    """Ask the printer how and what it is. Raises ``DeviceError``.

    ``status``, ``usable``, ``reason`` when it is offline; of ``model_id``, ``chinese``, ``firmware_id``, ``firmware``,
    ``maker``, ``model``, ``serial``, ``characters`` what it tells.
    """
    printer = _printer(port, profile, baud)
    printer.open()
    try:
        context = LiveContext(timebase=SystemTime(), timeout_s=timeout_s)
        status = printer.run(QueryStatus(), context)
        identity = describe_identity(printer.run(Identify(), context))
    finally:
        printer.close()
    return {**describe_status(status), **identity}  # type: ignore[arg-type]  # the result of QueryStatus is a status


def describe_status(status: PrinterStatus) -> dict[str, object]:
    """A status by name."""
    named: dict[str, object] = {"status": _snake(type(status).__name__), "usable": status.usable}
    return {**named, "reason": status.reason.value} if isinstance(status, Offline) else named


def describe_identity(identity: object) -> dict[str, object]:
    """What the printer told of itself, by name."""
    if not isinstance(identity, Identity):
        raise TypeError("an identification ends in an identity")
    numbers = {"model_id": identity.model_id, "chinese": identity.chinese, "firmware_id": identity.firmware_id}
    return {**{name: value for name, value in numbers.items() if value is not None}, **dict(identity.names)}


def describe_outcome(outcome: PrintOutcome) -> dict[str, object]:
    """An outcome by name."""
    status = describe_status(outcome.status)["status"]
    match outcome:
        case Confirmed(proof, cut, presented=presented):
            mouth = {} if presented is None else {"presented": presented.value}
            return {"outcome": "confirmed", "proof": proof.value, "cut": cut, "status": status, **mouth}
        case Probable():
            return {"outcome": "probable", "status": status}
        case UnknownOutcome(reason):
            return {"outcome": "unknown", "reason": reason.value, "status": status}
        case _:
            assert_never(outcome)


def _printer(port: str, profile: PrinterProfile, baud: int | None) -> ReceiptPrinter:
    link = printer_link(port, baud if baud is not None else profile.baud, profile.flow)
    return ReceiptPrinter(link, profile, digest_key=secrets.token_bytes(32))


def _snake(name: str) -> str:
    """``PaperLow`` as ``paper_low``."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
