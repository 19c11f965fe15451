"""The one function that applies a transition table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


class TransitionMissingError(Exception):
    """The table has no transition for this event in this state: the event came too late or is a bug."""

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        super().__init__(f"no transition from {state.value} on {event.value}")
        self.state = state
        self.event = event


def step(table: Mapping[tuple[State, Event], State], state: State, event: Event) -> State:
    """The state after the event.

    Raises:
        TransitionMissingError: the table does not allow the event here.
    """
    try:
        return table[state, event]
    except KeyError:
        raise TransitionMissingError(state, event) from None


def reachable(table: Mapping[tuple[State, Event], State], start: State) -> frozenset[State]:
    """Every state that some sequence of events reaches from the start, the start included."""
    seen = {start}
    frontier = [start]
    while frontier:
        here = frontier.pop()
        for (source, _), target in table.items():
            if source is here and target not in seen:
                seen.add(target)
                frontier.append(target)
    return frozenset(seen)
