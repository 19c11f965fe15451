"""The bytes of a slip: a picture in bands, feeds for white rows, requests for proof, cuts.

Sans-I/O. Source: receipt printer sheet, sections 5 to 9. Text is not sent as text: every character has to print, and a
printer's own font holds few rare names (section 4.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import assert_never

from drivers.printer.profile import PrinterProfile, ProofMethod
from drivers.printer.slip_image import SlipImage

INITIALISE = b"\x1b\x40"
"""``ESC @``: clears modes, keeps the memory switches."""
MOTION_UNIT_203_DPI = b"\x1d\x50\xcb\xcb"
"""``GS P``: feeds are counted in dots of 203 dpi, whatever the model's own unit is."""
AUTOMATIC_STATUS_ON = b"\x1d\x61\xff"
AUTOMATIC_STATUS_OFF = b"\x1d\x61\x00"
PAPER_STATUS_IN_ORDER = b"\x1d\x72\x01"
"""``GS r 1``: answered when everything before it was processed."""
FEED_AND_CUT = b"\x1d\x56\x42\x00"
"""``GS V 66 0``: feed to the cutter, then cut, leaving the paper held at one point."""
FEED_TO_TEAR_BAR = b"\x1b\x64\x06"
"""``ESC d 6``: six lines bring the last row over the tear bar."""
CLEAR_BUFFERS = b"\x10\x05\x02"
"""``DLE ENQ 2``: leave an error and forget everything that was sent."""
END_OF_BROKEN_COMMAND = bytes(8192)
"""Zero bytes that end a raster command whose rest was lost; as text they print nothing (section 8, step 2)."""

STATUS_QUESTIONS = (1, 2, 3, 4)

_WHITE_ROWS_WORTH_A_FEED = 4
_FEED_LIMIT_ROWS = 255

_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14][\x00-\x08])")
"""Looks like a real-time command: ``DLE EOT``, ``DLE ENQ``, ``DLE DC4`` (section 6, rule 3)."""
_HARMLESS = b"\x18"
"""``10`` with the dot beside it set too. Not ``11``: that is XON."""


def ask_status(n: int) -> bytes:
    """``DLE EOT n``, n from 1 to 4. Goes between commands, never inside one."""
    if n not in STATUS_QUESTIONS:
        raise ValueError(f"DLE EOT {n}")
    return bytes([0x10, 0x04, n])


def ask_process_id(process_id: bytes) -> bytes:
    """``GS ( H``: answer with these four printable bytes once all that was sent before is on paper."""
    if len(process_id) != 4 or not all(0x20 <= b <= 0x7E for b in process_id):
        raise ValueError("a process id is four printable ASCII bytes")
    return b"\x1d\x28\x48\x06\x00\x30\x30" + process_id


def without_real_time_commands(dots: bytes) -> bytes:
    """The same dots without what a printer could take for a real-time command: one dot is added where needed."""
    return _REAL_TIME.sub(_HARMLESS, dots)


@dataclass(frozen=True, slots=True)
class Slice:
    """Whole commands that go out together; between two slices the status may be asked.

    Attributes:
        data: the bytes.
        rows_done: rows of the slip that are behind this slice.
    """

    data: bytes = field(repr=False)
    rows_done: int


@dataclass(frozen=True, slots=True)
class EncodedJob:
    """A slip ready to send.

    Attributes:
        slices: in order; the last two hold the proof requests and the last cut.
        process_ids: the numbers that come back after the print and after the cut; empty without that method.
        short_replies: how many answers to ``GS r`` the job brings.
        rows: height of the slip.
    """

    slices: tuple[Slice, ...] = field(repr=False)
    process_ids: tuple[bytes, ...]
    short_replies: int
    rows: int

    @property
    def size_bytes(self) -> int:
        """All bytes of the job."""
        return sum(len(part.data) for part in self.slices)


def encode_job(image: SlipImage, profile: PrinterProfile, process_ids: tuple[bytes, bytes]) -> EncodedJob:
    """The bytes of a slip for one printer.

    Proof is asked twice where there is a cutter: before the last cut (the slip is on paper) and after it (the slip can
    be taken). A process id is always followed by ``GS r``, so that a printer without process ids is found out by its
    answer.

    Args:
        image: the slip; not wider than the profile's paper.
        profile: the printer.
        process_ids: two numbers of four printable bytes, used when the profile proves by process id.
    """
    if image.width > profile.width_dots:
        raise ValueError(f"{image.width} dots on paper of {profile.width_dots}")
    slices = [Slice(INITIALISE + (MOTION_UNIT_203_DPI if profile.feeds else b""), 0), *_body(image, profile)]
    proofs = 0 if profile.proof is ProofMethod.NONE else 2 if profile.cutter else 1
    requests = [_proof_request(profile, process_id) for process_id in process_ids]
    if profile.cutter:
        slices.append(Slice(requests[0], image.height))
        slices.append(Slice(FEED_AND_CUT + requests[1], image.height))
    else:
        slices.append(Slice(FEED_TO_TEAR_BAR + requests[0], image.height))
    used = process_ids[:proofs] if profile.proof is ProofMethod.PROCESS_ID else ()
    return EncodedJob(tuple(part for part in slices if part.data), used, proofs, image.height)


def _proof_request(profile: PrinterProfile, process_id: bytes) -> bytes:
    match profile.proof:
        case ProofMethod.PROCESS_ID:
            return ask_process_id(process_id) + PAPER_STATUS_IN_ORDER
        case ProofMethod.BUFFERED_STATUS:
            return PAPER_STATUS_IN_ORDER
        case ProofMethod.NONE:
            return b""
        case _:
            assert_never(profile.proof)


def _body(image: SlipImage, profile: PrinterProfile) -> Iterator[Slice]:
    """Bands of dots and feeds, with the cuts inside the slip."""
    edges = [0, *image.cuts, image.height]
    for top, bottom in pairwise(edges):
        if top and profile.cutter:
            yield Slice(FEED_AND_CUT, top)
        yield from _part(image, profile, top, bottom)


def _part(image: SlipImage, profile: PrinterProfile, top: int, bottom: int) -> Iterator[Slice]:
    """The rows from ``top`` to before ``bottom``."""
    y = top
    while y < bottom:
        white = _white_rows(image, y, bottom)
        if profile.feeds and (white >= _WHITE_ROWS_WORTH_A_FEED or y + white == bottom):
            for rows in _feeds(white):
                y += rows
                yield Slice(bytes([0x1B, 0x4A, rows]), y)
            continue
        rows = _inked_rows(image, y, min(bottom, y + profile.band_rows), feeds=profile.feeds)
        y += rows
        yield Slice(_band(image, y - rows, rows), y)


def _white_rows(image: SlipImage, y: int, bottom: int) -> int:
    """How many rows from ``y`` on are white."""
    count = 0
    while y + count < bottom and not any(image.row(y + count)):
        count += 1
    return count


def _inked_rows(image: SlipImage, y: int, bottom: int, *, feeds: bool) -> int:
    """How many rows from ``y`` on go into one band: up to the next gap that is worth a feed."""
    if not feeds:
        return bottom - y
    at, gap = y, 0
    while at < bottom and gap < _WHITE_ROWS_WORTH_A_FEED:
        gap = 0 if any(image.row(at)) else gap + 1
        at += 1
    # Where all of them are white and too few for a feed, they go out as dots.
    return at - y - gap or at - y


def _feeds(rows: int) -> Iterator[int]:
    """The rows as feeds of at most 255."""
    while rows:
        yield min(rows, _FEED_LIMIT_ROWS)
        rows -= min(rows, _FEED_LIMIT_ROWS)


def _band(image: SlipImage, y: int, rows: int) -> bytes:
    """``GS v 0`` for these rows, as wide as the ink reaches."""
    lines = [image.row(y + n) for n in range(rows)]
    used = max(1, *(len(line.rstrip(b"\0")) for line in lines))
    dots = b"".join(line[:used] for line in lines)
    header = b"\x1d\x76\x30\x00" + used.to_bytes(2, "little") + rows.to_bytes(2, "little")
    return header + without_real_time_commands(dots)
