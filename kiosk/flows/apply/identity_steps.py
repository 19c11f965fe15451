"""Who are you: reading the card, typing the number, checking what was read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from config.domain.identifiers import FieldKey
from drivers.commands import TimeLimitError
from drivers.id_card.errors import CardDataError, UnknownCardTypeError
from drivers.id_card.model import (
    CardFound,
    CardRead,
    CardRemoved,
    LiftAndReplace,
    LiftReason,
    NotAnIdCard,
    ReadCard,
    Reading,
    WaitingForCard,
    WaitRemoval,
)
from drivers.vocabulary import (
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceError,
    DeviceEvent,
    DeviceKind,
    StatusChanged,
)
from kiosk.acting import FOR_ANOTHER, Acting, Role, unfit
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.eligibility import age_checks
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.form_walk import FormWalk
from kiosk.identity import Identity, from_card, typed_in
from kiosk.idle_clock import IdleKind
from kiosk.present.id_card import CardPhase, present_id_card
from kiosk.present.id_check import present_id_check
from kiosk.present.manual_id import NAME, NUMBER, manual_id_form, present_manual_id
from kiosk.stage import PageName

REMOVAL_LIMIT_S = 600.0
LASTING = frozenset({CardPhase.READ_FAILED, CardPhase.UNKNOWN_CARD})
"""What was wrong with a card stays on the page until the next one is found: the reader is asked again at once."""
BEFORE_A_CARD: tuple[object, ...] = (WaitingForCard(), LiftAndReplace(LiftReason.STILL_LYING))
"""What the reader says then about the one that was wrong."""


class CardStep(Step):
    """Waiting for the card. The reader's command runs as long as the page is in front."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow, role: Role) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._role = role
        self._phase = CardPhase.WAITING
        self._reading: CommandId | None = None
        self.intents = {
            (PageName.ID_CARD, "manual_pressed"): lambda: flow.fire(ApplyEvent.MANUAL_CHOSEN),
            (PageName.ID_CARD, "staff_pressed"): self.around.ways.call_staff,
        }

    def enter(self) -> None:
        """Ask the reader for a card, or say that there is no reader."""
        self._flow.case.take_down(self._role, None)
        self._phase = CardPhase.WAITING
        self._ask()
        self.render()

    def render(self) -> None:
        """The page for what the reader says."""
        whose = whose_card(self._role, self._flow.case.acting)
        state = present_id_card(self.around.texts, self._flow.step_view, self._phase, whose=whose)
        self.around.stage.show(PageName.ID_CARD, state)

    def on_device(self, event: DeviceEvent) -> None:
        """Follow the reader."""
        match event:
            case StatusChanged(DeviceKind.ID_CARD, status):
                self._on_status(usable=status.usable)
            case CommandProgressed(DeviceKind.ID_CARD, command, progress) if command == self._reading:
                if not (self._phase in LASTING and progress in BEFORE_A_CARD):
                    self._show(phase_of(progress))
            case CommandDone(DeviceKind.ID_CARD, command, result) if command == self._reading:
                self.ended(command)
                self._reading = None
                if isinstance(result, CardRead):
                    self._flow.case.take_down(self._role, from_card(result.record, result.newest_address))
                    self._flow.case.card_lying = True
                    self._flow.fire(ApplyEvent.CARD_READ)
            case CommandFailed(DeviceKind.ID_CARD, command, error) if command == self._reading:
                self.ended(command)
                self._reading = None
                self._on_failed(error)
            case _:
                pass

    def _on_status(self, *, usable: bool) -> None:
        if not usable:
            self._show(CardPhase.NO_READER)
        elif self._reading is None:
            self._show(CardPhase.WAITING)
            self._ask()

    def _on_failed(self, error: DeviceError) -> None:
        if isinstance(error, TimeLimitError):
            self._show(CardPhase.WAITING)
        elif isinstance(error, UnknownCardTypeError):
            self._show(CardPhase.UNKNOWN_CARD)
        elif isinstance(error, CardDataError) or self.around.devices.usable(DeviceKind.ID_CARD):
            self._show(CardPhase.READ_FAILED)
        else:
            self._show(CardPhase.NO_READER)
            return
        self._ask()

    def _ask(self) -> None:
        if not self.around.devices.usable(DeviceKind.ID_CARD):
            self._phase = CardPhase.NO_READER
            return
        settings = self.around.settings.devices.id_card
        command = ReadCard(with_fingerprint=settings.with_fingerprint, with_address=settings.with_newest_address)
        self._reading = self.started(self.around.devices.submit(DeviceKind.ID_CARD, command, settings.read_timeout_s))

    def _show(self, phase: CardPhase) -> None:
        if phase is not self._phase:
            self._phase = phase
            self.render()


def phase_of(progress: object) -> CardPhase:
    """What a progress of the reader means for the page."""
    match progress:
        case CardFound() | Reading():
            return CardPhase.READING
        case LiftAndReplace():
            return CardPhase.LIFT_AND_REPLACE
        case NotAnIdCard():
            return CardPhase.NOT_AN_ID_CARD
        case WaitingForCard():
            return CardPhase.WAITING
        case _:
            raise TypeError(f"no progress of an ID card reader: {type(progress).__name__}")


class CheckStep(Step):
    """What was read or typed, masked, for the resident to check. Watches whether the card is taken away."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow, role: Role) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._role = role
        self._waiting: CommandId | None = None
        self.intents = {
            (PageName.ID_CHECK, "confirmed"): self._on_confirmed,
            (PageName.ID_CHECK, "reread_pressed"): lambda: flow.fire(ApplyEvent.READ_AGAIN),
        }

    def enter(self) -> None:
        """Show it; the removal is watched beyond this step, until the visit ends."""
        if self._flow.case.card_lying and self._waiting is None and self.around.devices.usable(DeviceKind.ID_CARD):
            self._waiting = self.around.devices.submit(DeviceKind.ID_CARD, WaitRemoval(), REMOVAL_LIMIT_S)
        self.render()

    def render(self) -> None:
        """Name, number, validity and what the item asks of the age."""
        person = self._flow.case.person(self._role)
        if person is None:
            return
        today = self.around.today
        applicant = self._role is Role.APPLICANT
        self.around.stage.show(
            PageName.ID_CHECK,
            present_id_check(
                self.around.texts,
                self._flow.step_view,
                card_type=person.card_type,
                name_masked=person.name_masked,
                number_masked=person.number_masked,
                validity=person.validity(today),
                valid_until=valid_until_text(person),
                checks=age_checks(self.around.texts, self._flow.item, person, today) if applicant else (),
                card_lying=self._flow.case.card_lying,
                manual=person.typed,
                whose=whose_card(self._role, self._flow.case.acting),
            ),
        )

    def on_removal(self, event: DeviceEvent) -> bool:
        """Take the end of the wait for removal, whatever step is in front; whether it was that."""
        match event:
            case CommandDone(DeviceKind.ID_CARD, command, CardRemoved()) if command == self._waiting:
                self._waiting = None
                self._flow.case.card_lying = False
                return True
            case CommandFailed(DeviceKind.ID_CARD, command) if command == self._waiting:
                self._waiting = None
                return True
            case _:
                return False

    def stop_waiting(self) -> None:
        """The card is asked for again, or the visit ends."""
        if self._waiting is not None:
            self.around.devices.cancel(self._waiting)
            self._waiting = None

    def _on_confirmed(self) -> None:
        case, today = self._flow.case, self.around.today
        applicant = case.identity if self._role is Role.APPLICANT else None
        found = unfit(case.acting, self._flow.item, applicant=applicant, helper=case.helper, today=today)
        self._flow.unfit = found
        if found is not None:
            self._flow.fire(ApplyEvent.UNFIT_FOUND)
        elif self._role is Role.APPLICANT:
            self._flow.fire(ApplyEvent.PERSON_CONFIRMED)
        elif case.acting is Acting.ORG_AGENT:
            self._flow.fire(ApplyEvent.HELPER_FOR_ORG)
        else:
            known = case.identity is not None
            self._flow.fire(ApplyEvent.HELPER_KEPT if known else ApplyEvent.HELPER_CONFIRMED)


class ManualIdStep(Step):
    """No reader, or the card cannot be read: name and number by hand; the original is checked at the window."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow, role: Role) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._role = role
        self._walk: FormWalk | None = None
        self.intents = {
            (PageName.MANUAL_ID, "field_focused"): self._on_focused,
            (PageName.MANUAL_ID, "text_edited"): self._on_edited,
            (PageName.MANUAL_ID, "next_pressed"): lambda: self._move(FormWalk.next),
            (PageName.MANUAL_ID, "previous_pressed"): lambda: self._move(FormWalk.previous),
            (PageName.MANUAL_ID, "keyboard_hidden"): lambda: self._move(FormWalk.look_over),
            (PageName.MANUAL_ID, "done_pressed"): self._on_done,
        }

    def enter(self) -> None:
        """Both fields empty."""
        self._walk = FormWalk(manual_id_form(self.around.texts, self.around.today))
        self._walk.begin()
        self.render()

    def render(self) -> None:
        """The two fields and what is still wrong."""
        if self._walk is None:
            return
        self._speak_the_language(self._walk)
        self.around.stage.show(
            PageName.MANUAL_ID,
            present_manual_id(
                self.around.texts,
                self.around.catalogue,
                self._walk,
                self._flow.step_view,
                whose=whose_card(self._role, self._flow.case.acting),
            ),
        )

    def leave(self) -> None:
        """Forget what was typed."""
        super().leave()
        if self._walk is not None:
            self._walk.model.wipe()
        self._walk = None

    def _speak_the_language(self, walk: FormWalk) -> None:
        """The labels are in the form itself: make it anew, with the same answers."""
        fresh = manual_id_form(self.around.texts, self.around.today)
        if fresh.sections != walk.model.sections:
            for key in fresh.keys:
                fresh.set(key, walk.model.text(key))
            walk.model = fresh

    def _move(self, way: Callable[[FormWalk], None]) -> None:
        if self._walk is not None:
            way(self._walk)
            self.render()

    def _on_focused(self, key: str) -> None:
        self._move(lambda walk: walk.focus(FieldKey(key)))

    def _on_edited(self, key: str, text: str) -> None:
        if self._walk is not None:
            self._walk.model.set(FieldKey(key), text)
            self.render()

    def _on_done(self) -> None:
        walk = self._walk
        if walk is None:
            return
        if not walk.model.complete:
            self._move(FormWalk.next)
            return
        self._flow.case.take_down(self._role, typed_in(walk.model.text(NAME), walk.model.text(NUMBER)))
        self._flow.case.card_lying = False
        self._flow.fire(ApplyEvent.MANUAL_DONE)


def whose_card(role: Role, acting: Acting) -> str:
    """Whose card is meant, as part of a text key; empty where only one person takes part."""
    if acting not in FOR_ANOTHER:
        return ""
    guardian = acting is Acting.GUARDIAN
    if role is Role.HELPER:
        return "guardian" if guardian else "agent"
    return "ward" if guardian else "applicant"


def valid_until_text(person: Identity) -> str:
    """The last day of the card as ``2029-01-01``; empty for a card without an end or none at all."""
    return person.valid_until.isoformat() if isinstance(person.valid_until, date) else ""
