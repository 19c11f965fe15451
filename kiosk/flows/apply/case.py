"""What a step of handing in a case sees of its flow."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from config.catalogue.schema import Item
from config.domain.identifiers import EntryId
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.surroundings import Surroundings
from kiosk.policies import Policy
from kiosk.present.notice import NoticeKind
from kiosk.present.step_view import StepView
from kiosk.visit import Visit


class CaseFlow(Protocol):
    """The flow around the steps.

    Attributes:
        privacy_seen_at: when the privacy notice was confirmed.
        store_failure: why the case could not be stored, for the page that says so.
        unfit: why the person who was read cannot act this way.
        delivered: case number and time, once the hall has echoed the whole case.
    """

    privacy_seen_at: datetime
    store_failure: NoticeKind
    unfit: Policy | None
    delivered: tuple[str, datetime] | None

    @property
    def entry_id(self) -> EntryId:
        """The identity of the case's entry: the same in every attempt to store it."""

    @property
    def waits_for_answer(self) -> bool:
        """Whether the flow is still waiting for the hall's answer."""

    @property
    def around(self) -> Surroundings:
        """Everything outside the flow."""

    @property
    def case(self) -> Visit:
        """The visit, which owns what was entered."""

    @property
    def item(self) -> Item:
        """The service item."""

    @property
    def step_view(self) -> StepView:
        """Where the resident is, for the head of the page."""

    @property
    def slip_printed(self) -> bool:
        """Whether the slip is known to be on paper."""

    @property
    def order_matters(self) -> bool:
        """Whether the item has an order of priority that a deposit does not hold (domain guide 6.3, point 5)."""

    def go_back(self) -> None:
        """One step back."""

    def finish(self) -> None:
        """The resident is done with the slip: to the fee where there is one, else to goodbye."""

    def fire(self, event: ApplyEvent) -> None:
        """Something happened that leads on."""
