"""The parts of which pages are made: frozen specs in, paint and one tap out.

Each component has one frozen spec class; ``component.show_spec(spec)`` changes what it shows (and does nothing when it
shows that already). ``clicked`` is the only signal of things that can be pressed, ``page_turned`` that of the scroller.

A name is loaded when it is first asked for: the idle picture needs a button and must not wait for the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.components.banner import (
        Banner,
        BannerKind,
        BannerSpec,
    )
    from screens.components.base import Pressable, ReadOnly
    from screens.components.button import (
        Button,
        ButtonKind,
        ButtonSpec,
    )
    from screens.components.chip import Chip, ChipSpec
    from screens.components.choice import Choice, ChoiceSpec
    from screens.components.field import Field, FieldSpec
    from screens.components.illustration import Illustration, IllustrationSpec
    from screens.components.key_values import (
        KeyValue,
        KeyValues,
        KeyValuesSpec,
    )
    from screens.components.label import Label, LabelSpec
    from screens.components.panel import Panel, PanelSpec
    from screens.components.qr_code import QrCode, QrCodeSpec
    from screens.components.row import Row, RowSpec
    from screens.components.scroller import Scroller, ScrollerSpec
    from screens.components.search_bar import SearchBar, SearchBarSpec
    from screens.components.slip_preview import SlipPreview, SlipPreviewSpec
    from screens.components.state_card import (
        StateCard,
        StateCardSpec,
        StateKind,
    )
    from screens.components.step_header import StepHeader, StepHeaderSpec
    from screens.components.tag import (
        TagKind,
        TagSpec,
        draw_tags,
    )
    from screens.components.tile import (
        Tile,
        TileShape,
        TileSpec,
    )
    from screens.components.timeline import (
        Moment,
        Timeline,
        TimelineEntry,
        TimelineSpec,
    )
    from screens.components.viewfinder import Viewfinder, ViewfinderSpec
    from screens.components.wait_ring import (
        WaitRing,
        WaitStrip,
        WaitStripSpec,
    )

__all__ = [
    "Banner",
    "BannerKind",
    "BannerSpec",
    "Button",
    "ButtonKind",
    "ButtonSpec",
    "Chip",
    "ChipSpec",
    "Choice",
    "ChoiceSpec",
    "Field",
    "FieldSpec",
    "Illustration",
    "IllustrationSpec",
    "KeyValue",
    "KeyValues",
    "KeyValuesSpec",
    "Label",
    "LabelSpec",
    "Moment",
    "Panel",
    "PanelSpec",
    "Pressable",
    "QrCode",
    "QrCodeSpec",
    "ReadOnly",
    "Row",
    "RowSpec",
    "Scroller",
    "ScrollerSpec",
    "SearchBar",
    "SearchBarSpec",
    "SlipPreview",
    "SlipPreviewSpec",
    "StateCard",
    "StateCardSpec",
    "StateKind",
    "StepHeader",
    "StepHeaderSpec",
    "TagKind",
    "TagSpec",
    "Tile",
    "TileShape",
    "TileSpec",
    "Timeline",
    "TimelineEntry",
    "TimelineSpec",
    "Viewfinder",
    "ViewfinderSpec",
    "WaitRing",
    "WaitStrip",
    "WaitStripSpec",
    "draw_tags",
]

_NAMES = {
    "banner": (
        "Banner",
        "BannerKind",
        "BannerSpec",
    ),
    "base": (
        "Pressable",
        "ReadOnly",
    ),
    "button": (
        "Button",
        "ButtonKind",
        "ButtonSpec",
    ),
    "chip": (
        "Chip",
        "ChipSpec",
    ),
    "choice": (
        "Choice",
        "ChoiceSpec",
    ),
    "field": (
        "Field",
        "FieldSpec",
    ),
    "illustration": (
        "Illustration",
        "IllustrationSpec",
    ),
    "key_values": (
        "KeyValue",
        "KeyValues",
        "KeyValuesSpec",
    ),
    "label": (
        "Label",
        "LabelSpec",
    ),
    "panel": (
        "Panel",
        "PanelSpec",
    ),
    "qr_code": (
        "QrCode",
        "QrCodeSpec",
    ),
    "row": (
        "Row",
        "RowSpec",
    ),
    "scroller": (
        "Scroller",
        "ScrollerSpec",
    ),
    "search_bar": (
        "SearchBar",
        "SearchBarSpec",
    ),
    "slip_preview": (
        "SlipPreview",
        "SlipPreviewSpec",
    ),
    "state_card": (
        "StateCard",
        "StateCardSpec",
        "StateKind",
    ),
    "step_header": (
        "StepHeader",
        "StepHeaderSpec",
    ),
    "tag": (
        "TagKind",
        "TagSpec",
        "draw_tags",
    ),
    "tile": (
        "Tile",
        "TileShape",
        "TileSpec",
    ),
    "timeline": (
        "Moment",
        "Timeline",
        "TimelineEntry",
        "TimelineSpec",
    ),
    "viewfinder": (
        "Viewfinder",
        "ViewfinderSpec",
    ),
    "wait_ring": (
        "WaitRing",
        "WaitStrip",
        "WaitStripSpec",
    ),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    """The component of that name. AttributeError for others, as for any module."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = found
    return found
