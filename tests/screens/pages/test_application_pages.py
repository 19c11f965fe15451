"""What the pages of an application tell when they are pressed, and what they keep afterwards: nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from config.texts import Language, Texts
from screens.components.base import Pressable, ReadOnly
from screens.components.illustration import Illustration
from screens.illustrations.acts import FRAMES
from screens.pages.materials import MaterialsPage
from screens.pages.sealed import SealedPage
from screens.shell import Shell
from tests.screens.pages.taps import Finger
from tests.screens.samples import samples_of
from tests.screens.stage import mode_named, sample_catalogue, sample_texts

Stage = Callable[..., Shell]

ARRANGEMENTS = ("portrait", "portrait-senior-lower", "landscape")
PRESSES = [
    ("guide", "usual", "guide.start", ("start_pressed",)),
    ("guide", "usual", "guide.print", ("print_pressed",)),
    ("guide", "urgent", "guide.start.urgent", ("start_pressed",)),
    ("guide", "blocked-offline", "guide.start.instead", ("start_pressed",)),
    ("policy", "precheck", "guide.start.precheck", ("way_pressed", "start")),
    ("policy", "precheck", "policy.print", ("way_pressed", "print")),
    ("policy", "pay", "policy.pay.go", ("way_pressed", "pay")),
    ("policy", "booking", "notice.staff", ("way_pressed", "staff")),
    ("privacy", "usual", "privacy.accept", ("accepted",)),
    ("privacy", "usual", "privacy.decline", ("declined",)),
    ("privacy", "usual", "privacy.print", ("print_pressed",)),
    ("who", "usual", "who.guardian", ("who_chosen", "guardian")),
    ("who", "usual", "notice.staff", ("staff_pressed",)),
    ("policy", "minor-alone", "policy.change_who", ("way_pressed", "who")),
    ("policy", "minor-alone", "policy.again", ("way_pressed", "back")),
    ("privacy", "sms", "privacy.sms", ("consent_toggled", True)),
    ("privacy", "sms-given", "privacy.sms", ("consent_toggled", False)),
    ("id_card", "waiting", "id_card.manual", ("manual_pressed",)),
    ("id_card", "no-reader", "id_card.staff", ("staff_pressed",)),
    ("id_check", "usual", "id_check.confirm", ("confirmed",)),
    ("id_check", "typed", "id_check.retype", ("reread_pressed",)),
    ("materials", "usual", "materials.capture", ("capture_pressed",)),
    ("materials", "usual", "materials.other_way", ("other_way_pressed",)),
    ("materials", "taken", "materials.retake", ("retake_pressed", "agent_authorization/0")),
    ("materials", "taken", "materials.remove", ("page_removed", "agent_authorization/0")),
    ("materials", "taken", "materials.add_page", ("add_page_pressed",)),
    ("materials", "taken", "materials.go_on", ("next_pressed",)),
    ("commitment", "usual", "commitment.commit", ("committed",)),
    ("commitment", "usual", "commitment.ordinary", ("ordinary_chosen",)),
    ("commitment", "usual", "commitment.print", ("print_pressed",)),
    ("review", "deferrable", "review.deferral", ("deferral_toggled", True)),
    ("review", "deferral-asked-offline", "review.deferral", ("deferral_toggled", False)),
    ("signature", "usual", "signature.done", ("done_pressed",)),
    ("signature", "usual", "signature.undo", ("undone",)),
    ("signature", "usual", "signature.clear", ("cleared",)),
    ("signature", "empty", "signature.staff", ("staff_pressed",)),
    ("review", "online", "review.confirm", ("confirm_pressed",)),
    ("review", "online", "review.window", ("window_pressed",)),
    ("review", "usual-offline", "review.reveal", ("reveal_pressed",)),
    ("notice", "seal-failed", "notice.seal_failed.primary", ("primary_pressed",)),
    ("notice", "seal-failed", "notice.staff", ("secondary_pressed",)),
    ("sealed", "usual-offline", "sealed.done", ("done_pressed",)),
    ("sealed", "usual-offline", "sealed.rate", ("rate_pressed",)),
    ("sealed", "out-of-paper-offline", "sealed.photographed", ("photographed",)),
    ("sealed", "out-of-paper-offline", "sealed.reprint.out_of_paper", ("reprint_pressed",)),
    ("rating", "usual", "rating.level.dissatisfied", ("level_chosen", "dissatisfied")),
    ("rating", "usual", "rating.skip", ("skip_pressed",)),
    ("rating", "usual", "rating.named", ("named_chosen", True)),
    ("rating", "no-reason", "rating.reason.too_long", ("reason_toggled", "too_long")),
    ("rating", "bad-offline", "rating.submit", ("submit_pressed",)),
    ("progress", "usual", "progress.done", ("done_pressed",)),
    ("progress", "usual", "progress.print", ("print_pressed",)),
    ("goodbye", "usual", "goodbye.done", ("done_pressed",)),
    ("time_warning", "usual", "time_warning.stay", ("stay_pressed",)),
    ("time_warning", "usual", "time_warning.leave", ("leave_pressed",)),
    ("leave", "usual", "leave.stay", ("stay_pressed",)),
    ("leave", "usual", "leave.leave", ("leave_pressed",)),
    ("staff_call", "usual", "staff_call.cancel", ("cancel_pressed",)),
]


def put(stage: Stage, page: str, sample: str, mode: str = "portrait") -> Shell:
    """That sample on the stage."""
    texts = sample_texts(mode_named(mode).language)
    return stage(samples_of(page, texts, sample_catalogue())[sample], mode)


@pytest.fixture
def zh() -> Texts:
    """The Chinese texts."""
    return sample_texts(Language.ZH)


@pytest.mark.parametrize(
    ("page", "sample", "key", "heard", "mode"),
    [(*press, ARRANGEMENTS[index % len(ARRANGEMENTS)]) for index, press in enumerate(PRESSES)],
)
def test_a_press_is_told(
    stage: Stage, zh: Texts, page: str, sample: str, key: str, heard: tuple[object, ...], mode: str
) -> None:
    """Each target tells its own intent, once, in one of the arrangements."""
    finger = Finger(put(stage, page, sample, mode))
    finger.press(zh(key))
    assert finger.heard == [heard]


def test_an_answer_of_the_guide_names_its_question(stage: Stage) -> None:
    """Both ids are told."""
    finger = Finger(put(stage, "guide", "usual"))
    finger.press("不一样")
    assert finger.heard == [("option_chosen", "register", "different")]


def test_a_section_to_be_changed_is_named(stage: Stage, zh: Texts) -> None:
    """The button of each section is called by what it changes."""
    finger = Finger(put(stage, "review", "online"))
    finger.press(zh("review.edit_named", section=zh("review.section.form")))
    assert finger.heard == [("edit_pressed", "form")]


def test_another_paper_is_chosen_by_its_reference(stage: Stage) -> None:
    """The row of the list."""
    finger = Finger(put(stage, "materials", "usual"))
    finger.press("社会保障卡或本人银行账户")
    assert finger.heard == [("material_chosen", "social_card_account")]


@pytest.mark.parametrize(
    ("page", "sample", "key"),
    [
        ("policy", "no-printer", "policy.print"),
        ("review", "blocked-offline", "review.confirm"),
        ("sealed", "printing", "sealed.done"),
        ("rating", "usual", "rating.submit"),
        ("rating", "no-reason", "rating.submit"),
        ("materials", "starting", "materials.capture"),
    ],
)
def test_what_cannot_be_done_now_tells_nothing_and_says_why(
    stage: Stage, zh: Texts, page: str, sample: str, key: str
) -> None:
    """Disabled, with the reason in its description."""
    finger = Finger(put(stage, page, sample))
    finger.press(zh(key))
    assert finger.heard == []
    target = next(w for w in finger.page.findChildren(Pressable) if w.accessibleName() == zh(key))
    assert not target.isEnabled()
    assert target.accessibleDescription() or page == "review"


def test_the_card_moves_only_while_it_is_asked_for(stage: Stage) -> None:
    """Waiting: it shows how; reading: it is still, as the card should be."""
    for sample, moving in (("waiting", True), ("reading", False)):
        shell = put(stage, "id_card", sample)
        picture = shell.findChild(Illustration)
        assert isinstance(picture, Illustration)
        assert picture.moving is moving
        assert picture.frame == (0 if moving else FRAMES - 1)


PERSONAL = [
    ("id_check", "usual", ("张*", "610***********0016")),
    ("review", "usual-offline", ("张*", "610***********0016", "138****5678", "****6021")),
    ("sealed", "usual-offline", ("LS01-261124-10037-X", "740 218")),
    ("progress", "correction", ("LS01-261124-10037-X", "请补交")),
    ("goodbye", "usual", ("LS01-261124-10037-X",)),
    ("notice", "sending", ("LS01-261124-10037-X",)),
]


def texts_held(page: QWidget) -> str:
    """Everything that the parts of a page could still show or have read aloud."""
    held = [page.accessibleName()]
    for widget in page.findChildren(QWidget):
        if isinstance(widget, (Pressable, ReadOnly)):
            held += [widget.accessibleName(), widget.accessibleDescription(), str(vars(widget).get("spec"))]
            held += [str(vars(widget).get("spec"))]
            spec = vars(widget).get("spec")
            held += [str(getattr(spec, name, "")) for name in getattr(spec, "__slots__", ())]
    return "\n".join(held)


@pytest.mark.parametrize(("page", "sample", "values"), PERSONAL)
def test_nothing_personal_is_held_after_the_visit(
    stage: Stage, page: str, sample: str, values: tuple[str, ...]
) -> None:
    """What was shown is gone from every part and from the page's own state."""
    shell = put(stage, page, sample)
    front = shell.page
    assert front is not None
    before = texts_held(front) + str([getattr(front, "_state", None)])
    assert any(value in before for value in values)
    shell.forget_texts()
    after = texts_held(front) + str([getattr(front, "_state", None)])
    assert [value for value in values if value in after] == []


def grey(width: int = 40, height: int = 30) -> QImage:
    """A picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 120, 150))
    return image


def test_pictures_of_papers_are_forgotten(stage: Stage) -> None:
    """Preview and taken pages leave the page with the step, or with the visit."""
    page = put(stage, "materials", "taken").page
    assert isinstance(page, MaterialsPage)
    page.show_thumbnail("agent_authorization/0", grey())
    assert page.pictures_held() == 1
    page.show_preview(grey(), None)
    assert page.pictures_held() == 2
    page.forget_pictures()
    assert page.pictures_held() == 0


def test_the_slip_is_forgotten(stage: Stage) -> None:
    """It shows masked personal data, so it goes with the visit."""
    shell = put(stage, "sealed", "usual-offline")
    page = shell.page
    assert isinstance(page, SealedPage)
    page.show_slip(grey(300, 500))
    assert page.slip_shown
    shell.forget_texts()
    assert not page.slip_shown
