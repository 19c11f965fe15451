"""The design tokens: complete, typed, and the contrast that they promise."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

import config.tokens
from config.tokens import (
    ColorName,
    Orientation,
    TextSize,
    ThemeName,
    TokenError,
    TypeRole,
    load_tokens,
)

SOURCE = Path(config.tokens.__file__).with_name("tokens.json")


def luminance(color: str) -> float:
    """Give the relative luminance of WCAG 2."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Give the contrast ratio of WCAG 2."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", list(ThemeName))
def test_every_promised_contrast_is_kept(theme: ThemeName) -> None:
    """The stated ratio is what the formula gives, to 0.1."""
    tokens = load_tokens()
    for pair in tokens.contrast:
        ratio = contrast(tokens.color(theme, pair.fg), tokens.color(theme, pair.bg))
        assert round(ratio, 1) == pytest.approx(pair.ratios[theme], abs=0.051), (pair.fg, pair.bg)


NOT_TEXT = {
    (ColorName.ACCENT, ColorName.PAPER),
    (ColorName.ACCENT, ColorName.CARD),
    (ColorName.FOCUS, ColorName.PAPER),
    (ColorName.EDGE, ColorName.PAPER),
    (ColorName.EDGE, ColorName.CARD),
    (ColorName.CARD, ColorName.ACCENT),
    (ColorName.PRIM, ColorName.TINT),
    (ColorName.HELP, ColorName.PLINTH_BTN),
}
"""Pairs of edges, marks and large numerals."""


def test_text_pairs_reach_seven_to_one() -> None:
    """Everything that is read has the enhanced contrast of WCAG, edges and marks at least 3 to 1."""
    for pair in load_tokens().contrast:
        least = 3.0 if (pair.fg, pair.bg) in NOT_TEXT else 7.0
        assert min(pair.ratios.values()) >= least, (pair.fg, pair.bg)


def test_no_token_is_left_out() -> None:
    """Every colour of the file has a name, in every theme; every type role a size."""
    tree = json.loads(SOURCE.read_bytes())
    for theme in ThemeName:
        assert set(tree["color"][theme]) == {name.value for name in ColorName}
    assert set(tree["color_note"]) == {name.value for name in ColorName}
    assert set(tree["type"]) == {role.value for role in TypeRole}


def test_values_arrive_typed() -> None:
    """Spot checks across the sections."""
    tokens = load_tokens()
    assert tokens.base[Orientation.PORTRAIT] == (1080, 1920)
    assert tokens.type_px(TypeRole.BODY, TextSize.SENIOR) == 40
    assert tokens.line_height(TypeRole.BODY, TextSize.SENIOR) == 1.6
    assert tokens.line_height(TypeRole.TITLE, TextSize.SENIOR) == 1.25
    assert tokens.target.minimum(TextSize.LARGE) == 60
    assert tokens.target.minimum(TextSize.MAX) == 88
    assert tokens.target.gap(TextSize.STANDARD) == 12
    assert tokens.target.button(TextSize.SENIOR) == 128
    assert tokens.portrait.keyboard == (1068, 1760)
    assert tokens.landscape.plinth == (948, 1080)
    assert tokens.motion.press_min_hold_ms == 120
    assert "camera" in tokens.time.paused_while


def test_frame_zones_do_not_overlap() -> None:
    """The zones of each frame stand below each other, inside the screen."""
    tokens = load_tokens()
    portrait = tokens.portrait
    stacks = [
        (portrait.header, portrait.title, portrait.content, portrait.actions, portrait.aids, portrait.plinth),
        (portrait.header, portrait.title, portrait.keyboard_content, portrait.keyboard, portrait.plinth),
        (tokens.landscape.header, tokens.landscape.content, tokens.landscape.plinth),
    ]
    for stack in stacks:
        for above, below in pairwise(stack):
            assert above[0] < above[1] <= below[0] < below[1]


def test_missing_token_file(tmp_path: Path) -> None:
    """A missing file is a typed error."""
    with pytest.raises(TokenError, match="cannot be read"):
        load_tokens(tmp_path / "tokens.json")


@pytest.mark.parametrize("section", ["meta", "color", "type", "space", "target", "frame", "motion", "time"])
def test_missing_section_is_named(tmp_path: Path, section: str) -> None:
    """A file without a section is refused, and the section is named."""
    tree = json.loads(SOURCE.read_bytes())
    del tree[section]
    path = tmp_path / "tokens.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(TokenError, match=section):
        load_tokens(path)


@pytest.mark.parametrize("content", ["", "[]", '{"meta": 3}'])
def test_damaged_token_file(tmp_path: Path, content: str) -> None:
    """A damaged file is a typed error."""
    path = tmp_path / "tokens.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TokenError):
        load_tokens(path)
