"""One resident's visit. It owns all personal data of that person, in memory, and wipes it on any exit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config.domain.code_sets import WHO, SubjectKind
from kiosk.acting import Acting, Role, acting_from, who_answer

if TYPE_CHECKING:
    from config.catalogue.schema import Item
    from drivers.camera.commands import CapturedPage
    from kiosk.commitments import CommitmentChoice
    from kiosk.corrections import Correcting
    from kiosk.forms import FormModel
    from kiosk.identity import Identity
    from kiosk.signature import Signature
    from offline_queue.model import Receipt


@dataclass(slots=True)
class Papers:
    """The pages taken for each material of the case, in reading order; and the materials put off to later."""

    pages: dict[str, list[CapturedPage]] = field(default_factory=dict, repr=False)
    later: set[str] = field(default_factory=set)
    from_phone: str = ""
    """The material that the phone was wanted for last."""

    def of(self, ref: str) -> list[CapturedPage]:
        """The pages of one material."""
        return self.pages.setdefault(ref, [])

    @property
    def count(self) -> int:
        """All pages together."""
        return sum(len(pages) for pages in self.pages.values())

    def wipe(self) -> None:
        """Let go of every page."""
        self.pages.clear()
        self.later.clear()
        self.from_phone = ""


@dataclass(slots=True)
class Visit:
    """From the first touch to the exit. ``repr`` shows the number only."""

    visit_id: int
    item: Item | None = field(default=None, repr=False)
    answers: dict[str, str] = field(default_factory=dict, repr=False)
    """Answers to the guide's situation questions about ``item``, by question."""
    answers_before: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    """Answers given about items that were looked at before, by item."""
    subject: SubjectKind = SubjectKind.PERSONAL
    correction: Correcting | None = field(default=None, repr=False)
    """What a department wants corrected, where that is what is handed in."""
    acting: Acting = Acting.SELF
    """Who stands here and for whom."""
    identity: Identity | None = field(default=None, repr=False)
    """The applicant."""
    helper: Identity | None = field(default=None, repr=False)
    """Who acts for the applicant: guardian or agent."""
    form: FormModel | None = field(default=None, repr=False)
    papers: Papers = field(default_factory=Papers, repr=False)
    sms_consent: bool = False
    commitment: CommitmentChoice | None = None
    """What was chosen after the text of the item's commitment was shown."""
    deferral_asked: bool = False
    """Whether the authority is asked to take the case although secondary papers are missing."""
    signature: Signature | None = field(default=None, repr=False)
    receipt: Receipt | None = field(default=None, repr=False)
    card_lying: bool = False
    """Whether the resident's card still lies on the reader."""

    def look_at(self, item: Item) -> None:
        """Turn to an item; its questions keep the answers that they had in this visit."""
        if self.item is not None:
            self.answers_before[self.item.id] = dict(self.answers)
        self.item = item
        self.answers.clear()
        self.answers.update(self.answers_before.get(item.id, {}))

    def answer(self, situation: str, option: str) -> None:
        """Give that answer to a question; the same once more takes it back."""
        if self.answers.get(situation) == option:
            del self.answers[situation]
        else:
            self.answers[situation] = option

    def begin_case(self, item: Item) -> None:
        """Start on an item; what was entered for another one is dropped."""
        self.wipe_case()
        self.look_at(item)
        personal = SubjectKind.PERSONAL in item.subject_kinds
        self.subject = SubjectKind.PERSONAL if personal else item.subject_kinds[0]
        self.acting = acting_from(item, self.subject, self.answers)

    def act_as(self, acting: Acting) -> None:
        """Act that way from now on; who was taken down for another one, and the form with it, is forgotten."""
        if acting is not self.acting:
            self.identity = self.helper = None
            if self.form is not None:
                self.form.wipe()
            self.form = None
        self.acting = acting
        self.answers[WHO] = who_answer(acting)

    def person(self, role: Role) -> Identity | None:
        """Who was taken down in that role."""
        return self.identity if role is Role.APPLICANT else self.helper

    def take_down(self, role: Role, person: Identity | None) -> None:
        """Take somebody down in that role, or forget them."""
        if role is Role.APPLICANT:
            self.identity = person
        else:
            self.helper = person

    def wipe_case(self) -> None:
        """Let go of everything personal and everything about the case."""
        self.identity = self.helper = None
        self.correction = None
        self.acting = Acting.SELF
        self.form = None
        self.papers.wipe()
        self.receipt = None
        if self.signature is not None:
            self.signature.wipe()
        self.signature = None
        self.sms_consent = False
        self.commitment = None
        self.deferral_asked = False
        self.subject = SubjectKind.PERSONAL

    def wipe(self) -> None:
        """The visit is over."""
        self.wipe_case()
        self.answers.clear()
        self.answers_before.clear()
        self.item = None


@dataclass(slots=True)
class VisitCount:
    """Numbers the visits of this process."""

    last: int = 0

    def next(self) -> int:
        """The next number."""
        self.last += 1
        return self.last
