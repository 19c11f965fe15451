"""A document of each kind that is no case, for tests; every person in them is invented."""

from __future__ import annotations

from offline_queue.wire.documents import (
    AmendmentDocument,
    AttachmentContent,
    CaseDocument,
    ComplaintCategory,
    ComplaintDocument,
    DeviceFigures,
    DeviceReportDocument,
    FormValue,
    MaterialOrigin,
    MaterialRecord,
    PaymentOutcome,
    PaymentOutcomeDocument,
)
from tests.wire.build import CLOCK, MOMENT, receipt_number, uuid_of


def minted(name: str) -> dict[str, object]:
    """What ``enqueue`` adds to every draft."""
    return {
        "entry_id": uuid_of(f"entry {name}"),
        "terminal_id": "LS01",
        "station_code": "LS",
        "queued_at": MOMENT,
        "captured_at": MOMENT,
        "clock": CLOCK,
    }


def amendment_document(
    of: CaseDocument, name: str = "amendment", *, files: tuple[AttachmentContent, ...] = ()
) -> AmendmentDocument:
    """A household register that is handed in afterwards, and a corrected field."""
    values = {
        **minted(name),
        "case_id": of.case_id,
        "receipt_number": of.receipt_number,
        "note": "张桂兰",
        "form": (FormValue(key="contact", label="联系电话", type="phone", value="138****5678"),),
        "materials": (
            MaterialRecord(
                ref="household_register",
                name="户口簿",
                necessity="required",
                original_check="at_window",
                origin=MaterialOrigin.SCAN,
                pages=tuple(file.ordinal for file in files),
            ),
        ),
        "attachments": files,
    }
    return AmendmentDocument.model_validate(values)


def complaint_document(name: str = "complaint", *, serial: int = 90, **fields: object) -> ComplaintDocument:
    """A complaint by somebody who wants to be reached."""
    values = {
        **minted(name),
        "category": ComplaintCategory.COMPLAINT,
        "title": "张桂兰 等候",
        "text": "张桂兰 029-00001234",
        "anonymous": False,
        "name": "张桂兰",
        "mobile": "029-00001234",
        "language": "zh_CN",
        "receipt_number": receipt_number(serial),
        "lookup_code": "135790",
        **fields,
    }
    return ComplaintDocument.model_validate(values)


def outcome_document(
    outcome: PaymentOutcome = PaymentOutcome.PAID, *, name: str = "", order_id: str = "P-1", amount_fen: int = 2000
) -> PaymentOutcomeDocument:
    """What became of an order of 20 yuan."""
    values = {
        **minted(name or f"{order_id} {outcome}"),
        "order_id": order_id,
        "outcome": outcome,
        "amount_fen": amount_fen,
        "method": "wechat",
        "item_id": "id_card_renewal",
        "occurred_at": MOMENT,
    }
    return PaymentOutcomeDocument.model_validate(values)


def device_document(name: str = "report", state: str = "paper_low", pages: int = 7) -> DeviceReportDocument:
    """The figures of one printer."""
    figures = DeviceFigures(device="printer", model="T-80", state=state, counters={"pages": pages})
    return DeviceReportDocument.model_validate({**minted(name), "devices": (figures,)})
