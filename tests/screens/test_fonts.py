"""Typefaces that cannot be used say which file and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from screens.fonts import FontError, FontFiles, FontReason, check_glyphs, load_fonts, load_rare_fonts

FILES = FontFiles()


def test_the_products_typefaces_load_and_have_every_probe_character() -> None:
    """Debian's fonts are complete, also for names such as 喆堃镕."""
    load_fonts(FILES)
    load_rare_fonts(FILES)
    check_glyphs(FILES)


def test_font_file_missing(tmp_path: Path) -> None:
    """The error names the file, not its folder."""
    with pytest.raises(FontError) as caught:
        load_fonts(replace(FILES, sans_bold=tmp_path / "gone.ttc"))
    assert caught.value.reason is FontReason.MISSING
    assert str(caught.value) == "gone.ttc: missing"


def test_font_file_damaged(tmp_path: Path) -> None:
    """A file that is no font."""
    broken = tmp_path / "broken.ttc"
    broken.write_bytes(b"not a font")
    with pytest.raises(FontError) as caught:
        load_fonts(replace(FILES, sans_regular=broken))
    assert caught.value.reason is FontReason.UNREADABLE
    assert caught.value.path == broken


def test_font_file_of_another_family() -> None:
    """The settings name the serif where the sans belongs."""
    with pytest.raises(FontError) as caught:
        load_fonts(replace(FILES, sans_regular=FILES.rare[0]))
    assert caught.value.reason is FontReason.WRONG_FAMILY
    assert "Noto Sans CJK SC" in caught.value.detail


def test_font_lacks_characters() -> None:
    """A character that no text face has is named."""
    with pytest.raises(FontError) as caught:
        check_glyphs(FILES, "好\U0002f800\U0010fffd ")
    assert caught.value.reason is FontReason.GLYPHS
    assert "\U0010fffd" in caught.value.detail
