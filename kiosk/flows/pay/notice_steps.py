"""Where nothing can be paid now: why, and a slip with what to do instead."""

from __future__ import annotations

from typing import assert_never

from kiosk.flows.pay.case import Paying
from kiosk.flows.pay.table import PayEvent, PayState
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.paper import PaperState
from kiosk.payment_slips import InstructionFor, instruction_slip
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.stage import PageName

_KINDS = {
    PayState.OFFLINE: NoticeKind.PAY_OFFLINE,
    PayState.FAILED: NoticeKind.PAY_FAILED,
    PayState.NOTHING: NoticeKind.PAY_NOTHING,
    PayState.NO_METHOD: NoticeKind.PAY_NO_METHOD,
}


class NoticeStep(Step):
    """One of the pages that stand instead of a payment; nothing was charged."""

    idle_kind = IdleKind.MENU

    def __init__(self, flow: Paying, state: PayState) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._state = state
        self._kind = _KINDS[state]
        self.intents = {
            (PageName.NOTICE, "primary_pressed"): self._on_primary,
            (PageName.NOTICE, "secondary_pressed"): self.around.ways.call_staff,
        }

    def enter(self) -> None:
        """Say it."""
        self._kind = _KINDS[self._state]
        self.render()

    def render(self) -> None:
        """Why, and what can be done."""
        self.around.stage.show(PageName.NOTICE, present_notice(self.around.texts, self._kind))

    def go_back(self) -> bool:
        """Out of here leads where the resident came from."""
        self._flow.finish()
        return True

    def leave(self) -> None:
        """A slip that is being printed goes on."""
        self.around.paper.forget()
        super().leave()

    def _on_primary(self) -> None:
        if self._kind is not _KINDS[self._state]:
            self._flow.finish()
            return
        match self._state:
            case PayState.FAILED:
                self._flow.fire(PayEvent.RETRY)
            case PayState.OFFLINE | PayState.NO_METHOD:
                self._print()
            case _:
                self._flow.finish()

    def _print(self) -> None:
        due, around = self._flow.due, self.around
        of_case = bool(due.receipt_number)
        slip = instruction_slip(
            around.texts,
            self._flow.place,
            subject=due.subject,
            purpose=InstructionFor.CASE if of_case else InstructionFor.NOTICE,
            notice_code="" if of_case else due.number.strip(),
            receipt_number=due.receipt_number,
            printed_at=around.now(),
        )
        self._kind = NoticeKind.PRINTING_NOTICE
        around.paper.print_slip(slip, self._on_paper)

    def _on_paper(self, state: PaperState) -> None:
        from kiosk.paper import PaperProgress

        match state.progress:
            case PaperProgress.DRAWING | PaperProgress.PRINTING | PaperProgress.TO_TAKE:
                self._kind = NoticeKind.PRINTING_NOTICE
            case PaperProgress.PRINTED:
                self._kind = NoticeKind.NOTICE_PRINTED
            case PaperProgress.OUT_OF_PAPER:
                self._kind = NoticeKind.OUT_OF_PAPER
            case PaperProgress.UNKNOWN:
                self._kind = NoticeKind.NOTICE_UNKNOWN
            case PaperProgress.RETRACTED:
                self._kind = NoticeKind.NOTICE_RETRACTED
            case PaperProgress.FAILED | PaperProgress.NO_PRINTER:
                self._kind = NoticeKind.PRINT_FAILED
            case _:
                assert_never(state.progress)
        if self.around.stage.front is PageName.NOTICE:
            self.render()
