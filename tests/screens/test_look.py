"""Looks: lengths, colours, fonts, and where the zones lie."""

from __future__ import annotations

from itertools import pairwise

import pytest

from screens.look import SANS, SERIF, Look, Orientation, Role, TextSize, ThemeName, Zone

PORTRAIT = [
    Look(size=size, theme=theme, lower_reach=lower)
    for size in TextSize
    for theme in ThemeName
    for lower in (False, True)
]
LANDSCAPE = [Look(size=size, orientation=Orientation.LANDSCAPE, width=1920, height=1080) for size in TextSize]


@pytest.mark.parametrize("look", PORTRAIT, ids=str)
def test_portrait_zones_stand_one_below_the_other(look: Look) -> None:
    """No zone covers another, and all lie in the window."""
    order = [Zone.HEADER, Zone.TITLE, Zone.CONTENT, Zone.ACTIONS, Zone.AIDS, Zone.NAV]
    rects = [look.rect(zone) for zone in order]
    for above, below in pairwise(rects):
        assert above.bottom() < below.y()
    assert look.rect(Zone.PLINTH).bottom() + 1 == look.height
    assert look.rect(Zone.PLINTH).contains(look.rect(Zone.NAV))
    assert look.rect(Zone.CONTENT).contains(look.rect(Zone.TOUCH))


@pytest.mark.parametrize("look", LANDSCAPE, ids=str)
def test_landscape_zones_do_not_cover_each_other(look: Look) -> None:
    """One bar below holds both nav and aids."""
    nav, aids = look.rect(Zone.NAV), look.rect(Zone.AIDS)
    assert not nav.intersects(aids)
    assert look.rect(Zone.PLINTH).contains(nav)
    assert look.rect(Zone.PLINTH).contains(aids)
    assert look.rect(Zone.TITLE).bottom() < look.rect(Zone.CONTENT).y()
    assert look.rect(Zone.CONTENT).bottom() < look.rect(Zone.ACTIONS).y()
    assert look.rect(Zone.ACTIONS).bottom() < look.rect(Zone.PLINTH).y()


def test_the_frame_is_that_of_the_tokens() -> None:
    """At full size and standard text the numbers of the sheet come out."""
    look = Look()
    assert look.rect(Zone.CONTENT).getRect() == (60, 292, 960, 1184)
    assert look.rect(Zone.ACTIONS).getRect() == (60, 1500, 960, 112)
    assert look.rect(Zone.PLINTH).getRect() == (0, 1760, 1080, 160)
    assert look.rect(Zone.CONTENT, keyboard=True).getRect() == (60, 292, 960, 752)


def test_lower_reach_keeps_everything_to_press_below_880() -> None:
    """The upper half is to be read."""
    look = Look(lower_reach=True)
    assert look.rect(Zone.TOUCH).y() == 880
    assert look.rect(Zone.READ).bottom() < 880


def test_a_smaller_screen_scales_with_one_factor() -> None:
    """Half the width is half of everything, in whole pixels."""
    look = Look(width=540, height=960)
    assert look.px(61) == 30
    assert look.px(1) == 1
    assert look.px(0) == 0
    assert look.px(-1) == -1
    assert look.font_px(Role.TITLE) == 26
    assert look.rect(Zone.CONTENT).getRect() == (30, 146, 480, 592)


def test_spare_height_goes_to_the_content() -> None:
    """Plinth and actions hang from the bottom, header and title from the top."""
    look = Look(width=1080, height=2160)
    assert look.rect(Zone.PLINTH).y() == 2000
    assert look.rect(Zone.TITLE).y() == 152
    assert look.rect(Zone.CONTENT).height() == 1184 + 240


def test_columns_share_the_width() -> None:
    """Two and three columns as in the tokens."""
    look = Look()
    area = look.rect(Zone.CONTENT)
    assert [c.width() for c in look.columns(area, 2)] == [468, 468]
    assert [c.width() for c in look.columns(area, 3)] == [304, 304, 304]
    assert look.columns(area, 3)[-1].right() == area.right()


def test_colours_follow_the_theme_and_unknown_ones_fail() -> None:
    """A typing error must not paint black."""
    assert Look().color("help").name() == "#f3c04f"
    assert Look(theme=ThemeName.HIGH_CONTRAST).color("paper").name() == "#000000"
    with pytest.raises(ValueError, match="nothing"):
        Look().color("nothing")


def test_fonts_follow_the_role() -> None:
    """Titles are serif and bold, notes sans and regular, and rare characters have faces behind them."""
    look = Look(size=TextSize.SENIOR)
    title, note = look.font(Role.TITLE), look.font(Role.NOTE)
    assert title.families()[0] == SERIF
    assert title.bold()
    assert title.pixelSize() == 64
    assert note.families() == [SANS, SANS, "HanaMinA", "HanaMinB"]
    assert not note.bold()
    assert look.font(Role.NOTE, bold=True).bold()
    assert look.line_height(Role.NOTE) == 54
    assert look.line_height(Role.TITLE) == 80


def test_contrast_themes_have_outlines_instead_of_edges() -> None:
    """3 px lines, no bottom edge."""
    look = Look(theme=ThemeName.BLACK_ON_YELLOW)
    assert look.contrast
    assert look.edge == 0
    assert look.hairline == 3
    assert Look().edge == 4


def test_senior_targets_are_larger() -> None:
    """88 instead of 60, 20 apart instead of 12."""
    standard, senior = Look(), Look(size=TextSize.SENIOR)
    assert (standard.min_target, standard.gap, standard.button_height) == (60, 12, 112)
    assert (senior.min_target, senior.gap, senior.button_height) == (88, 20, 128)
    assert senior.row_height > standard.row_height
    assert senior.row_height_two > standard.row_height_two
