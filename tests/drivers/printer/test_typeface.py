"""Fonts by character, read from their own character maps."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from drivers.printer.errors import FontUnusableError
from drivers.printer.typeface import DEBIAN_FONTS, FontFiles, Typefaces, read_coverage


def font_file(*subtables: tuple[int, int, bytes]) -> bytes:
    """A font of nothing but a character map; each subtable with its platform and encoding."""
    offset = 4 + 8 * len(subtables)
    head, body = struct.pack(">HH", 0, len(subtables)), b""
    for platform, encoding, data in subtables:
        head += struct.pack(">HHI", platform, encoding, offset + len(body))
        body += data
    cmap = head + body
    return b"OTTO" + struct.pack(">HHHH", 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap


def format_12(*groups: tuple[int, int, int]) -> bytes:
    body = b"".join(struct.pack(">III", *group) for group in groups)
    return struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(groups)) + body


def format_4(*segments: tuple[int, int]) -> bytes:
    ends = struct.pack(f">{len(segments)}H", *(end for _, end in segments))
    starts = struct.pack(f">{len(segments)}H", *(start for start, _ in segments))
    return struct.pack(">HHHHHHH", 4, 0, 0, 2 * len(segments), 0, 0, 0) + ends + b"\0\0" + starts


def test_debians_fonts_together_draw_the_rare_names() -> None:
    faces = Typefaces(DEBIAN_FONTS)

    assert faces.missing("测试员𠮷䶮㛃鿏喆堃镕犇〇\n") == ()
    assert faces.missing("测\U0010fffd\U0010fffd") == ("\U0010fffd",)


def test_the_main_family_alone_lacks_some() -> None:
    faces = Typefaces(FontFiles(DEBIAN_FONTS.regular, DEBIAN_FONTS.bold))

    assert faces.missing("\U00020000") == ("\U00020000",)


def test_a_bold_rare_character_is_drawn_thicker() -> None:
    faces = Typefaces(DEBIAN_FONTS)

    runs = list(faces.runs("张\U00020000", bold=True, size_px=28))

    assert [(run, thicken) for run, _, thicken in runs] == [("张", False), ("\U00020000", True)]


def test_full_unicode_is_preferred_to_the_basic_plane(tmp_path: Path) -> None:
    path = tmp_path / "font.otf"
    path.write_bytes(
        font_file((3, 1, format_4((0x41, 0x43), (0xFFFF, 0xFFFF))), (3, 10, format_12((0x20BB7, 0x20BB9, 5))))
    )

    coverage = read_coverage(path)

    assert [point in coverage for point in (0x41, 0x20BB6, 0x20BB7, 0x20BB9, 0x20BBA)] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_the_basic_plane_serves_where_there_is_no_more(tmp_path: Path) -> None:
    path = tmp_path / "font.otf"
    path.write_bytes(font_file((3, 1, format_4((0x41, 0x43), (0x4E00, 0x4E10), (0xFFFF, 0xFFFF)))))

    coverage = read_coverage(path)

    assert [point in coverage for point in (0x40, 0x43, 0x4E10, 0xFFFF)] == [False, True, True, False]


def test_a_group_that_starts_at_the_missing_glyph_does_not_count_it(tmp_path: Path) -> None:
    path = tmp_path / "font.otf"
    path.write_bytes(font_file((0, 4, format_12((0x41, 0x43, 0)))))

    assert [point in read_coverage(path) for point in (0x41, 0x42)] == [False, True]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"OTTO",
        b"not a font at all, but long enough to look like one for a moment",
        font_file((1, 0, format_4((0x41, 0x43)))),
        font_file((3, 1, b"\x00\x06" + bytes(20))),
        b"ttcf" + bytes(20),
    ],
)
def test_a_file_that_is_no_usable_font_is_a_typed_cause(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.otf"
    path.write_bytes(content)

    with pytest.raises(FontUnusableError) as caught:
        read_coverage(path)

    assert caught.value.detail == "broken.otf"


def test_a_file_with_a_map_and_no_glyphs_is_a_typed_cause(tmp_path: Path) -> None:
    path = tmp_path / "hollow.otf"
    path.write_bytes(font_file((3, 10, format_12((0x41, 0x43, 1)))))

    with pytest.raises(FontUnusableError):
        list(Typefaces(FontFiles(path, path)).runs("A", bold=False, size_px=28))


def test_a_missing_file_is_a_typed_cause(tmp_path: Path) -> None:
    with pytest.raises(FontUnusableError):
        Typefaces(FontFiles(tmp_path / "none.ttc", tmp_path / "none.ttc")).missing("测")
