"""Which of the hall's ways to pay this terminal can take part in."""

from __future__ import annotations

from drivers.vocabulary import DeviceKind
from kiosk.flows.pay.case import Paying
from offline_queue.wire.payments import CARD, CASH, MethodOffer


def usable_offers(flow: Paying) -> tuple[MethodOffer, ...]:
    """The hall's ways that this terminal can take part in."""
    devices = flow.around.devices
    there = {CASH: devices.has(DeviceKind.CASH), CARD: devices.has(DeviceKind.CARD_TERMINAL)}
    reads = reads_codes(flow)
    return tuple(
        offer for offer in flow.due.methods if there.get(offer.method, offer.shows_code or (offer.takes_code and reads))
    )


def reads_codes(flow: Paying) -> bool:
    """Whether a payer's code can be read."""
    devices = flow.around.devices
    return devices.usable(DeviceKind.CODE_SCANNER) or devices.has(DeviceKind.CAMERA)
