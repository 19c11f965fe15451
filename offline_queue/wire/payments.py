"""Payments: what a terminal asks the hall's gateway. Live calls, never queued; keys of merchants stay at the hall.

The terminal names a request by an id that it made and kept before; the same id again gets the same order, so a lost
answer is asked for anew. The hall alone says whether something is paid. Amounts are integer fen.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from offline_queue.wire.fields import Count, Token, Uuid, WireAnswer, WireRequest
from offline_queue.wire.times import UtcTime

MAX_AMOUNT_FEN = 10**9
"""No order is for more."""
MAX_WAIT_S = 25
"""How long an order's state is waited for in one call at most."""
CASH = "cash"
CARD = "card"
"""The two methods whose money the terminal itself takes; every other one is a payment provider's name."""

AmountFen = Annotated[int, Field(gt=0, le=MAX_AMOUNT_FEN)]
OrderNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_]{6,32}$")]
"""The hall's number of an order; the same one that the payment provider knows it by, and that is on the slip."""
OrderLookupCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""What only the slip has besides the number: with both, an order is looked at from any terminal."""
PaymentCodeField = Annotated[str, StringConstraints(pattern=r"^[0-9]{16,24}$")]
"""The digits of a payer's payment code. Used once, kept nowhere."""
NoticeCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,40}$")]
"""A payment notice's number (缴款识别码). Opaque: only the platform says whether it is one."""
RegionCodeField = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
ReceiptNumberAsked = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)+$", max_length=40)]


class FeeClass(StrEnum):
    """Whose money it is; the three are kept apart wherever they are shown."""

    SERVICE_FEE = "service_fee"
    """办事收费: what the law lets an office charge."""
    SOCIAL_INSURANCE = "social_insurance"
    """社会保险费: contributions to a fund."""
    THIRD_PARTY = "third_party"
    """第三方费用: photographs, couriers, assessments; no office's money."""


class OrderState(StrEnum):
    """Where an order stands (payments sheet, section 2)."""

    NEW = "new"
    ORDERED = "ordered"
    """The provider was asked, and there is nothing to show yet."""
    SHOWN = "shown"
    """The payer can pay now, or is at the password."""
    PAID = "paid"
    """The money is there; the bill is being settled with it."""
    SERVED = "served"
    """The bill is settled."""
    SERVE_FAILED = "serve_failed"
    """The bill cannot be settled with it: the money goes back."""
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CLOSING = "closing"
    """Being closed; it can still turn out to be paid."""
    CLOSED = "closed"
    """Nobody paid, and nobody can any more."""
    UNKNOWN = "unknown"
    """Nobody knows yet: not to be paid again, the counter can say."""
    MANUAL = "manual"
    """A person has to look."""
    PAID_LATE = "paid_late"
    """Paid after the payer was told that it is closed; settled, or given back."""


class BillState(StrEnum):
    """Whether a bill can be paid."""

    OPEN = "open"
    ORDERED = "ordered"
    """An order for it is not finished; nothing else can be ordered."""
    SETTLED = "settled"
    """Paid, here or elsewhere."""


class BillQuery(WireRequest):
    """Body of ``POST /v1/bill-queries``. Exactly one of item, receipt number and notice is asked for.

    Attributes:
        query_id: made by the terminal; names the bills of an item that this query makes.
        item_id: the fees of an item, for somebody who has no case.
        receipt_number: the fees of a case.
        notice_code, region_code: a payment notice's number and the region that it is of; without the region the hall
            finds it, where it says so in its offers.
        grounds: of a reduction or exemption that the payer claims, such as ``low_income``; staff check the paper.
    """

    query_id: Uuid
    item_id: Token | None = None
    receipt_number: ReceiptNumberAsked | None = None
    notice_code: NoticeCode | None = Field(default=None, repr=False)
    region_code: RegionCodeField | None = None
    grounds: Annotated[tuple[Token, ...], Field(max_length=8)] = ()

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        """Refuse a query about nothing, or about several things."""
        asked = [self.item_id, self.receipt_number, self.notice_code]
        if sum(one is not None for one in asked) != 1:
            raise ValueError("exactly one of item_id, receipt_number and notice_code")
        if self.notice_code is None and self.region_code is not None:
            raise ValueError("a region is a notice's")
        return self


class MethodOffer(WireAnswer):
    """A way to pay that is offered.

    Attributes:
        method: a provider's name such as ``wechat``, or ``cash`` or ``card``.
        shows_code: the terminal can show a code that the payer's phone reads.
        takes_code: the terminal can read a code that the payer's phone shows.
    """

    method: Token
    shows_code: bool = False
    takes_code: bool = False


class PaymentOffers(WireAnswer):
    """Answer of ``GET /v1/payment-offers``: what there is to be paid here and how, before any bill is asked for.

    Attributes:
        methods: none where the hall takes no money; then nothing about paying is shown.
        item_ids: the items that cost something here.
        region_codes: the regions whose payment notices can be looked up.
        finds_regions: whether the hall finds the region of a notice that is asked for without one.
    """

    methods: tuple[MethodOffer, ...]
    item_ids: tuple[Token, ...] = ()
    region_codes: tuple[RegionCodeField, ...] = ()
    finds_regions: bool = False
    hall_time: UtcTime


class ReductionGround(WireAnswer):
    """By what somebody can claim to pay less, of the bills that it is told with.

    Attributes:
        ground: what `BillQuery.grounds` claims it by.
        name, name_en: what residents call it, in both languages; empty: the hall has no name for it.
        basis: the law or notice that allows it.
        proof, proof_en: the paper that staff ask for; empty: none is named.
    """

    ground: Token
    name: str = ""
    name_en: str = ""
    basis: str = ""
    proof: str = ""
    proof_en: str = ""


class Bill(WireAnswer):
    """Something that can be paid, as of the answer.

    Attributes:
        bill_id: to order it with.
        subject: what for, as the hall names it.
        payee: who gets the money.
        amount_fen: what is to be paid; 0 where an exemption leaves nothing.
        full_amount_fen: before the reduction.
        late_fee_fen: contained in ``amount_fen``.
        reduction: the ground by which it was reduced.
        reduction_basis: the law or notice by which it was; empty where the hall has none.
        reduction_name, reduction_name_en: of the ground, as in `ReductionGround`.
        basis: why it is charged.
        payer_masked: as the platform masks it.
        order_id: of the order that is open or that settled it, where that was made by the asking terminal.
        document_number: of the electronic payment book (电子一般缴款书) or the hall's own record.
    """

    bill_id: Uuid
    fee_class: FeeClass
    subject: str
    payee: str
    amount_fen: Count
    full_amount_fen: Count
    late_fee_fen: Count = 0
    reduction: Token | None = None
    reduction_basis: str = ""
    reduction_name: str = ""
    reduction_name_en: str = ""
    basis: str = ""
    payer_masked: str | None = Field(default=None, repr=False)
    state: BillState
    order_id: OrderNumber | None = None
    document_number: str | None = None


class BillsAnswer(WireAnswer):
    """Answer of ``POST /v1/bill-queries``: the bills, how they can be paid here, and by what they could be less.

    Attributes:
        grounds: those that at least one of these bills is reduced by when it is claimed; none of a notice.
    """

    query_id: Uuid
    bills: tuple[Bill, ...]
    methods: tuple[MethodOffer, ...]
    grounds: tuple[ReductionGround, ...] = ()
    hall_time: UtcTime


class OrderRequest(WireRequest):
    """Body of ``POST /v1/orders``.

    Attributes:
        client_request_id: made and kept by the terminal before it asks; names this order for ever.
        method: as offered.
        amount_fen: as the payer was shown; refused when the bill says otherwise.
        payment_code: the payer's, where the terminal has read one. Not kept, not logged, not repeated.
    """

    client_request_id: Uuid
    bill_id: Uuid
    method: Token
    amount_fen: AmountFen
    payment_code: PaymentCodeField | None = Field(default=None, repr=False)


class RefundStage(StrEnum):
    """How far a refund is."""

    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"
    """A person has to look."""


class RefundAnswer(WireAnswer):
    """Money that goes back."""

    refund_number: str
    amount_fen: AmountFen
    stage: RefundStage


class OrderAnswer(WireAnswer):
    """An order as it stands.

    Attributes:
        order_id: the hall's number of it.
        version: counts up with each change; wait for the next one with ``?wait=25&version=…``.
        code_url: to be drawn as a QR code, as it is; only while ``shown``.
        expires_at: until when the code is to be shown.
        refusal: why the provider would not: ``code_invalid``, ``no_money`` …
        credited_fen: of cash, what has been stacked for this order.
        document_number: of the electronic payment book or the hall's own record, once ``served``.
        lookup_code: goes on the slip and nowhere else; with it the order is looked at from another terminal. Only in
            answers about this one order, to the terminal that ordered it.
    """

    order_id: OrderNumber
    client_request_id: Uuid
    bill_id: Uuid
    method: Token
    amount_fen: AmountFen
    state: OrderState
    version: Count
    code_url: str | None = None
    expires_at: UtcTime | None = None
    paid_at: UtcTime | None = None
    refusal: Token | None = None
    credited_fen: Count = 0
    document_number: str | None = None
    lookup_code: OrderLookupCode | None = Field(default=None, repr=False)
    refund: RefundAnswer | None = None
    hall_time: UtcTime


class OrderQuery(WireRequest):
    """Body of ``POST /v1/order-queries``: somebody has come back with a slip, to whichever terminal."""

    order_id: OrderNumber
    lookup_code: OrderLookupCode = Field(repr=False)


class OrderStandingAnswer(WireAnswer):
    """Answer of ``POST /v1/order-queries``: how an order stands. To be read only; it says nothing of what was paid for.

    Attributes:
        own: whether the asking terminal ordered it; then it can do more by the order's own calls.
    """

    order_id: OrderNumber
    method: Token
    amount_fen: AmountFen
    state: OrderState
    ordered_at: UtcTime
    paid_at: UtcTime | None = None
    refund: RefundAnswer | None = None
    own: bool = False
    hall_time: UtcTime


class OpenOrdersAnswer(WireAnswer):
    """Answer of ``GET /v1/orders``: the asking terminal's orders that are not finished, oldest first."""

    orders: tuple[OrderAnswer, ...]
    hall_time: UtcTime


class CashCredit(WireRequest):
    """A note that was stacked. Device, epoch and counter name it for ever.

    Attributes:
        device: the validator's serial number.
        epoch: the terminal's count of the validator's restarts.
        counter: the validator's own event counter.
        value_fen: of the note.
    """

    device: Token
    epoch: Count
    counter: Annotated[int, Field(ge=0, le=2**31 - 1)]
    value_fen: AmountFen


class CashEnd(StrEnum):
    """How a cash session stands."""

    OPEN = "open"
    FINISHED = "finished"
    """No more comes in; everything that was stacked is told."""
    UNCERTAIN = "uncertain"
    """No more comes in; what became of a note is not known."""


class CashReport(WireRequest):
    """Body of ``POST /v1/orders/{order_id}/cash``: every note so far, again with each report."""

    credits: Annotated[tuple[CashCredit, ...], Field(max_length=500)] = ()
    end: CashEnd = CashEnd.OPEN


class CardResult(StrEnum):
    """What the card terminal said."""

    APPROVED = "approved"
    DECLINED = "declined"
    UNKNOWN = "unknown"


class CardReport(WireRequest):
    """Body of ``POST /v1/orders/{order_id}/card``.

    Attributes:
        amount_fen: as the card terminal has it.
        reference: the card terminal's own number of it; nothing of the card.
    """

    result: CardResult
    amount_fen: AmountFen
    reference: Token | None = None

    @model_validator(mode="after")
    def _approved_has_reference(self) -> Self:
        """Refuse an approval that nobody could find again."""
        if self.result is CardResult.APPROVED and self.reference is None:
            raise ValueError("an approval has a reference")
        return self
