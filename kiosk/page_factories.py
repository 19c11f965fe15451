"""Which class shows which page. Imported only when the terminal is furnished: the idle picture needs none of it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from kiosk.stage import PageName
from screens.page import Page

PAGE_CLASSES = {
    PageName.HOME: "HomePage",
    PageName.SEARCH: "SearchPage",
    PageName.MENU: "MenuPage",
    PageName.BROWSE: "BrowsePage",
    PageName.SERVICE_MAP: "ServiceMapPage",
    PageName.SERVICE_POINT: "ServicePointPage",
    PageName.GUIDE: "GuidePage",
    PageName.CHECKLIST: "ChecklistPage",
    PageName.MISSING: "MissingPage",
    PageName.ANSWER: "AnswerPage",
    PageName.POLICY: "PolicyPage",
    PageName.PRIVACY: "PrivacyPage",
    PageName.WHO: "WhoPage",
    PageName.ID_CARD: "IdCardPage",
    PageName.MANUAL_ID: "ManualIdPage",
    PageName.ID_CHECK: "IdCheckPage",
    PageName.FORM: "FormPage",
    PageName.COMMITMENT: "CommitmentPage",
    PageName.MATERIALS: "MaterialsPage",
    PageName.PHONE: "PhonePage",
    PageName.REVIEW: "ReviewPage",
    PageName.NOTICE: "NoticePage",
    PageName.SIGNATURE: "SignaturePage",
    PageName.SEALED: "SealedPage",
    PageName.RATING: "RatingPage",
    PageName.GOODBYE: "GoodbyePage",
    PageName.LOOKUP: "LookupPage",
    PageName.PROGRESS: "ProgressPage",
    PageName.WITHDRAW: "WithdrawPage",
    PageName.CARD_CASES: "CardCasesPage",
    PageName.BOOKING: "BookingPage",
    PageName.BOOKING_CHECK: "BookingCheckPage",
    PageName.HOTLINES: "HotlinesPage",
    PageName.TIME_WARNING: "TimeWarningPage",
    PageName.STAFF_CALL: "StaffCallPage",
    PageName.STAFF_CODE: "StaffCodePage",
    PageName.STAFF: "StaffPage",
    PageName.STAFF_LIST: "StaffListPage",
    PageName.PAPER_ROLL: "PaperRollPage",
    PageName.LEAVE: "LeavePage",
    PageName.OPINION: "OpinionPage",
    PageName.PAY_BILLS: "PayBillsPage",
    PageName.PAY_NUMBER: "PayNumberPage",
    PageName.PAY_METHOD: "PayMethodPage",
    PageName.PAY_CHECK: "PayCheckPage",
    PageName.PAY_CODE: "PayCodePage",
    PageName.PAY_SCAN: "PayScanPage",
    PageName.PAY_CASH: "PayCashPage",
    PageName.PAY_CARD: "PayCardPage",
    PageName.PAY_RESULT: "PayResultPage",
    PageName.PAY_OPEN: "PayOpenPage",
}


def factories(idle: Page) -> dict[PageName, Callable[[], Page]]:
    """A factory for every page; each module is imported when its page is first shown. The idle page exists already."""
    made: dict[PageName, Callable[[], Page]] = {name: _factory(name) for name in PAGE_CLASSES}
    made[PageName.IDLE] = lambda: idle
    return made


def _factory(name: PageName) -> Callable[[], Page]:
    def build() -> Page:
        page = getattr(import_module(f"screens.pages.{name.value}"), PAGE_CLASSES[name])()
        assert isinstance(page, Page)
        return page

    return build
