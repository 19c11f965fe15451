"""Sound in memory and as WAV."""

from __future__ import annotations

import io
import math
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speaker.errors import SoundDamagedError
from drivers.speaker.sound import Sound, joined, read_wav, rms, scaled, write_wav

TONE = Sound(16_000, struct.pack("<4h", 0, 16_384, 0, -16_384) * 400, "请放身份证")


def test_a_wav_comes_back_with_its_words() -> None:
    """What is written is read again, samples, rate and words."""
    assert read_wav(write_wav(TONE)) == TONE


def test_other_programs_read_what_is_written() -> None:
    """The standard library's reader, which knows nothing of the words, finds one channel of 16 bits."""
    with wave.open(io.BytesIO(write_wav(TONE))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
        assert file.readframes(file.getnframes()) == TONE.samples


def test_a_wav_of_unknown_length_ends_with_its_bytes() -> None:
    """A program that writes to a pipe does not know the length when it begins."""
    data = bytearray(write_wav(Sound(22_050, b"\1\2" * 50)))
    data[4:8] = data[40:44] = struct.pack("<I", 0x7FFFF000)
    assert read_wav(bytes(data)).samples == b"\1\2" * 50


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0WAVEdata\0\0\0\0",
        b"RIFF\0\0\0\0WAVEfmt \4\0\0\0\1\0\1\0",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 2, 44_100, 176_400, 4, 16) + b"data\0\0\0\0",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 1, 96_000, 192_000, 2, 16) + b"data\0\0\0\0",
    ],
)
def test_what_is_no_sound_of_the_right_kind_is_refused(data: bytes) -> None:
    """No WAV, no format, no samples, two channels, an odd rate."""
    with pytest.raises(SoundDamagedError):
        read_wav(data)


@given(st.binary(max_size=200))
def test_bytes_from_anywhere_never_break_the_reader(data: bytes) -> None:
    """They are a sound or they are refused."""
    try:
        read_wav(b"RIFF\0\0\0\0WAVE" + data)
    except SoundDamagedError:
        return


def test_half_the_volume_is_half_the_amplitude() -> None:
    """The loudness follows the gain, the length stays; full volume changes nothing."""
    half = scaled(TONE, 0.5)
    assert math.isclose(rms(half), rms(TONE) / 2, rel_tol=0.01)
    assert (half.seconds, scaled(TONE, 1.0)) == (TONE.seconds, TONE)


def test_sounds_join_with_a_pause_between_them() -> None:
    """Length and words add up."""
    both = joined([TONE, TONE], 0.25, between="; ")
    assert both.seconds == pytest.approx(2 * TONE.seconds + 0.25)
    assert both.caption == "请放身份证; 请放身份证"


def test_sounds_of_two_rates_do_not_join() -> None:
    """One of them would play at the wrong speed."""
    with pytest.raises(ValueError, match="one rate"):
        joined([TONE, Sound(8_000, b"\0\0")])


def test_nothing_is_silent() -> None:
    """No samples are no loudness."""
    assert rms(Sound(8_000, b"")) == 0.0


def test_words_are_not_shown_by_repr() -> None:
    """They may be personal."""
    assert "身份证" not in repr(TONE)
