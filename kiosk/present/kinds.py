"""Words by which flows name what a presenter can show. Their own file, because flows need them before any presenter."""

from __future__ import annotations

from enum import StrEnum

ALL = "all"


class BrowseBy(StrEnum):
    """The ways to sort; the value is the key of the tab."""

    DEPARTMENTS = "departments"
    TOPICS = "topics"
    ONCE = "once"
    """Those for which nobody has to come to a window more than once (最多跑一次)."""
    ALL = "all"


class BrowseFilter(StrEnum):
    """What a list of items is narrowed to; the value is the key of the chip."""

    PERSON = "person"
    COMPANY = "company"
    NO_VISIT = "no_visit"
    ONE_VISIT = "one_visit"

    @property
    def other(self) -> BrowseFilter:
        """The one that excludes it."""
        return _OTHER[self]


_OTHER = {
    BrowseFilter.PERSON: BrowseFilter.COMPANY,
    BrowseFilter.COMPANY: BrowseFilter.PERSON,
    BrowseFilter.NO_VISIT: BrowseFilter.ONE_VISIT,
    BrowseFilter.ONE_VISIT: BrowseFilter.NO_VISIT,
}


class NoticeKind(StrEnum):
    """What is said; the value is part of the text keys."""

    SEALING = "sealing"
    SENDING = "sending"
    SEAL_FAILED = "seal_failed"
    STORAGE_FULL = "storage_full"
    QUEUE_FULL = "queue_full"
    OUT_OF_SERVICE = "out_of_service"
    NOT_ENROLLED = "not_enrolled"
    OFFLINE_BLOCKED = "offline_blocked"
    NOTHING_FOUND = "nothing_found"
    LOOKUP_FAILED = "lookup_failed"
    PRINTING_NOTICE = "printing_notice"
    NOTICE_PRINTED = "notice_printed"
    PRINT_FAILED = "print_failed"
    OUT_OF_PAPER = "out_of_paper"
    NOTICE_UNKNOWN = "notice_unknown"
    NOTICE_RETRACTED = "notice_retracted"
    MAKING_SHEET = "making_sheet"
    PRINTING_SHEET = "printing_sheet"
    SHEET_PAUSED = "sheet_paused"
    SHEET_PRINTED = "sheet_printed"
    SHEET_UNKNOWN = "sheet_unknown"
    SHEET_FAILED = "sheet_failed"
    SHEET_FAILED_SLIP = "sheet_failed_slip"
    """The sheet failed, and the receipt printer can print the same."""
    ASKING_HALL = "asking_hall"
    OPINION_DANGER = "opinion_danger"
    OPINION_KEEPING = "opinion_keeping"
    WITHDRAWAL_KEEPING = "withdrawal_keeping"
    LIVE_OFFLINE = "live_offline"
    LIVE_BUSY = "live_busy"
    LIVE_NOT_OFFERED = "live_not_offered"
    """What is asked live, and the hall does not answer, not now, or has not here."""
    CARD_NO_CASES = "card_no_cases"
    BOOKING_ASKING = "booking_asking"
    BOOKING_UNKNOWN = "booking_unknown"
    """A booking may be there or not: the same question again tells."""
    SLOT_TAKEN = "slot_taken"
    BOOKING_CLOSED = "booking_closed"
    FETCHING_PAPER = "fetching_paper"
    PRINTING_PAPER = "printing_paper"
    PAPER_PRINTED = "paper_printed"
    PAPER_UNKNOWN = "paper_unknown"
    PAPER_FAILED = "paper_failed"
    PAPER_GONE = "paper_gone"
    ISSUER_DOWN = "issuer_down"
    PAY_PREPARING = "pay_preparing"
    PAY_ASKING = "pay_asking"
    PAY_OFFLINE = "pay_offline"
    PAY_FAILED = "pay_failed"
    """The hall did not answer before a payment was begun."""
    PAY_NOTHING = "pay_nothing"
    PAY_NO_METHOD = "pay_no_method"
    SETTINGS_BROKEN = "settings_broken"
    CATALOGUE_BROKEN = "catalogue_broken"
    START_FAILED = "start_failed"
