"""Sound in memory: 16 bits, one channel; read from and written as WAV. Pure.

A WAV written here carries the words that it says as its comment (``LIST``/``INFO``/``ICMT``), which players skip: so
a test or the demo can tell from the sound itself what was said. Source: the RIFF/WAVE chunks of Microsoft and IBM,
"Multimedia Programming Interface and Data Specifications 1.0", 1991.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from drivers.speaker.errors import SoundDamagedError

PCM = 1
EXTENSIBLE = 0xFFFE
LEAST_RATE_HZ, MOST_RATE_HZ = 8_000, 48_000
FULL_SCALE = 32_768


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of 16 bits, little endian, one channel. ``caption`` is what they say; it may be personal."""

    rate_hz: int
    samples: bytes = field(repr=False)
    caption: str = field(default="", repr=False)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / 2 / self.rate_hz


def read_wav(data: bytes) -> Sound:
    """The sound of a WAV file; one whose length was not known when it was begun ends with its bytes.

    Raises:
        SoundDamagedError: it is none, or not of 16 bits, one channel and a usual rate.
    """
    if len(data) < 12 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise SoundDamagedError("no WAV")
    rate_hz, caption = 0, ""
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int(struct.unpack_from("<I", data, at + 4)[0])
        body = data[at + 8 : at + 8 + size]
        if name == b"fmt ":
            rate_hz = _rate_of(body)
        elif name == b"LIST":
            caption = _comment_of(body)
        elif name == b"data":
            if not rate_hz:
                raise SoundDamagedError("no format")
            return Sound(rate_hz, body[: len(body) & ~1], caption)
        at += 8 + size + (size & 1)
    raise SoundDamagedError("no samples")


def _rate_of(body: bytes) -> int:
    if len(body) < 16:
        raise SoundDamagedError("format too short")
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if kind not in {PCM, EXTENSIBLE} or channels != 1 or bits != 16:
        raise SoundDamagedError(f"format {kind}, {channels} channels, {bits} bits")
    if not LEAST_RATE_HZ <= rate_hz <= MOST_RATE_HZ:
        raise SoundDamagedError(f"{rate_hz} Hz")
    return int(rate_hz)


def _comment_of(body: bytes) -> str:
    if body[:4] != b"INFO" or body[4:8] != b"ICMT" or len(body) < 12:
        return ""
    size = int(struct.unpack_from("<I", body, 8)[0])
    return body[12 : 12 + size].rstrip(b"\0").decode("utf-8", errors="replace")


def write_wav(sound: Sound) -> bytes:
    """The sound as a WAV file with its words as the comment."""
    form = struct.pack("<HHIIHH", PCM, 1, sound.rate_hz, sound.rate_hz * 2, 2, 16)
    chunks = _chunk(b"fmt ", form)
    if sound.caption:
        chunks += _chunk(b"LIST", b"INFO" + _chunk(b"ICMT", sound.caption.encode() + b"\0"))
    chunks += _chunk(b"data", sound.samples)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + (b"\0" if len(body) & 1 else b"")


def scaled(sound: Sound, gain: float) -> Sound:
    """The same sound with that share of its amplitude, from 0 to 1."""
    if gain >= 1:
        return sound
    factor = round(max(gain, 0.0) * 65_536)
    quieter = array("h", [sample * factor >> 16 for sample in _values(sound.samples)])
    return Sound(sound.rate_hz, _bytes(quieter), sound.caption)


def joined(sounds: Sequence[Sound], pause_s: float = 0.0, *, between: str = " ") -> Sound:
    """Sounds of one rate one after the other, with a pause between two; ``between`` stands between their words.

    Raises:
        ValueError: there are none, or their rates differ.
    """
    rates = {sound.rate_hz for sound in sounds}
    if len(rates) != 1:
        raise ValueError("sounds of one rate are joined")
    rate_hz = rates.pop()
    pause = bytes(round(pause_s * rate_hz) * 2)
    words = between.join(sound.caption for sound in sounds if sound.caption)
    return Sound(rate_hz, pause.join(sound.samples for sound in sounds), words)


def rms(sound: Sound) -> float:
    """How loud it is: the root of the mean square, as a share of full scale."""
    values = _values(sound.samples)
    if not values:
        return 0.0
    return math.sqrt(sum(value * value for value in values) / len(values)) / FULL_SCALE


def _values(samples: bytes) -> array[int]:
    values = array("h")
    values.frombytes(samples)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def _bytes(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()
