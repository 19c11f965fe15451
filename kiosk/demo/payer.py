"""The scripted resident who pays: a code for the phone, a code from the phone, and notes.

What happens to the money happens elsewhere: the phone pays at the sandbox of payment providers what it read off the
picture of the screen, the validator's simulator has what was put in. The hall says what became of each order.
"""

from __future__ import annotations

import re

from kiosk.demo.hand import NotThereError, wait_until
from kiosk.demo.resident import Resident
from kiosk.flows.pay.flow import PayFlow
from kiosk.stage import PageName

TO_SHOW = ("61011526000000000011", "临时占道费")
TO_SCAN = ("61011526000000000033", "城乡居民基本医疗保险费")
IN_CASH = ("61011526000000000044", "证照快递费")
"""Numbers and subjects of the sandbox's sample notices, one for each of the three kinds of fees."""
NOTES = (("note 3", 1000), ("note 1", 1100), ("note 1", 1200))
"""10 yuan and twice 1 yuan, with what is in afterwards, in fen: the bill of 12 yuan without change."""
ORDER = re.compile(r"K[0-9]{12}[0-9A-F]{12}")


class Payer(Resident):
    """Pays three bills, one after the other."""

    def pay(self) -> list[dict[str, object]]:
        """All three; gives bill, method and order of each."""
        self._arrive(online=True)
        return [self._by_code_on_screen(), self._by_code_on_phone(), self._in_cash()]

    def _by_code_on_screen(self) -> dict[str, object]:
        self._find_the_bill(TO_SHOW, typed=True)
        self._press("pay.method.wechat")
        self._seen(PageName.PAY_CHECK)
        self._picture("pay-check")
        self._press("pay.check.primary.code")
        self._seen(PageName.PAY_CODE)
        wait_until(lambda: self._can("pay.code.ask"), "the code", 30)
        shown = self._picture("pay-code")
        self._do("phone_pays", shown)
        return self._result(TO_SHOW, "wechat", "code")

    def _by_code_on_phone(self) -> dict[str, object]:
        self._find_the_bill(TO_SCAN)
        self._press("pay.method.payment_code")
        self._seen(PageName.PAY_CHECK)
        self._press("pay.check.primary.payment_code")
        self._seen(PageName.PAY_SCAN)
        self._picture("pay-scan")
        self._do("show_payment_code", "alipay")
        return self._result(TO_SCAN, "alipay", "scan")

    def _in_cash(self) -> dict[str, object]:
        self._find_the_bill(IN_CASH)
        if not self._can("pay.method.cash"):
            self._press("paging.next")
        self._press("pay.method.cash")
        self._seen(PageName.PAY_CHECK)
        self._picture("pay-check-cash")
        self._press("pay.check.primary.cash")
        self._seen(PageName.PAY_CASH)
        self._picture("pay-cash-rule")
        self._press("pay.cash.start")
        flow = self._paying()
        for number, (note, inside_fen) in enumerate(NOTES, start=1):
            wait_until(self._takes_notes, "the validator", 30)
            self._do("cash", note)
            wait_until(lambda: flow.inside_fen >= inside_fen, "the note to be counted", 30)  # noqa: B023 - waited for
            self._picture(f"pay-cash-{number}")
        return self._result(IN_CASH, "cash", "cash")

    def _takes_notes(self) -> bool:
        """The rule was read, and the page lets the resident stop: the validator is open and has no note in hand."""
        stops = self._can("pay.cash.finish") or self._can("pay.cash.finish.inside")
        return stops and not self._can("pay.cash.start")

    def _paying(self) -> PayFlow:
        terminal = self._app.terminal
        assert terminal is not None
        assert isinstance(terminal.flow, PayFlow)
        return terminal.flow

    def _find_the_bill(self, bill: tuple[str, str], *, typed: bool = False) -> None:
        number, subject = bill
        around = self._app.around
        assert around is not None
        wait_until(lambda: around.payments.offered, "the hall to say what it offers", 30)
        if not self._can("home.pay"):
            self._press("home.more")
            self._seen(PageName.MENU)
        self._press("home.pay")
        self._seen(PageName.PAY_NUMBER)
        if typed:
            self._picture("pay-number")
            self._type(number)
            self._picture("pay-number-typed")
            self._press("pay.number.act")
        else:
            self._do("show_code", number)
        self._seen(PageName.PAY_BILLS, 30)
        self._picture("pay-bills")
        self._hand.press(subject)
        self._seen(PageName.PAY_METHOD)
        if typed:
            self._picture("pay-method")

    def _result(self, bill: tuple[str, str], method: str, name: str) -> dict[str, object]:
        self._seen(PageName.PAY_RESULT, 60)
        wait_until(lambda: self._can("pay.result.done"), "the slip of the payment", 60)
        self._picture(f"pay-result-{name}")
        slip = max(self._site.slips.glob("sent-*.txt")).read_text(encoding="utf-8")
        order = ORDER.search(slip.replace(" ", ""))
        if order is None:
            raise NotThereError("the slip of a payment names no order")
        self._press("pay.result.done")
        self._seen(PageName.HOME)
        return {"bill": bill[0], "method": method, "order": order.group()}
