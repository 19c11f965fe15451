"""What the slips say: domain guide 6.4. The words of the authority stay with the authority."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from config.texts import Language, Texts
from kiosk.slips import (
    CaseFacts,
    NoticeFacts,
    Place,
    ProgressFacts,
    SealedMaterial,
    delivery_slip,
    deposit_slip,
    notice_sheet,
    progress_slip,
    short_slip,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 10, 31, tzinfo=ZONE)
PLACE = Place("骊山街道便民服务中心", 1, "综合窗口", "029-00000001")
FACTS = CaseFacts(
    place=PLACE,
    receipt_number="LS01-261124-10037-X",
    lookup_code="740215",
    stored_at=NOW,
    clock_synchronised=False,
    item_name="公共租赁住房保障资格申请",
    name_masked="张*兰",
    number_masked="610***********0016",
    number_typed=False,
    materials=(SealedMaterial("户口簿", 2), SealedMaterial("结婚证", 1)),
    originals=("户口簿",),
    latest_day=date(2026, 11, 27),
    sms_live=False,
)


@pytest.fixture
def zh() -> Texts:
    """The Chinese texts."""
    return Texts.load(Language.ZH)


def test_a_deposit_slip_says_what_it_is_not(zh: Texts) -> None:
    """Sealed here, not sent, not accepted; the code in full, the person masked."""
    text = deposit_slip(zh, FACTS).to_text()
    assert text.startswith("材料暂存回执\n（不是受理通知书）")
    assert "尚未传送给办理部门，不代表部门已收到或已受理" in text
    assert "7 4 0 2 1 5" in text
    assert "□已校时 ■未校时" in text
    assert "封存材料 2 份" in text
    assert "610***********0016" in text


@pytest.mark.parametrize("word", ["提交成功", "办理中", "部门已受理"])
def test_no_slip_of_ours_uses_a_reserved_word(zh: Texts, word: str) -> None:
    """Guide 6.4: never for queued or delivered papers."""
    for slip in (
        deposit_slip(zh, FACTS),
        delivery_slip(zh, FACTS, case_number="LTS-ZJ-001202611240001", delivered_at=NOW),
    ):
        assert word not in slip.to_text().replace("不代表部门已受理", "").replace("不代表部门已收到或已受理", "")


def test_no_message_is_promised_where_no_adapter_is_live(zh: Texts) -> None:
    """Decisions 19."""
    assert "短信" not in deposit_slip(zh, FACTS).to_text()
    assert "短信" in deposit_slip(zh, replace(FACTS, sms_live=True)).to_text()


def test_a_place_in_the_order_is_denied_where_order_matters(zh: Texts) -> None:
    """Guide 6.3, point 5."""
    assert "不占先后" in deposit_slip(zh, replace(FACTS, order_matters=True)).to_text()
    assert "不占先后" not in deposit_slip(zh, FACTS).to_text()


def test_a_delivery_slip_has_the_number_of_the_receiving_system(zh: Texts) -> None:
    """Time of delivery and the number that was given back."""
    text = delivery_slip(zh, FACTS, case_number="LTS-ZJ-001202611240001", delivered_at=NOW).to_text()
    assert "LTS-ZJ-001202611240001" in text
    assert "等待部门审核是否受理" in text


def test_a_typed_number_is_said_on_the_slip(zh: Texts) -> None:
    """Lower assurance is visible."""
    assert "手工输入" in deposit_slip(zh, replace(FACTS, number_typed=True)).to_text()


def test_a_short_reprint_never_holds_the_code(zh: Texts) -> None:
    """Decisions 10."""
    text = short_slip(
        zh, PLACE, receipt_number=FACTS.receipt_number, item_name=FACTS.item_name, printed_at=NOW
    ).to_text()
    assert FACTS.receipt_number in text
    assert "补打" in text
    assert FACTS.lookup_code not in text.replace(" ", "")


def test_no_originals_and_no_scans_are_said_plainly(zh: Texts) -> None:
    """Nothing is left out silently."""
    text = deposit_slip(zh, replace(FACTS, materials=(), originals=())).to_text()
    assert "没有扫描材料" in text
    assert "原件请自行保管。" in text


def test_the_notice_sheet_has_everything_the_rules_ask_for(zh: Texts) -> None:
    """Guide 7: item, basis, conditions, all materials, limits, fee, place, hours, enquiries, as-of date."""
    facts = NoticeFacts(
        item_name="高龄老人补贴申领",
        common_name="高龄补贴",
        authority="区民政局",
        legal_basis=("老年人权益保障法",),
        eligibility=("具有本地户籍",),
        materials=(("居民身份证", "必带"),),
        promised_limit="15 个工作日",
        statutory_limit="",
        fee="不收费",
        onsite_count=0,
        onsite_reason="",
        place="骊山街道便民服务中心",
        hours="9:00-17:00",
        consult="12345",
        supervise="12345",
        guide="刷身份证就可以。",
        as_of=date(2026, 11, 20),
        sample=True,
    )
    text = notice_sheet(zh, facts, NOW).to_text()
    for piece in (
        "一次性告知单",
        "区民政局",
        "老年人权益保障法",
        "具有本地户籍",
        "居民身份证 必带",
        "承诺：15 个工作日",
        "不收费",
        "12345",
        "2026-11-20",
        "示例",
    ):
        assert piece in text


@pytest.mark.parametrize("live", [True, False])
def test_a_progress_slip_names_its_source(zh: Texts, *, live: bool) -> None:
    """Live data and this terminal's own record are told apart."""
    facts = ProgressFacts(
        PLACE, FACTS.receipt_number, FACTS.item_name, (("材料封存在本机", "11-24 10:31"),), "C1", live, NOW
    )
    text = progress_slip(zh, facts).to_text()
    assert ("数据取自受理系统" in text) is live


def test_both_languages_print() -> None:
    """English slips are complete."""
    text = deposit_slip(Texts.load(Language.EN), FACTS).to_text()
    assert "not a notice of acceptance" in text
