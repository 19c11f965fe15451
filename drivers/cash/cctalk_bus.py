"""One request and its reply over the shared wire: echo, time limits, repetition, busy devices.

Source: payments sheet, section 9.1 (timings).
"""

from __future__ import annotations

import logging

from drivers.cash.cctalk_codec import BUSY, NAK, REPLY, Header, Route, RouteAnswer, encode_request, route_answer
from drivers.cash.cctalk_frames import HOST, Checksum, EchoFilter, Frame, FrameParser
from drivers.cash.errors import CashGarbledReplyError, CashRefusedError
from drivers.cash.waiting import pause
from drivers.timebase import Timebase
from drivers.transport.errors import LinkError, NoReplyError
from drivers.transport.serial_link import Link

_log = logging.getLogger(__name__)

_BITS_PER_BYTE = 10
_LARGEST_EXCHANGE_BYTES = 64
REPLY_LIMIT_S = 0.5
SILENCE_S = 0.05
"""After so long a gap every device has dropped a frame that broke off."""
BUSY_PAUSE_S = 1.0
TRIES = 3


class CcTalkBus:
    """Asks the devices on one wire one thing at a time. For one thread."""

    def __init__(
        self,
        link: Link,
        timebase: Timebase,
        *,
        baud: int = 9600,
        checksum: Checksum | None = None,
        reply_limit_s: float = REPLY_LIMIT_S,
    ) -> None:
        """Prepare.

        Args:
            link: the byte stream.
            timebase: the clock of the link's deadlines.
            baud: the line's speed: how long bytes take.
            checksum: the form of the frames; None to find out.
            reply_limit_s: how long a device may take to begin its reply, in seconds.
        """
        self._link = link
        self._timebase = timebase
        self._wire_s = _LARGEST_EXCHANGE_BYTES * _BITS_PER_BYTE / baud
        self._fixed = checksum
        self.checksum = checksum if checksum is not None else Checksum.SIMPLE
        self._reply_limit_s = reply_limit_s
        self._echo = EchoFilter()

    @property
    def echo(self) -> bool | None:
        """Whether the line echoes; None while nothing has come."""
        return self._echo.seen

    def greet(self, address: int) -> None:
        """Make sure that a device answers; where the checksum form is not set, find out which it speaks.

        Raises:
            LinkError: it does not answer in any form.
        """
        forms = [self.checksum]
        if self._fixed is None:
            forms += [one for one in Checksum if one is not self.checksum]
        fault: LinkError | None = None
        for form in forms:
            self.checksum = form
            try:
                self.ask(address, Header.SIMPLE_POLL, tries=2)
            except CashRefusedError:
                return  # busy, but in this form
            except (NoReplyError, CashGarbledReplyError) as error:
                fault = fault if isinstance(fault, CashGarbledReplyError) else error
            else:
                return
        self.checksum = forms[0]
        raise fault or NoReplyError("silent")

    def ask(self, address: int, header: Header, data: bytes = b"", *, tries: int = TRIES) -> bytes:
        """Send a request that may be repeated, and return the data of its reply.

        Raises:
            NoReplyError: nothing came, so many times.
            CashGarbledReplyError: damaged bytes came, so many times.
            CashRefusedError: NAK, or busy, so many times.
            LinkError: the port itself failed.
        """
        for left in range(tries - 1, -1, -1):
            try:
                reply = self._exchange(address, header, data)
            except (NoReplyError, CashGarbledReplyError) as error:
                if left == 0:
                    raise
                _log.debug("cash_request_repeated header=%s cause=%s", header.name, error.code)
                pause(self._timebase, SILENCE_S)
                continue
            if reply.header == REPLY:
                return reply.data
            if left and reply.header in {NAK, BUSY}:
                pause(self._timebase, BUSY_PAUSE_S)
        raise CashRefusedError(header.name)

    def route(self, address: int, route: Route) -> RouteAnswer:
        """Send a note in escrow somewhere. Not repeated here: whoever asks looks at the events first.

        Raises:
            LinkError: the port itself failed.
        """
        try:
            reply = self._exchange(address, Header.ROUTE_BILL, bytes([route]))
        except (NoReplyError, CashGarbledReplyError):
            pause(self._timebase, SILENCE_S)
            return RouteAnswer.NO_ANSWER
        return route_answer(reply.header, reply.data)

    def _exchange(self, address: int, header: Header, data: bytes) -> Frame:
        request = encode_request(address, header, data, self.checksum)
        parser = FrameParser(self.checksum, address=HOST, source=address)
        self._link.flush_input()
        self._echo.sent(request)
        deadline = self._timebase.now() + self._reply_limit_s + self._wire_s
        self._link.write(request)
        damage = ""
        while True:
            try:
                received = self._link.read(self._echo.missing + parser.wanted, deadline)
            except NoReplyError:
                if damage or parser.begun:
                    raise CashGarbledReplyError(f"{header.name} {damage or 'torn reply'}") from None
                raise
            for found in parser.feed(self._echo.feed(received)):
                if isinstance(found, Frame):
                    return found
                damage = found.value
