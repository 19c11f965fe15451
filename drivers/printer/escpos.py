"""The bytes of a slip: a picture in bands, feeds for white rows, text lines where the profile wants them, proof, cuts.

Sans-I/O. Source: receipt printer sheet, sections 4 to 10. Text goes out as dots unless the profile has the native text
path; then each line whose every character the printer's font has goes out as text (``text_lines``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import assert_never

from drivers.printer.profile import Cutter, Presenter, PrinterProfile, ProofMethod, TextPath
from drivers.printer.slip_image import SlipImage
from drivers.printer.text_lines import NATIVE_START, NativeLine, native_line

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
ASK_FULL_STATUS = b"\x10\x04\x14"
"""``DLE EOT 20``: six bytes, of Custom mechanisms only (section 10.1)."""
PROOF_REPLIES = 2
"""``GS r`` is sent so often at each proof: one byte of noise must not look like a proof."""
CLEAR_BUFFERS = b"\x10\x05\x02"
"""``DLE ENQ 2``: leave an error and forget everything that was sent."""
END_OF_BROKEN_COMMAND = bytes(8192)
"""Zero bytes that end a raster command whose rest was lost; as text they print nothing (section 8, step 2)."""

STATUS_QUESTIONS = (1, 2, 3, 4)

_WHITE_ROWS_WORTH_A_FEED = 4
_FEED_LIMIT_ROWS = 255

_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14][\x00-\x08\x14])")
"""Looks like a real-time command: ``DLE EOT``, ``DLE ENQ``, ``DLE DC4`` (section 6, rule 3; section 10.1)."""
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
        proofs: at how many places proof is asked for.
        rows: height of the slip.
        native_lines: how many lines go out as text.
    """

    slices: tuple[Slice, ...] = field(repr=False)
    process_ids: tuple[bytes, ...]
    proofs: int
    rows: int
    native_lines: int = 0

    @property
    def short_replies(self) -> int:
        """How many answers to ``GS r`` the job brings."""
        return self.proofs * PROOF_REPLIES

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
    writer = _Writer(image, profile)
    slices = [Slice(_start(profile), 0), *writer.body()]
    proofs = 0 if profile.proof is ProofMethod.NONE else 2 if profile.cuts else 1
    requests = [_proof_request(profile, process_id) for process_id in process_ids]
    if profile.cuts:
        slices.append(Slice(requests[0], image.height))
        slices.append(Slice(cut_command(profile) + requests[1], image.height))
    else:
        slices.append(Slice(FEED_TO_TEAR_BAR + requests[0], image.height))
    used = process_ids[:proofs] if profile.proof is ProofMethod.PROCESS_ID else ()
    return EncodedJob(tuple(part for part in slices if part.data), used, proofs, image.height, writer.native_lines)


def cut_command(profile: PrinterProfile) -> bytes:
    """Feed to the knife and cut; with a presenter of the Custom kind also hold the slip out.

    Without a cutter: feed to the tear bar.
    """
    if profile.presenter is Presenter.CUSTOM:
        # 20 steps of 5 mm out of the mouth, lamp on, then take it back (52) or push it out (45) after the time.
        return b"\x1c\x50\x14\x45" + bytes([0x52 if profile.present_s else 0x45, profile.present_s])
    match profile.cutter:
        case Cutter.PARTIAL:
            return FEED_AND_CUT
        case Cutter.FULL:
            return b"\x1d\x56\x41\x00"
        case Cutter.OLD:
            return FEED_TO_TEAR_BAR + b"\x1b\x69"
        case Cutter.NONE:
            return FEED_TO_TEAR_BAR
        case _:
            assert_never(profile.cutter)


def _start(profile: PrinterProfile) -> bytes:
    """What sets the modes of a slip."""
    native = NATIVE_START if profile.text is TextPath.NATIVE else b""
    hold = bytes([0x1D, 0x52, 0x31, min(profile.present_s, 9)]) if profile.presenter is Presenter.CITIZEN else b""
    return INITIALISE + (MOTION_UNIT_203_DPI if profile.motion_unit else b"") + hold + native


def _proof_request(profile: PrinterProfile, process_id: bytes) -> bytes:
    match profile.proof:
        case ProofMethod.PROCESS_ID:
            return ask_process_id(process_id) + PAPER_STATUS_IN_ORDER * PROOF_REPLIES
        case ProofMethod.BUFFERED_STATUS:
            return PAPER_STATUS_IN_ORDER * PROOF_REPLIES
        case ProofMethod.NONE:
            return b""
        case _:
            assert_never(profile.proof)


class _Writer:
    """Turns rows into commands and knows which modes it has set. Used once."""

    def __init__(self, image: SlipImage, profile: PrinterProfile) -> None:
        self._image = image
        self._profile = profile
        self._margin = 0
        self._pitch = 0
        self._lines = dict(_native_lines(image, profile))
        self._tops = sorted(self._lines)
        self.native_lines = 0

    def body(self) -> Iterator[Slice]:
        """Bands, feeds and lines of text, with the cuts inside the slip."""
        edges = [0, *self._image.cuts, self._image.height]
        for top, bottom in pairwise(edges):
            if top and self._profile.cuts:
                yield Slice(cut_command(self._profile), top)
            yield from self._part(top, bottom)

    def _part(self, top: int, bottom: int) -> Iterator[Slice]:
        """The rows from ``top`` to before ``bottom``."""
        y = top
        while y < bottom:
            line = self._lines.get(y)
            if line is not None and line[0] <= bottom:
                data, y = self._text(y, line[0], bottom, line[1])
                yield Slice(data, y)
                continue
            stop = next((at for at in self._tops if y < at < bottom and self._lines[at][0] <= bottom), bottom)
            yield from self._dots(y, stop)
            y = stop

    def _text(self, y: int, end: int, bottom: int, line: NativeLine) -> tuple[bytes, int]:
        """One line of text with its line feed as high as the rows up to the next content; the row behind it."""
        pitch = end - y
        stop = next((at for at in self._tops if at >= end), bottom)
        pitch += min(_white_rows(self._image, end, min(stop, bottom)), _FEED_LIMIT_ROWS - pitch)
        spacing = b"" if pitch == self._pitch else bytes([0x1B, 0x33, pitch])
        self._pitch = pitch
        self.native_lines += 1
        return self._at_margin(0) + spacing + line.data + b"\n", y + pitch

    def _dots(self, y: int, bottom: int) -> Iterator[Slice]:
        """Rows as bands and feeds."""
        image, profile = self._image, self._profile
        while y < bottom:
            white = _white_rows(image, y, bottom)
            if profile.feeds and (white >= _WHITE_ROWS_WORTH_A_FEED or y + white == bottom):
                for rows in _feeds(white):
                    y += rows
                    yield Slice(bytes([0x1B, 0x4A, rows]), y)
                continue
            rows = _inked_rows(image, y, min(bottom, y + profile.band_rows), feeds=profile.feeds)
            y += rows
            yield Slice(self._band(y - rows, rows), y)

    def _band(self, y: int, rows: int) -> bytes:
        """``GS v 0`` for these rows, as wide as the ink reaches."""
        lines = [self._image.row(y + n) for n in range(rows)]
        used = max(1, *(len(line.rstrip(b"\0")) for line in lines))
        left = 0
        if self._profile.left_margin:
            left = min(used - 1, *(len(line) - len(line.lstrip(b"\0")) for line in lines))
        dots = b"".join(line[left:used] for line in lines)
        header = b"\x1d\x76\x30\x00" + (used - left).to_bytes(2, "little") + rows.to_bytes(2, "little")
        return self._at_margin(left * 8) + header + without_real_time_commands(dots)

    def _at_margin(self, dots: int) -> bytes:
        """``GS L``, when the margin is another one."""
        if dots == self._margin:
            return b""
        self._margin = dots
        return b"\x1d\x4c" + dots.to_bytes(2, "little")


def _native_lines(image: SlipImage, profile: PrinterProfile) -> Iterator[tuple[int, tuple[int, NativeLine]]]:
    """The lines that go out as text: first row, row behind them, bytes."""
    if profile.text is not TextPath.NATIVE:
        return
    for line in image.lines:
        native = native_line(line, profile.charset, profile.width_dots)
        if native is not None:
            yield line.top, (line.bottom, native)


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
