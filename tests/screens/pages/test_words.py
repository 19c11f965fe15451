"""What the pages of a case say, and what they never say (domain guide 6.3, 6.4, 9, 10.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from config.catalogue import Catalogue
from config.domain.identifiers import ItemId
from config.texts import Language, Texts
from kiosk.identity import Validity
from kiosk.present.goodbye import present_goodbye
from kiosk.present.guide import present_guide
from kiosk.present.id_card import CardPhase, present_id_card
from kiosk.present.id_check import present_id_check
from kiosk.present.materials import CameraPhase, MaterialEntry, present_materials
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.present.privacy import present_privacy
from kiosk.present.progress import describe_steps, present_progress
from kiosk.present.rating import REASONS, present_rating
from kiosk.present.review import present_review
from kiosk.present.sealed import SlipView, present_sealed
from kiosk.present.staff_call import present_staff_call
from kiosk.present.step_view import StepView
from offline_queue.wire.documents import CardType, RatingLevel
from offline_queue.wire.progress import ProgressAnswer, ProgressStep
from screens.components.banner import BannerKind
from screens.pages.guide import GuideState
from screens.pages.sealed import SealedState
from tests.screens.stage import sample_catalogue, sample_texts

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 12, 1, 15, 42, tzinfo=timezone(timedelta(hours=8)))
STEP = StepView("高龄补贴", 7, 7)
FORBIDDEN = ("提交成功", "办理中", "部门已受理", "已受理）")


@pytest.fixture
def zh() -> Texts:
    """The Chinese texts."""
    return sample_texts(Language.ZH)


@pytest.fixture
def catalogue() -> Catalogue:
    """The sample catalogue, fresh."""
    return sample_catalogue().dated(date(2026, 11, 20))


def sealed(texts: Texts, slip: SlipView, *, delivered: bool = False, online: bool = False) -> SealedState:
    """The page after sealing."""
    return present_sealed(
        texts,
        STEP,
        receipt_number="LS01-261124-10037-X",
        lookup_code="740218",
        delivered=delivered,
        case_number="MZ-1" if delivered else "",
        online=online,
        slip=slip,
        sealed_at="10:31",
        latest_day="11月27日",
        window="综合窗口",
        phone="029-00000001",
    )


@pytest.mark.parametrize("slip", list(SlipView))
@pytest.mark.parametrize("delivered", [False, True])
def test_sealed_papers_are_never_called_accepted(zh: Texts, slip: SlipView, delivered: bool) -> None:
    """Whatever happens to the slip, and even when the receiving system has answered."""
    said = str(sealed(zh, slip, delivered=delivered, online=delivered)).replace("不代表部门已受理", "")
    assert not [word for word in FORBIDDEN if word in said]


def test_waiting_papers_are_called_sealed_and_waiting(zh: Texts) -> None:
    """The words of the guide, with the day to ask, the window and the number to call."""
    state = sealed(zh, SlipView.PRINTED)
    assert state.head.title == "材料已加密封存，等待传送"
    assert all(word in state.banner_reason for word in ("11月27日", "综合窗口", "029-00000001"))


def test_delivered_papers_wait_for_the_department(zh: Texts) -> None:
    """Delivered is not accepted."""
    assert sealed(zh, SlipView.PRINTED, delivered=True).head.title == "已送达受理系统，等待部门审核是否受理"


@pytest.mark.parametrize("slip", [SlipView.OUT_OF_PAPER, SlipView.FAILED, SlipView.NO_PRINTER, SlipView.UNKNOWN])
def test_without_a_slip_number_and_code_are_to_be_photographed(zh: Texts, slip: SlipView) -> None:
    """A code to photograph; printing again is offered unless there is no printer at all."""
    state = sealed(zh, slip)
    assert state.photo
    assert state.qr_content == "LS01-261124-10037-X"
    assert bool(state.reprint) is (slip is not SlipView.NO_PRINTER)
    assert state.banner == "不用重办，材料没有丢"


def answer(*steps: ProgressStep, complete: bool = True) -> ProgressAnswer:
    """What the hall says."""
    return ProgressAnswer(
        receipt_number="LS01-261124-10037-X",
        case_number="MZ-1",
        item_id="senior_allowance",
        item_name="高龄老人补贴申领",
        receiving_office="区民政局",
        complete=complete,
        steps=steps,
        hall_time=NOW.astimezone(UTC),
    )


def step(state: str, *, number: str | None = None, note: str | None = None) -> ProgressStep:
    """One step."""
    return ProgressStep(
        state=state, at=datetime(2026, 11, 24, 2, 31, tzinfo=UTC), acceptance_doc_number=number, note=note
    )


def test_accepted_is_said_with_its_document_number(zh: Texts) -> None:
    """And the time is told in the terminal's zone."""
    views = describe_steps(zh, answer(step("accepted", number="临民受0318")), NOW)
    assert views[0].label == "部门已受理"
    assert views[0].detail == "受理文书编号 临民受0318"
    assert views[0].when == "11月24日 10:31"


def test_accepted_without_its_document_number_is_not_said(zh: Texts) -> None:
    """Only that something changed."""
    views = describe_steps(zh, answer(step("accepted")), NOW)
    assert "受理" not in views[0].label


def test_a_state_that_is_not_known_has_no_name(zh: Texts) -> None:
    """A newer hall may have more states."""
    assert describe_steps(zh, answer(step("celebrated")), NOW)[0].label == "部门更新了状态"


def test_a_correction_says_what_to_correct(zh: Texts) -> None:
    """The department's own words."""
    views = describe_steps(zh, answer(step("correction_required", note="补户口簿")), NOW)
    assert (views[0].label, views[0].detail, views[0].state) == ("部门要求补正", "补户口簿", "now")


@pytest.mark.parametrize("state", ["closed", "served", "not_accepted", "refused", "returned", "withdrawn"])
def test_after_the_end_nothing_more_is_promised(zh: Texts, state: str) -> None:
    """The last step is done, and none comes."""
    views = describe_steps(zh, answer(step("delivered"), step(state)), NOW)
    assert [view.state for view in views] == ["done", "done"]


def test_attachments_on_their_way_are_named(zh: Texts) -> None:
    """Not complete yet."""
    assert describe_steps(zh, answer(step("delivered"), complete=False), NOW)[0].detail == "还有附件在传送"


def test_what_the_terminal_remembers_is_dated(zh: Texts) -> None:
    """And says that the receiving system prevails."""
    state = present_progress(
        zh,
        item_name="高龄补贴",
        receipt_number="LS01-261124-10037-X",
        case_number="",
        steps=(),
        live=False,
        as_of="11月24日 10:31",
        message=None,
        printer_ok=True,
    )
    assert state.source == "本机上次的记录，11月24日 10:31；联网后以受理系统为准"


def guide(texts: Texts, catalogue: Catalogue, item: str, **changes: object) -> GuideState:
    """The guide of an item."""
    values: dict[str, object] = {
        "language": texts.language,
        "today": TODAY,
        "online": True,
        "answers": {},
        "refusal": None,
        "printer_ok": True,
    }
    return present_guide(texts, catalogue, catalogue.item(ItemId(item)), **(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", list(Language))
def test_every_item_has_a_guide_in_both_languages(catalogue: Catalogue, language: Language) -> None:
    """Facts, conditions, materials, place, basis: none of them empty."""
    texts = sample_texts(language)
    for item in catalogue.items:
        state = guide(texts, catalogue, item)
        assert state.who_lines
        assert state.materials
        assert state.places
        assert [figure.value for figure in state.figures if not figure.value] == []
        assert all(block.heading for block in state.texts)


def test_an_answer_shortens_the_list(zh: Texts, catalogue: Catalogue) -> None:
    """Whoever comes in person needs no letter of authority."""
    names = [entry.title for entry in guide(zh, catalogue, "senior_allowance").materials]
    shorter = [entry.title for entry in guide(zh, catalogue, "senior_allowance", answers={"who": "self"}).materials]
    assert "授权委托书" in names
    assert "授权委托书" not in shorter


def test_an_urgent_item_puts_the_call_first(zh: Texts, catalogue: Catalogue) -> None:
    """The way on is a person, and nothing disables it."""
    state = guide(zh, catalogue, "temporary_relief", refusal="guide.refusal.urgent")
    assert state.banners[0].kind is BannerKind.DANGER
    assert (state.start, state.start_reason) == ("请工作人员马上来", "")


def test_a_stale_guide_warns(zh: Texts, catalogue: Catalogue) -> None:
    """With its date and whom to ask."""
    warned = guide(zh, sample_catalogue(), "senior_allowance").banners
    fresh = guide(zh, catalogue, "senior_allowance").banners
    assert any("2025-01-01" in banner.reason and "12345" in banner.reason for banner in warned)
    assert not [banner for banner in fresh if banner.kind is BannerKind.WARN]


@pytest.mark.parametrize(
    "key", ["guide_only", "offline", "urgent", "storage_full", "queue_full", "deadline", "not_here"]
)
def test_every_refusal_leads_to_what_to_do_instead(zh: Texts, catalogue: Catalogue, key: str) -> None:
    """The button stays usable and leads to the page that says why; no case is promised on it."""
    state = guide(zh, catalogue, "senior_allowance", refusal=f"guide.refusal.{key}")
    assert (state.start, state.start_reason) == (zh("guide.start.instead"), "")


def test_the_notice_names_who_what_how_long_and_the_rights(zh: Texts, catalogue: Catalogue) -> None:
    """And asks consent for nothing but what is optional."""
    item = catalogue.item(ItemId("senior_allowance"))
    state = present_privacy(
        zh,
        catalogue,
        item,
        STEP,
        language=Language.ZH,
        controller="骊山街道便民服务中心",
        contact_phone="029-00000001",
        ledger_months=12,
        sms_offered=False,
        sms_consent=False,
    )
    said = {row.name: row.value for row in state.rows}
    assert "区民政局、骊山街道便民服务中心" in said["谁在用"]
    assert "收款账号" in said["用哪些"]
    assert "12 个月" in said["存多久"]
    assert state.sensitive == "金融账户信息属于敏感信息"
    assert state.consent is None


def test_an_expired_card_warns_and_does_not_stop(zh: Texts) -> None:
    """The authority decides."""
    state = present_id_check(
        zh,
        STEP,
        card_type=CardType.RESIDENT_ID,
        name_masked="张*",
        number_masked="610***********0016",
        validity=Validity.EXPIRED,
        valid_until="2024-05-01",
        checks=(),
        card_lying=True,
        manual=False,
    )
    assert [notice.sentence for notice in state.notices] == ["请把身份证收好", "证件已过有效期"]
    assert [row.ok for row in state.rows if "2024-05-01" in row.text] == [False]
    assert state.confirm


def test_without_a_reader_the_other_ways_stay(zh: Texts) -> None:
    """Typing and a person; staff have been told."""
    state = present_id_card(zh, STEP, CardPhase.NO_READER)
    assert state.missing == "读卡器没接好"
    assert state.manual is not None
    assert state.manual.label
    assert state.staff.label
    assert not state.waiting


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("language", list(Language))
def test_every_notice_has_words_in_both_languages(kind: NoticeKind, language: Language) -> None:
    """Title, sentence and why."""
    state = present_notice(sample_texts(language), kind, receipt_number="LS01-261124-10037-X")
    assert state.head.title
    assert state.card.sentence
    assert state.card.why


@pytest.mark.parametrize("kind", [NoticeKind.STORAGE_FULL, NoticeKind.NOT_ENROLLED])
def test_a_refusal_inside_a_case_offers_to_try_again(zh: Texts, kind: NoticeKind) -> None:
    """Nothing was stored, and nothing that was entered is lost; elsewhere the way leads home."""
    assert present_notice(zh, kind, STEP).primary == "再封存一次"
    assert present_notice(zh, kind).primary == "知道了，回首页"


def test_the_review_says_that_the_terminal_is_no_receiving_system(zh: Texts) -> None:
    """Before the resident confirms, with and without a line (domain guide 6.3)."""
    for online in (True, False):
        state = present_review(
            zh, STEP, sections=(), online=online, may_queue=True, revealed=False, order_matters=False
        )
        assert "本机不是部门的收件系统" in state.banners[0].reason


def test_what_may_not_wait_cannot_be_confirmed_offline(zh: Texts) -> None:
    """The window stays open."""
    state = present_review(zh, STEP, sections=(), online=False, may_queue=False, revealed=False, order_matters=True)
    assert not state.confirm_usable
    assert state.window == "到窗口去办"
    assert len(state.banners) == 2


def test_no_level_of_the_rating_is_preselected(zh: Texts) -> None:
    """Five levels, no reasons asked for, sending not possible yet."""
    state = present_rating(zh, level=None, reasons=frozenset(), named=False, online=True)
    assert [level.id for level in state.levels] == [level.value for level in RatingLevel]
    assert not any(level.chosen for level in state.levels)
    assert state.reasons == ()
    assert state.submit_reason


@pytest.mark.parametrize("level", list(RatingLevel))
def test_only_the_last_two_levels_need_a_reason(zh: Texts, level: RatingLevel) -> None:
    """差评 needs one; with one it can be sent."""
    negative = level in {RatingLevel.DISSATISFIED, RatingLevel.VERY_DISSATISFIED}
    bare = present_rating(zh, level=level.value, reasons=frozenset(), named=False, online=True)
    assert bool(bare.submit_reason) is negative
    assert bool(bare.reasons) is negative
    given = present_rating(zh, level=level.value, reasons=frozenset({REASONS[0]}), named=False, online=True)
    assert given.submit_reason == ""


def entry(pages: int, *, later: bool = False) -> MaterialEntry:
    """A paper that may follow later."""
    ids = tuple(f"ref/{number}" for number in range(pages))
    return MaterialEntry("ref", "户口簿", required=False, deferrable=True, later=later, original=True, page_ids=ids)


@pytest.mark.parametrize(
    ("camera", "pages", "act"),
    [
        (CameraPhase.LIVE, 0, "capture"),
        (CameraPhase.TAKEN, 1, "next"),
        (CameraPhase.GONE, 0, "capture"),
        (CameraPhase.STARTING, 0, "capture"),
    ],
)
def test_the_way_on_follows_the_camera(zh: Texts, camera: CameraPhase, pages: int, act: str) -> None:
    """Scan while it is live, go on when the page is taken, another way when it is gone."""
    state = present_materials(
        zh,
        STEP,
        entries=(entry(pages),),
        current="ref",
        hint=None,
        checks=None,
        camera=camera,
        message=None,
        can_go_on=pages > 0,
        online=True,
    )
    assert state.primary_act == act
    assert bool(state.primary) is (camera is not CameraPhase.GONE)
    assert bool(state.missing) is (camera is CameraPhase.GONE)
    assert state.secondary_act == ("other_way" if pages else "skip")
    assert state.taken == ("ref/0" if camera is CameraPhase.TAKEN else "")


def test_a_forgotten_card_stands_in_the_first_place(zh: Texts) -> None:
    """Before the slip."""
    state = present_goodbye(zh, card_lying=True, slip_printed=True, receipt_number="", seconds=9)
    assert state.urgent is not None
    assert state.urgent.sentence == "请取走身份证"
    assert [thing.title for thing in state.things] == ["请取走凭条"]


def test_a_call_promises_only_that_the_terminal_rings(zh: Texts) -> None:
    """Nothing is promised that is not known."""
    state = present_staff_call(zh, station="骊山", waited_s=95)
    assert state.waited == "已等 1 分 35 秒"
    assert state.facts[2][1].startswith("机器会响铃")
    assert "后台" not in state.facts[2][1]
