"""What a resident still lacks for an item: the materials after the answers, sorted by what has to be done. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from config.catalogue.model import Catalogue, NeededMaterial
from config.catalogue.schema import Item
from config.domain.code_sets import Capture, Necessity

WITHOUT_PAPER = frozenset({Capture.GENERATED, Capture.SHARED})
"""Made at the terminal, or looked up by the authority: nobody brings them (免提交)."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """An item's materials, each in one of four groups, in the catalogue's order.

    Attributes:
        missing: to be brought, and not there.
        later: not there, but may follow later.
        ready: there.
        nothing_to_bring: made here or looked up.
    """

    missing: tuple[NeededMaterial, ...]
    later: tuple[NeededMaterial, ...]
    ready: tuple[NeededMaterial, ...]
    nothing_to_bring: tuple[NeededMaterial, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing has to be got any more."""
        return not self.missing


def checklist_of(catalogue: Catalogue, item: Item, answers: Mapping[str, str], have: Collection[str]) -> Checklist:
    """Sort the materials.

    Args:
        catalogue: the service catalogue.
        item: what is to be done.
        answers: option id by situation id.
        have: references of the materials that the resident has.

    A conditional material that no answer has settled counts as missing, with its condition beside it.
    """
    needed = catalogue.materials_of(item, answers)
    carried = [one for one in needed if one.material.capture not in WITHOUT_PAPER]
    lacking = [one for one in carried if one.ref not in have]
    return Checklist(
        missing=tuple(one for one in lacking if one.necessity is not Necessity.DEFERRABLE),
        later=tuple(one for one in lacking if one.necessity is Necessity.DEFERRABLE),
        ready=tuple(one for one in carried if one.ref in have),
        nothing_to_bring=tuple(one for one in needed if one.material.capture in WITHOUT_PAPER),
    )
