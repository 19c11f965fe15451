"""The page that asks for the payer's payment code."""

from __future__ import annotations

from enum import StrEnum

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.payment.bill import present_bill
from kiosk.present.payment.words import brand_of_code, present_head
from offline_queue.wire.payments import Bill
from screens.pages.pay_scan import PayScanState


class ScanPhase(StrEnum):
    """What is awaited; the value is part of the text keys."""

    WAITING = "waiting"
    ASKING = "asking"
    """The code was read, the provider is being asked for the money."""
    PASSWORD = "password"  # noqa: S105 - a phase, not a secret
    """The provider waits for the payer's password."""


class ScanTrouble(StrEnum):
    """What was wrong with the last code; nothing was charged. The value is part of the text keys."""

    WRONG = "wrong"
    """It is no payment code."""
    NOT_OFFERED = "not_offered"
    """The hall takes no code of that scheme."""
    REFUSED = "refused"
    """The order is confirmed closed; the provider did not take the code."""


def present_pay_scan(
    texts: Texts,
    bill: Bill,
    phase: ScanPhase,
    *,
    scheme: str = "",
    trouble: ScanTrouble | None = None,
    by_camera: bool = False,
) -> PayScanState:
    """The page for one moment.

    Args:
        texts: in the language of the visit.
        bill: what is paid.
        phase: what is awaited.
        scheme: of the code that was read: ``wechat``, ``alipay``, ``unionpay``; empty: none was.
        trouble: what was wrong with it.
        by_camera: whether the camera reads the code, where there is no scanner.
    """
    waiting = phase is ScanPhase.WAITING
    brand = brand_of_code(texts, scheme) if scheme else ""
    key = f"pay.scan.{phase.value}"
    sentence = texts(f"{key}.camera" if by_camera and waiting else key, brand=brand)
    wrong = f"pay.scan.{trouble.value}" if trouble is not None else ""
    return PayScanState(
        head=present_head(texts, "pay.scan.title", bill.subject),
        bill=present_bill(texts, bill),
        picture_name=texts("pay.scan.picture"),
        device=texts("pay.scan.device"),
        sentence=sentence,
        hint=texts(f"{key}.hint"),
        waiting=True,
        moving=waiting,
        seen=texts("pay.scan.seen", brand=brand) if brand and trouble is None else "",
        message=texts(wrong, brand=brand) if wrong else "",
        message_reason=texts(f"{wrong}.reason", brand=brand) if wrong else "",
        open_phone=texts("pay.scan.open_phone") if waiting else "",
        other=texts("pay.other") if waiting else "",
        leave=texts("pay.leave") if waiting else "",
        paging=present_paging(texts),
    )
