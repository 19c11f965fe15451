"""The design tokens of ``tokens.json`` as typed, frozen values.

Colours, type scale, spaces, targets, frame and times: the only place where a colour, a size or a time-out of
the look is written down. Sizes are px at the base size of the orientation (1080 x 1920 or 1920 x 1080, 0.25
mm a pixel); ``screens`` scales them by one factor. Standard library only and quick to load, because the
first picture needs it: named tuples here, since as many frozen dataclasses took 11 ms more to import. Source: the look
sheet and its plates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from config.token_names import SENIOR_SIZES, ColorName, Orientation, TextSize, ThemeName, TypeRole

__all__ = [
    "SENIOR_SIZES",
    "ColorName",
    "Orientation",
    "TextSize",
    "ThemeName",
    "TokenError",
    "Tokens",
    "TypeRole",
    "load_tokens",
]

Span = tuple[int, int]
"""From and to, in px."""
Size = tuple[int, int]
"""Width and height, in px."""


class TokenError(Exception):
    """The token file is missing, damaged or lacks a token; the message names it."""


class ThemeStrokes(NamedTuple):
    """Stroke widths (px) that differ by theme; ``edge`` 0 means that outlines carry the meaning instead."""

    hairline: float
    edge: int
    select: int
    icon_stroke_at_48: float


class ContrastPair(NamedTuple):
    """A foreground on a background with the WCAG contrast ratio that each theme promises (rounded to 0.1)."""

    fg: ColorName
    bg: ColorName
    ratios: Mapping[ThemeName, float]


class FontTokens(NamedTuple):
    """Families and the rules of setting Chinese; the files come from the settings."""

    text: str
    title: str
    fallback: str
    cjk_latin_gap: str
    adjacent_pair_em: float
    title_halt_from_px: int


class TypeStep(NamedTuple):
    """One role of the type scale: px by text size, and whether it is set in the serif title family."""

    px: Mapping[TextSize, int]
    serif: bool


class LineHeights(NamedTuple):
    """Line height as a multiple of the size: by text size for running text, one value for titles."""

    text: Mapping[TextSize, float]
    title: float


class SpaceTokens(NamedTuple):
    """Distances in px. ``columns_portrait`` gives the column width for 2, 3 or 4 columns."""

    unit: int
    steps: tuple[int, ...]
    margin: Mapping[Orientation, int]
    gutter: int
    columns_portrait: Mapping[int, int]
    panel_padding: int
    tile_padding: int
    row_padding: int


class RadiusTokens(NamedTuple):
    """Corner radii in px; a pill's radius is half its height."""

    tag: int
    key: int
    button: int
    field: int
    tile: int
    panel: int
    stage: int


class StrokeTokens(NamedTuple):
    """Stroke widths in px that are the same in all themes; the focus ring stands ``focus_gap`` outside."""

    line: float
    field: int
    select: int
    focus: int
    focus_gap: int
    icon_at_48: int
    illustration: int
    guide_dash: int


class TargetTokens(NamedTuple):
    """Sizes in px of what can be touched, and the least distance between two such things."""

    min_standard: int
    min_senior: int
    gap_standard: int
    gap_senior: int
    button_standard: int
    button_senior: int
    nav: Mapping[Orientation, int]
    nav_senior: int
    aids: Mapping[Orientation, int]
    aids_senior: int
    key: Size
    candidate: Size
    row: int
    row_two_line: int
    tile_small: Size
    tile_large: Size

    def minimum(self, size: TextSize) -> int:
        """Give the least width and height of a target at this text size."""
        return self.min_senior if size in SENIOR_SIZES else self.min_standard

    def gap(self, size: TextSize) -> int:
        """Give the least distance between two targets at this text size."""
        return self.gap_senior if size in SENIOR_SIZES else self.gap_standard

    def button(self, size: TextSize) -> int:
        """Give the height of a button at this text size."""
        return self.button_senior if size in SENIOR_SIZES else self.button_standard


class PortraitFrame(NamedTuple):
    """Vertical spans of the portrait frame; with the keyboard shown it replaces actions and aids."""

    header: Span
    title: Span
    content: Span
    actions: Span
    aids: Span
    plinth: Span
    nav_buttons: Span
    lower_reach_top: int
    keyboard_content: Span
    keyboard: Span


class LandscapeFrame(NamedTuple):
    """Vertical spans of the landscape frame and horizontal ones of its single bar."""

    header: Span
    content: Span
    plinth: Span
    bar_buttons: Span
    nav_x: Span
    aids_x: Span


class MotionTokens(NamedTuple):
    """The little that moves: milliseconds, px and degrees."""

    press_dy: int
    press_min_hold_ms: int
    page_change_budget_ms: int
    wait_ring_step_deg: int
    wait_ring_every_ms: int
    countdown_every_ms: int
    page_outline_hold_ms: int
    toast_hold_ms: int


class TimeTokens(NamedTuple):
    """Idle time-outs in seconds (defaults of the settings' ``timing`` section)."""

    menu_s: int
    form_s: int
    warn_before_s: int
    senior_factor: int
    paused_while: tuple[str, ...]


class Tokens(NamedTuple):
    """Every design token. Load once at the composition root with :func:`load_tokens` and pass on."""

    name: str
    version: str
    mm_per_px: float
    base: Mapping[Orientation, Size]
    colors: Mapping[ThemeName, Mapping[ColorName, str]]
    theme_strokes: Mapping[ThemeName, ThemeStrokes]
    contrast: tuple[ContrastPair, ...]
    font: FontTokens
    type: Mapping[TypeRole, TypeStep]
    line_heights: LineHeights
    space: SpaceTokens
    radius: RadiusTokens
    stroke: StrokeTokens
    target: TargetTokens
    portrait: PortraitFrame
    landscape: LandscapeFrame
    motion: MotionTokens
    time: TimeTokens

    def color(self, theme: ThemeName, name: ColorName) -> str:
        """Give a colour as ``#RRGGBB``."""
        return self.colors[theme][name]

    def type_px(self, role: TypeRole, size: TextSize) -> int:
        """Give the size of a role's text in px at the base size."""
        return self.type[role].px[size]

    def line_height(self, role: TypeRole, size: TextSize) -> float:
        """Give the line height of a role as a multiple of its size."""
        return self.line_heights.title if self.type[role].serif else self.line_heights.text[size]


def load_tokens(path: Path | None = None) -> Tokens:
    """Read the tokens, from the package unless ``path`` is given.

    Raises:
        TokenError: the file cannot be read or a token is missing or of the wrong kind.
    """
    source = path or Path(__file__).with_name("tokens.json")
    try:
        return _tokens(json.loads(source.read_bytes()))
    except OSError as error:
        raise TokenError(f"{source.name} cannot be read: {error.strerror}") from error
    except KeyError as error:
        raise TokenError(f"{source.name} lacks the token {error.args[0]!r}") from error
    except (ValueError, TypeError) as error:
        raise TokenError(f"{source.name} is damaged: {error}") from error


def _by_orientation(node: Mapping[str, int]) -> Mapping[Orientation, int]:
    return MappingProxyType({o: int(node[o]) for o in Orientation})


def _pair(node: list[int]) -> tuple[int, int]:
    first, second = node
    return int(first), int(second)


def _tokens(tree: dict[str, Any]) -> Tokens:
    meta, font = tree["meta"], tree["font"]
    return Tokens(
        name=meta["name"],
        version=meta["version"],
        mm_per_px=float(meta["mm_per_px"]),
        base=MappingProxyType({o: _pair(meta["base"][o]) for o in Orientation}),
        colors=MappingProxyType(
            {t: MappingProxyType({c: str(tree["color"][t][c]) for c in ColorName}) for t in ThemeName}
        ),
        theme_strokes=MappingProxyType({t: ThemeStrokes(**tree["theme"][t]) for t in ThemeName}),
        contrast=tuple(
            ContrastPair(
                ColorName(pair["fg"]),
                ColorName(pair["bg"]),
                MappingProxyType({t: float(pair[t]) for t in ThemeName}),
            )
            for pair in tree["contrast"]
        ),
        font=FontTokens(
            text=font["text"],
            title=font["title"],
            fallback=font["fallback"],
            cjk_latin_gap=font["cjk_latin_gap"],
            adjacent_pair_em=font["punctuation"]["adjacent_pair_em"],
            title_halt_from_px=font["punctuation"]["title_halt_from_px"],
        ),
        type=MappingProxyType({r: _type_step(tree["type"][r]) for r in TypeRole}),
        line_heights=LineHeights(
            MappingProxyType({s: float(tree["line_height"][s]) for s in TextSize}),
            tree["line_height"]["title"],
        ),
        space=_space(tree["space"]),
        radius=RadiusTokens(**tree["radius"]),
        stroke=StrokeTokens(**tree["stroke"]),
        target=_target(tree["target"]),
        portrait=_portrait(tree["frame"]),
        landscape=LandscapeFrame(**{name: _pair(span) for name, span in tree["frame"]["landscape"].items()}),
        motion=_motion(tree["motion"]),
        time=TimeTokens(**{**tree["time"], "paused_while": tuple(tree["time"]["paused_while"])}),
    )


def _type_step(node: dict[str, Any]) -> TypeStep:
    return TypeStep(MappingProxyType({s: int(node[s]) for s in TextSize}), node.get("family") == "title")


def _space(node: dict[str, Any]) -> SpaceTokens:
    padding = node["card_padding"]
    return SpaceTokens(
        unit=node["unit"],
        steps=tuple(node["steps"]),
        margin=_by_orientation(node["margin"]),
        gutter=node["gutter"],
        columns_portrait=MappingProxyType({int(n): int(w) for n, w in node["columns_portrait"].items()}),
        panel_padding=padding["panel"],
        tile_padding=padding["tile"],
        row_padding=padding["row"],
    )


def _target(node: dict[str, Any]) -> TargetTokens:
    return TargetTokens(
        min_standard=node["min"]["standard"],
        min_senior=node["min"]["senior"],
        gap_standard=node["gap"]["standard"],
        gap_senior=node["gap"]["senior"],
        button_standard=node["button"]["standard"],
        button_senior=node["button"]["senior"],
        nav=_by_orientation(node["nav"]),
        nav_senior=node["nav"]["senior"],
        aids=_by_orientation(node["aids"]),
        aids_senior=node["aids"]["senior"],
        key=_pair(node["key"]),
        candidate=_pair(node["candidate"]),
        row=node["row"],
        row_two_line=node["row_two_line"],
        tile_small=_pair(node["tile_small"]),
        tile_large=_pair(node["tile_large"]),
    )


def _portrait(frame: dict[str, Any]) -> PortraitFrame:
    portrait, keyboard = dict(frame["portrait"]), frame["portrait_with_keyboard"]
    top = int(portrait.pop("lower_reach_top"))
    return PortraitFrame(
        **{name: _pair(span) for name, span in portrait.items()},
        lower_reach_top=top,
        keyboard_content=_pair(keyboard["content"]),
        keyboard=_pair(keyboard["keyboard"]),
    )


def _motion(node: dict[str, Any]) -> MotionTokens:
    return MotionTokens(
        press_dy=node["press"]["dy"],
        press_min_hold_ms=node["press"]["min_hold_ms"],
        page_change_budget_ms=node["page_change"]["budget_ms"],
        wait_ring_step_deg=node["wait_ring"]["step_deg"],
        wait_ring_every_ms=node["wait_ring"]["every_ms"],
        countdown_every_ms=node["countdown"]["every_ms"],
        page_outline_hold_ms=node["page_outline"]["hold_ms"],
        toast_hold_ms=node["toast_hold_ms"],
    )
