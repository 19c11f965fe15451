"""Signing by hand: with a finger on the field, undone, begun anew, or on paper with staff; sealed, never elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from kiosk.case_document import SealableCase, case_of
from kiosk.flows.apply.table import ApplyState
from kiosk.signature import Signature
from kiosk.stage import PageName
from offline_queue.wire.documents import MaterialOrigin
from screens.pages.signature import SignaturePage
from tests.kiosk.rig import NO_PAPERS, SIGNED, Rig, assert_at_rest

LEFT = Qt.MouseButton.LeftButton


def to_signature(rig: Rig) -> SignaturePage:
    rig.to_review(SIGNED)
    rig.press("review.confirm.sign")
    rig.seen(PageName.SIGNATURE)
    page = rig.stage.page(PageName.SIGNATURE)
    assert isinstance(page, SignaturePage)
    return page


def draw(page: SignaturePage, *, width: float = 0.6) -> None:
    """One stroke, up and down, over that share of the field."""
    field = page.field
    places = [
        QPoint(round((0.1 + width * step / 20) * field.width()), round((0.3 + 0.3 * (step % 2)) * field.height()))
        for step in range(21)
    ]
    QTest.mousePress(field, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(field, place)
    QTest.mouseRelease(field, LEFT, pos=places[-1])


def sealable(rig: Rig) -> SealableCase:
    around = rig.around
    now = around.now()
    return case_of(rig.visit, around.catalogue, language=around.words.language, privacy_seen_at=now, now=now)


def test_a_signature_goes_into_the_case_as_an_image(rig: Rig) -> None:
    """Drawn with a finger, told as an image and not more, sealed with the rest."""
    rig.set_line(up=False)
    page = to_signature(rig)
    assert not rig.hand.can_press(rig.text("signature.done"))
    draw(page)
    case = sealable(rig)
    record = case.draft.materials[-1]
    assert (record.ref, record.origin) == ("signature_image", MaterialOrigin.GENERATED)
    file = case.attachments[record.pages[0]]
    assert file.media_type == "image/png"
    image = QImage.fromData(bytes(file.content))
    dark = sum(QImage.pixelColor(image, x, y).value() < 128 for x in range(0, 900, 4) for y in range(0, 360, 4))
    assert dark > 50
    rig.press("signature.done")
    rig.seen(PageName.SEALED)
    rig.leave()
    assert page.field.spec.strokes == ()
    assert_at_rest(rig)
    rig.set_line(up=True)


def test_a_touch_by_accident_is_no_signature(rig: Rig) -> None:
    """It can be undone; the button says why it does not go on."""
    page = to_signature(rig)
    draw(page, width=0.02)
    assert not rig.hand.can_press(rig.text("signature.done"))
    rig.press("signature.undo")
    draw(page)
    rig.press("signature.clear")
    assert rig.visit.signature is not None
    assert rig.visit.signature.strokes == []
    rig.do(PageName.SIGNATURE, "done_pressed")
    assert rig.step() is ApplyState.SIGNATURE


def test_one_who_cannot_draw_signs_at_the_window(rig: Rig) -> None:
    """By keyboard as well as by touch; the case says so."""
    to_signature(rig)
    rig.do(PageName.SIGNATURE, "staff_pressed")
    rig.until(lambda: rig.step() is not ApplyState.SIGNATURE, "the sealing")
    record = sealable(rig).draft.materials[-1]
    assert (record.ref, record.origin, record.pages) == ("signature_image", MaterialOrigin.AT_WINDOW, ())


def test_what_was_signed_before_a_change_counts_no_longer(rig: Rig) -> None:
    """Back at the review something may be changed, so it is signed anew."""
    draw(to_signature(rig))
    rig.press("signature.back")
    rig.press("review.confirm.sign")
    assert rig.visit.signature is not None
    assert not rig.visit.signature.strokes


def test_a_form_that_asks_for_none_is_sealed_at_once(rig: Rig) -> None:
    """And its case has no such record."""
    rig.to_review(NO_PAPERS)
    assert "signature_image" not in {one.ref for one in sealable(rig).draft.materials}
    assert rig.hand.can_press(rig.text("review.confirm"))


def test_ink_is_measured_along_the_strokes_and_across_the_field() -> None:
    """A dot, a short line and a scribble in one place are too little."""
    line = tuple((step / 20, 0.5) for step in range(21))
    assert Signature([line]).enough
    assert not Signature([]).enough
    assert not Signature([((0.5, 0.5),)]).enough
    assert not Signature([line[:3]]).enough
    assert not Signature([tuple((0.5, 0.2 + 0.1 * (step % 2)) for step in range(60))]).enough
