"""What a department asks for afterwards: from the progress page to the queue, exactly that and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from config.catalogue import load_catalogue
from config.domain.identifiers import FieldKey
from drivers.printer.document import Paragraph
from kiosk.corrections import NOTE, Correcting, amendment_of, correction_of, wanted_papers
from kiosk.flows.apply.paper_steps import papers_to_scan
from kiosk.flows.apply.table import ApplyState
from kiosk.flows.progress_flow import ProgressState
from kiosk.hall_client import Lookup, LookupOutcome
from kiosk.identity import typed_in
from kiosk.stage import PageName
from kiosk.visit import Visit
from offline_queue.wire.documents import AmendmentDraft, MaterialOrigin
from offline_queue.wire.entries import EntryKind
from offline_queue.wire.progress import Correction, ProgressAnswer, ProgressStep
from tests.kiosk.rig import NAME, NUMBER, SIGNED, Rig, assert_at_rest

CATALOGUE = load_catalogue()
NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
CASE_ID, RECEIPT = "fa3c1f0e-8f57-4a6e-9d1e-0b1c9a7f2d10", "LS01-261124-10001-A"


@dataclass(frozen=True)
class Page:
    """A page as the camera gives it, as far as a draft knows it."""

    jpeg: bytes = field(repr=False)


def answer(*wanted: Correction, note: str | None = None, item: str = SIGNED, case_id: str | None = CASE_ID) -> Lookup:
    """The hall's word: something is to be corrected."""
    step = ProgressStep(
        state="correction_required", at=NOW, note=note, corrections=wanted, correction_due=date(2026, 12, 1)
    )
    told = ProgressAnswer(
        receipt_number=RECEIPT,
        case_number="A-1",
        item_id=item,
        item_name="生育登记",
        receiving_office="区卫生健康局",
        complete=True,
        steps=(ProgressStep(state="delivered", at=NOW), step),
        hall_time=NOW,
        case_id=case_id,
    )
    return Lookup(LookupOutcome.FOUND, answer=told)


PAPER = Correction(material_ref="marriage_certificate", text="结婚证照片不清楚")
WORDS = Correction(text="请说明现在的住址")


def to_progress(rig: Rig, lookup: Lookup) -> None:
    """The progress page with what the hall has said."""
    rig.arrive()
    rig.terminal.open_progress()
    rig.progress.state = ProgressState.WAITING
    rig.progress._on_answer(lookup)
    rig.seen(PageName.PROGRESS)


def identify(rig: Rig) -> None:
    """By hand: no device takes part."""
    rig.seen(PageName.PRIVACY)
    rig.do(PageName.PRIVACY, "accepted")
    rig.do(PageName.ID_CARD, "manual_pressed")
    rig.type_person()
    rig.do(PageName.ID_CHECK, "confirmed")
    rig.seen(PageName.FORM)


def test_exactly_what_is_asked_for_is_scanned(rig: Rig) -> None:
    """Not the item's whole list; identity comes first, and back leads to the question how the case stands."""
    to_progress(rig, answer(PAPER, WORDS))
    rig.press("progress.correct")
    rig.seen(PageName.PRIVACY)
    rig.press("shell.back")
    rig.seen(PageName.LOOKUP)
    rig.leave()
    to_progress(rig, answer(PAPER, WORDS))
    rig.press("progress.correct")
    identify(rig)
    assert [one.ref for one in papers_to_scan(rig.apply)] == ["marriage_certificate"]
    model = rig.visit.form
    assert model is not None
    assert model.keys == (NOTE,)
    rig.do(PageName.FORM, "done_pressed")
    rig.seen(PageName.MATERIALS)


def test_words_alone_go_to_the_queue_as_an_amendment(rig: Rig) -> None:
    """Without a line, too: sealed here, told as waiting, with a slip; nothing is signed and nothing is left."""
    rig.set_line(up=False)
    to_progress(rig, answer(WORDS))
    rig.press("progress.correct")
    identify(rig)
    rig.do(PageName.FORM, "done_pressed")
    assert rig.front() is PageName.FORM
    rig.do(PageName.FORM, "text_edited", NOTE, "现住测试路1号")
    rig.do(PageName.FORM, "done_pressed")
    rig.seen(PageName.REVIEW)
    rig.press("review.confirm")
    rig.until(lambda: rig.step() is ApplyState.SEALED, "the amendment")
    kinds = [entry.kind for entry in rig.outbox.entries() if entry.entry_id == rig.apply.entry_id]
    assert kinds == [EntryKind.AMENDMENT]
    rig.until(lambda: bool(rig.slips), "the slip")
    assert Paragraph(rig.text("slip.amendment.statement")) in rig.slips[-1].blocks
    rig.settled()
    rig.press("sealed.done")
    rig.seen(PageName.GOODBYE)
    rig.leave()
    assert_at_rest(rig)
    rig.set_line(up=True)


def test_the_amendment_names_the_case_the_papers_and_who_brought_them() -> None:
    """Pages count its own files; the note is left out where there is none."""
    correction = correction_of(answer(PAPER), CATALOGUE)
    assert correction is not None
    visit = Visit(1)
    visit.begin_case(CATALOGUE.items[correction.item_id])
    visit.correction = correction
    visit.identity = typed_in(NAME, NUMBER)
    visit.papers.pages["marriage_certificate"] = [Page(b"one")]  # type: ignore[list-item]
    draft = amendment_of(visit, correction, CATALOGUE, privacy_seen_at=NOW, now=NOW).draft
    assert (draft.case_id, draft.receipt_number, draft.note) == (CASE_ID, RECEIPT, None)
    assert [(one.ref, one.origin, one.pages) for one in draft.materials] == [
        ("marriage_certificate", MaterialOrigin.SCAN, (0,))
    ]
    assert draft.presented_by is not None
    assert draft.presented_by.number == NUMBER


def test_an_amendment_of_nobody_is_written_as_before() -> None:
    """So that a hall that does not know the word takes it."""
    assert "presented_by" not in AmendmentDraft.model_construct().model_dump()


def test_nothing_is_offered_where_nothing_can_be_handed_in() -> None:
    """A case that is not named, an item that is not known, a correction without words, another state."""
    assert correction_of(answer(PAPER, case_id=None), CATALOGUE) is None
    assert correction_of(answer(PAPER, item="nothing"), CATALOGUE) is None
    assert correction_of(answer(), CATALOGUE) is None
    assert correction_of(Lookup(LookupOutcome.UNKNOWN), CATALOGUE) is None
    noted = correction_of(answer(note="请补签名"), CATALOGUE)
    assert noted is not None
    assert [one.text for one in noted.wanted] == ["请补签名"]


def test_only_what_is_scanned_here_is_asked_for_as_a_paper() -> None:
    """Each once; what the library does not know or the camera does not take stays words."""
    wanted = (PAPER, PAPER, Correction(material_ref="id_card", text="x"), Correction(material_ref="nothing", text="y"))
    correction: Correcting | None = correction_of(answer(*wanted), CATALOGUE)
    assert correction is not None
    assert [one.ref for one in wanted_papers(correction, CATALOGUE)] == ["marriage_certificate"]
    assert FieldKey("correction_note") == NOTE
