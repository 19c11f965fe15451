"""What stands on the pages and slips while somebody pays: the real window, the real hall over loopback, the printer."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PySide6.QtGui import QImage

from drivers.printer.document import QrCode
from kiosk.flows.pay.table import PayState
from kiosk.money import grouped
from kiosk.present.payment.result import ResultView
from kiosk.stage import PageName
from screens.pages.pay_result import PayResultPage
from tests.kiosk.payments.test_paying_by_touch import show_code, view
from tests.kiosk.payments.town import Town
from tests.kiosk.privacy.traces import traces_in_objects


def codes_in_the_window(there: Town) -> list[str]:
    """What a phone reads from the screen."""
    window = there.rig.app.window
    assert window is not None
    grey = window.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return [one.text for one in zxingcpp.read_barcodes(np.ascontiguousarray(rows[:, : grey.width()]))]


def order_of(there: Town) -> str:
    """The number of the order in front."""
    attempt = there.flow.attempt
    assert attempt is not None
    return attempt.order_id


def nothing_open(there: Town) -> bool:
    """A second at the hall goes by, the terminal asks; whether every order has its end."""
    there.work(1)
    there.rig.around.payments.look_back()
    return not there.rig.around.payments.unsettled


def test_a_phone_that_reads_the_screen_pays_it(there: Town) -> None:
    """The code in the window is the hall's; once paid it is gone, and the printer's slip stands beside the facts."""
    code = show_code(there)
    assert codes_in_the_window(there) == [code]

    assert there.sandbox.world.pay(codes_in_the_window(there)[0])
    there.work(2)
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "served")
    page = there.rig.stage.page(PageName.PAY_RESULT)
    assert isinstance(page, PayResultPage)
    there.until(lambda: page.slip_shown, "the slip on the page")
    assert code not in codes_in_the_window(there)
    slip = there.rig.slips[-1]
    assert grouped(order_of(there)) in slip.to_text()
    assert "不是财政票据" in slip.to_text()
    number, code = order_of(there), there.running.hall.keys.order_code(order_of(there))
    assert [block.data for block in slip.blocks if isinstance(block, QrCode)] == [f"{number}-{code}"]
    assert code in slip.to_text()


def test_another_language_and_larger_text_leave_the_order_as_it_is(there: Town) -> None:
    """The same code in another look; nothing is ordered twice."""
    code = show_code(there)
    order, orders = order_of(there), len(there.orders())
    there.rig.press("shell.aid.language")
    there.until(lambda: there.rig.hand.can_press("I have paid, look it up"), "English")
    there.rig.hand.press("Text")
    assert codes_in_the_window(there) == [code]
    assert (order_of(there), len(there.orders())) == (order, orders)
    there.rig.press("pay.leave")
    there.work(2, 5)
    there.seen(PageName.PAY_RESULT)
    assert view(there) is ResultView.NOT_PAID


def test_the_slip_of_what_is_not_known_leads_back_to_it(there: Town) -> None:
    """The line breaks, the slip says not to pay again; scanned at the next visit it tells what became of it."""
    code = show_code(there)
    order = order_of(there)
    there.line.up = False
    attempt = there.flow.attempt
    assert attempt is not None
    there.until(lambda: attempt.standing.lost, "the loss")
    assert codes_in_the_window(there) == []
    there.rig.press("pay.code.ask")
    there.until(lambda: len(there.rig.slips) > 0, "the slip")
    said = there.rig.slips[-1].to_text()
    assert "请不要重复付款" in said
    assert grouped(order) in said
    there.rig.leave()
    assert traces_in_objects([there.rig.app.window, there.rig.stage], (code, grouped(order))) == []

    there.sandbox.world.pay(code)
    there.line.up = True
    there.work(2)
    there.rig.arrive()
    there.until(lambda: nothing_open(there), "the look back")
    there.rig.terminal.open_payment()
    there.seen(PageName.PAY_NUMBER)
    assert there.rig.scanner is not None
    there.rig.scanner.show(order)
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "paid")


def test_who_comes_back_sees_what_has_no_end_before_anything_else(there: Town) -> None:
    """An order that was left is being closed; until the hall knows its end, its page is the first, with the warning."""
    show_code(there)
    there.rig.leave()
    payments = there.rig.around.payments
    there.rig.until(lambda: payments.unsettled, "an order without an end, at a hall that stands still")
    there.rig.arrive()
    there.rig.terminal.open_payment()
    assert there.at(PayState.OPEN)
    there.rig.press("pay.open.leave")
    assert there.at(PayState.NUMBER)
    there.until(lambda: nothing_open(there), "the end of the order")
