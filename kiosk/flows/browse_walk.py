"""Looking through the items: how they are sorted, which group is open, what they are narrowed to. Needs no line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.present.kinds import BrowseBy, BrowseFilter
from kiosk.stage import PageName

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings


class BrowseWalk:
    """The page of departments, topics, all items, and those for which at most one visit is needed.

    Attributes:
        checking: an item is chosen for its checklist.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._by = BrowseBy.DEPARTMENTS
        self._group = ""
        self._filters: frozenset[BrowseFilter] = frozenset()
        self.checking = False

    def begin(self, by: BrowseBy, *, checking: bool = False) -> None:
        """Sorted like that, nothing chosen."""
        self._by, self._group, self._filters, self.checking = by, "", frozenset(), checking

    def sort(self, by: str) -> None:
        """Another way to sort; what the items are narrowed to stays."""
        self._by, self._group = BrowseBy(by), ""

    def choose(self, group: str) -> None:
        """Open a department or a topic."""
        self._group = group

    def leave_group(self) -> bool:
        """Close the open group; False when none is open."""
        left, self._group = bool(self._group), ""
        return left

    def narrow(self, chosen: str) -> None:
        """Narrow to that, or no longer; of two that exclude each other the later one counts."""
        one = BrowseFilter(chosen)
        self._filters = self._filters - {one} if one in self._filters else self._filters - {one.other} | {one}

    def render(self) -> None:
        """The page."""
        from kiosk.present.browse import present_browse

        around = self._around
        around.stage.show(
            PageName.BROWSE,
            present_browse(
                around.texts,
                around.catalogue,
                by=self._by,
                group=self._group,
                filters=self._filters,
                checking=self.checking,
                online=around.online(),
                today=around.today,
            ),
        )
