"""The bytes of a slip: every dot arrives, none looks like a real-time command, every slip ends with proof and cut."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printer.escpos import (
    FEED_AND_CUT,
    FEED_TO_TEAR_BAR,
    EncodedJob,
    ask_process_id,
    ask_status,
    cut_command,
    encode_job,
    without_real_time_commands,
)
from drivers.printer.profile import PAPER_58MM, PAPER_80MM, PROFILES, Cutter, PrinterProfile, ProofMethod
from drivers.printer.raster import render_slip
from drivers.printer.simulator.decoder import Command, Decoder
from drivers.printer.slip_image import SlipImage, TextLine, TextRun
from drivers.printer.typeface import DEBIAN_FONTS
from tests.drivers.printer.sample_slips import DEPOSIT_SLIP, striped

IDS = (b"A01P", b"A01C")
PROOF = b"\x1d\x72\x01" * 2
REAL_TIME = re.compile(rb"\x10(\x04[\x01-\x04]|\x05[\x00-\x02]|\x14[\x01-\x08])")


def bytes_of(job: EncodedJob) -> bytes:
    return b"".join(part.data for part in job.slices)


def dots_of(job: EncodedJob, row_bytes: int) -> bytes:
    """The rows that a printer makes of a job."""
    decoder = Decoder()
    decoder.feed(bytes_of(job))
    rows = b""
    while (element := decoder.next()) is not None:
        match element:
            case Command(0x1D, 0x76, arguments):
                width = int.from_bytes(arguments[2:4], "little")
                dots = arguments[6:]
                assert len(dots) // width <= 128
                rows += b"".join(dots[at : at + width].ljust(row_bytes, b"\0") for at in range(0, len(dots), width))
            case Command(0x1B, 0x4A, arguments):
                rows += bytes(row_bytes * arguments[0])
            case Command():
                pass
            case _:
                pytest.fail(f"{element} in a job of pictures")
    assert len(decoder) == 0
    return rows


def test_a_small_picture_byte_for_byte() -> None:
    image = SlipImage(16, 3, bytes.fromhex("8001 0000 ff00"))

    job = encode_job(image, replace(PAPER_58MM, name="16 dots", width_dots=16), IDS)

    assert bytes_of(job).hex(" ") == (
        "1b 40 1d 50 cb cb 1d 76 30 00 02 00 03 00 80 01 00 00 ff 00 1b 64 06 1d 72 01 1d 72 01"
    )
    assert (job.process_ids, job.short_replies, job.rows, job.size_bytes) == ((), 2, 3, 29)


def test_proof_and_cut_end_every_slip() -> None:
    assert bytes_of(encode_job(striped(8), PAPER_80MM, IDS)).endswith(PROOF + FEED_AND_CUT + PROOF)
    assert bytes_of(encode_job(striped(8), PROFILES["80mm-process-id"], IDS)).endswith(
        ask_process_id(b"A01P") + PROOF + FEED_AND_CUT + ask_process_id(b"A01C") + PROOF
    )
    assert bytes_of(encode_job(striped(8), replace(PAPER_80MM, proof=ProofMethod.NONE), IDS)).endswith(FEED_AND_CUT)
    assert bytes_of(encode_job(striped(8, 384), replace(PAPER_58MM, proof=ProofMethod.NONE), IDS)).endswith(
        FEED_TO_TEAR_BAR
    )


def test_what_a_job_expects_back() -> None:
    with_ids = encode_job(striped(8), PROFILES["80mm-process-id"], IDS)
    without_cutter = encode_job(striped(8, 384), replace(PAPER_58MM, proof=ProofMethod.PROCESS_ID), IDS)
    no_proof = encode_job(striped(8), replace(PAPER_80MM, proof=ProofMethod.NONE), IDS)

    assert (with_ids.process_ids, with_ids.short_replies) == (IDS, 4)
    assert (without_cutter.process_ids, without_cutter.short_replies) == (IDS[:1], 2)
    assert (no_proof.process_ids, no_proof.short_replies) == ((), 0)


def test_the_worked_process_id_of_the_sheet() -> None:
    assert ask_process_id(b"A001").hex(" ") == "1d 28 48 06 00 30 30 41 30 30 31"


@pytest.mark.parametrize("process_id", [b"A01", b"A0011", b"A0\x1f1", b"A0\x7f1"])
def test_a_process_id_is_four_printable_bytes(process_id: bytes) -> None:
    with pytest.raises(ValueError, match="four printable"):
        ask_process_id(process_id)


def test_status_questions_are_one_to_four() -> None:
    assert [ask_status(n).hex() for n in (1, 2, 3, 4)] == ["100401", "100402", "100403", "100404"]
    with pytest.raises(ValueError, match="DLE EOT"):
        ask_status(5)


def test_a_picture_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="384"):
        encode_job(striped(8), PAPER_58MM, IDS)


def test_white_rows_cost_three_bytes() -> None:
    white = SlipImage(576, 600, bytes(72 * 600))

    job = encode_job(white, PAPER_80MM, IDS)

    assert [part.data.hex() for part in job.slices[1:4]] == ["1b4aff", "1b4aff", "1b4a5a"]
    assert dots_of(job, 72) == white.rows


def test_a_printer_without_feeds_gets_every_row_as_dots() -> None:
    image = SlipImage(576, 300, bytes(72 * 300))

    assert dots_of(encode_job(image, replace(PAPER_80MM, feeds=False), IDS), 72) == image.rows


def test_cuts_inside_stand_at_their_rows() -> None:
    image = SlipImage(576, 100, striped(100).rows, cuts=(30,))

    job = encode_job(image, PAPER_80MM, IDS)

    assert [part.rows_done for part in job.slices if part.data == FEED_AND_CUT] == [30]
    assert dots_of(job, 72) == image.rows


def test_a_printer_without_a_cutter_gets_no_cuts() -> None:
    image = SlipImage(384, 100, striped(100, 384).rows, cuts=(30,))

    assert b"\x1d\x56" not in bytes_of(encode_job(image, PAPER_58MM, IDS))


@pytest.mark.parametrize("dots", ["100401", "100502", "101408", "10100401", "1004011005001014", "100400"])
def test_look_alikes_of_real_time_commands_lose_their_look(dots: str) -> None:
    harmless = without_real_time_commands(bytes.fromhex(dots))

    assert not REAL_TIME.search(harmless)
    assert sum(a != b for a, b in zip(harmless, bytes.fromhex(dots), strict=True)) >= 1


def test_only_dots_are_added_and_other_bytes_stay() -> None:
    dots = bytes.fromhex("10 04 01 aa 10 04 55 10 10 05 00")

    assert without_real_time_commands(dots).hex() == "180401aa10045510180500"


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_no_real_slip_holds_a_real_time_command(profile: PrinterProfile) -> None:
    job = encode_job(render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, profile.width_dots), profile, IDS)

    assert not REAL_TIME.search(bytes_of(job))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.just(bytes(4)), st.binary(min_size=4, max_size=4), st.sampled_from([b"\x10\x04\x01\x00"])),
        max_size=300,
    ),
    st.booleans(),
    st.integers(1, 128),
)
def test_every_dot_arrives_but_for_the_look_alikes(rows: list[bytes], feeds: bool, band: int) -> None:
    profile = PrinterProfile("32 dots", 32, feeds=feeds, band_rows=band)
    image = SlipImage(32, len(rows), b"".join(rows))

    arrived = dots_of(encode_job(image, profile, IDS), 4)

    assert not REAL_TIME.search(bytes_of(encode_job(image, profile, IDS)))
    assert len(arrived) == len(image.rows)
    differing = [(a, b) for a, b in zip(arrived, image.rows, strict=True) if a != b]
    assert set(differing) <= {(0x18, 0x10)}


@pytest.mark.parametrize(("width", "band"), [(0, 128), (570, 128), (576, 0), (576, 129)])
def test_a_profile_that_no_printer_has_is_refused(width: int, band: int) -> None:
    with pytest.raises(ValueError, match="of"):
        PrinterProfile("odd", width, band_rows=band)


def test_profiles_are_found_by_name() -> None:
    assert {name: profile.name for name, profile in PROFILES.items()} == {name: name for name in PROFILES}
    assert PROFILES["80mm"] is PAPER_80MM
    assert PROFILES["58mm"] is PAPER_58MM


@pytest.mark.parametrize(
    ("cutter", "sent"), [(Cutter.PARTIAL, "1d564200"), (Cutter.FULL, "1d564100"), (Cutter.OLD, "1b6406 1b69")]
)
def test_each_cutter_has_its_command(cutter: Cutter, sent: str) -> None:
    profile = replace(PAPER_80MM, cutter=cutter)

    assert cut_command(profile) == bytes.fromhex(sent)
    assert bytes_of(encode_job(striped(8), profile, IDS)).endswith(PROOF + bytes.fromhex(sent) + PROOF)
    assert cut_command(PAPER_58MM) == FEED_TO_TEAR_BAR


def test_white_on_the_left_is_a_margin_where_the_model_has_one() -> None:
    row = bytes(20) + b"\xff" + bytes(51)
    image = SlipImage(576, 40, row * 10 + bytes(72 * 20) + row[::-1] * 10)

    with_margin = bytes_of(encode_job(image, replace(PAPER_80MM, left_margin=True), IDS))
    without = bytes_of(encode_job(image, PAPER_80MM, IDS))

    assert b"\x1d\x4c\xa0\x00\x1d\x76\x30\x00\x01\x00\x0a\x00" + b"\xff" * 10 in with_margin
    assert len(with_margin) < len(without) // 8


def test_a_model_without_motion_units_is_not_sent_one() -> None:
    assert bytes_of(encode_job(striped(8), replace(PAPER_80MM, motion_unit=False), IDS)).startswith(b"\x1b\x40\x1d\x76")


def test_lines_of_text_feed_over_the_white_below_them() -> None:
    line = TextLine(0, 40, 28, (TextRun(0, 576, "你"),))
    second = TextLine(60, 100, 28, (TextRun(0, 576, "好"),))
    third = TextLine(100, 140, 28, (TextRun(0, 576, "𠮷"),))
    rows = bytearray(72 * 500)
    rows[72 * 110] = 0x80
    image = SlipImage(576, 500, bytes(rows), lines=(line, second, third))

    job = encode_job(image, PROFILES["80mm-gb18030"], IDS)

    assert job.native_lines == 2
    assert bytes_of(job)[len(b"\x1b\x40\x1d\x50\xcb\xcb\x1c\x26\x1b\x52\x00\x1c\x53\x00\x00") :].startswith(
        bytes.fromhex("1b333c 1b240000 c4e3 0a 1b3332 1b240000 bac3 0a 1d763000 0100 0100 80 1b4aff")
    )


def test_a_line_that_a_cut_goes_through_stays_a_picture() -> None:
    line = TextLine(0, 40, 28, (TextRun(0, 576, "你"),))
    image = SlipImage(576, 80, bytes(72 * 80), cuts=(20,), lines=(line,))

    assert encode_job(image, PROFILES["80mm-gb18030"], IDS).native_lines == 0
