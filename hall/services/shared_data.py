"""Shared data (信息共享): one interface for every source; asked only where a rule allows it for this item.

A source's gateway answers ``POST /lookups`` with ``{"fields": {key: value}}``, or 404 when it holds nothing. It is told
number, purpose, item and basis, nothing else. Only the fields that the rule names are passed on; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hall.errors import ProblemError
from hall.services.calls import CallError, Peer
from hall.services.configuration import PrefillPart
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.shared_data import (
    DataSource,
    PrefillField,
    PrefillQuery,
    SourceAnswer,
    SourceOutcome,
)


class SharedSource(Protocol):
    """A source of shared data."""

    def look_up(self, asked: PrefillQuery, rule: PrefillPart) -> Mapping[str, str] | None:
        """Return what it holds by field; None for nothing. Raises `CallError`."""


class _Found(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)
    fields: dict[str, Annotated[str, StringConstraints(max_length=500)]] = Field(repr=False)


class HttpSource:
    """A source's gateway over HTTP. The business source is asked about the organisation, the others about a person."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    def look_up(self, asked: PrefillQuery, rule: PrefillPart) -> Mapping[str, str] | None:
        """Ask the gateway. Raises `CallError`."""
        message = {
            "card_type": asked.card.card_type.value,
            "number": asked.card.number,
            "purpose": asked.purpose,
            "item_id": asked.item_id,
            "basis": rule.basis,
        }
        if rule.source is DataSource.BUSINESS:
            message["credit_code"] = asked.credit_code or ""
        try:
            return self._peer.post("/lookups", message).read(_Found).fields
        except CallError as error:
            if error.cause == "status-404":
                return None
            raise


class SharedData:
    """The sources of one hall and the rules about them."""

    def __init__(self, sources: Mapping[DataSource, SharedSource], rules: Sequence[PrefillPart]) -> None:
        self._sources = sources
        self._rules = tuple(rules)

    def rules_for(self, asked: PrefillQuery) -> list[PrefillPart]:
        """Return what may be asked for this item with what was presented. Raises `ProblemError` (not-offered)."""
        rules = [
            rule
            for rule in self._rules
            if rule.item_id == asked.item_id
            and (rule.source is not DataSource.BUSINESS or asked.credit_code is not None)
        ]
        if not rules:
            raise ProblemError(ProblemKind.NOT_OFFERED)
        return rules

    def ask(
        self, asked: PrefillQuery, rules: Sequence[PrefillPart]
    ) -> tuple[tuple[PrefillField, ...], tuple[SourceAnswer, ...]]:
        """Ask each source; one that is down does not keep the others from answering."""
        fields: list[PrefillField] = []
        outcomes: list[SourceAnswer] = []
        for rule in rules:
            try:
                found = self._sources[rule.source].look_up(asked, rule)
            except CallError:
                outcomes.append(SourceAnswer(source=rule.source, outcome=SourceOutcome.DOWN, basis=rule.basis))
                continue
            allowed = {key: found[key] for key in rule.fields if key in found} if found is not None else {}
            outcome = SourceOutcome.ANSWERED if allowed else SourceOutcome.NOTHING
            fields += [PrefillField(key=key, value=value, source=rule.source) for key, value in allowed.items()]
            outcomes.append(SourceAnswer(source=rule.source, outcome=outcome, basis=rule.basis))
        return tuple(fields), tuple(outcomes)
