"""The heartbeat: tells the hall how the terminal is, brings home its time, limits and wishes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import ValidationError

from offline_queue import policy
from offline_queue.clock import Clock
from offline_queue.errors import ChannelFault
from offline_queue.exchange import Call, Exchange
from offline_queue.outbox import Outbox
from offline_queue.sending import PassEnded
from offline_queue.transport import HallTransport
from offline_queue.wire import routes
from offline_queue.wire.heartbeat import Heartbeat, HeartbeatAnswer


class Pulse:
    """Sends heartbeats; figures only, nothing about anybody."""

    def __init__(
        self,
        outbox: Outbox,
        transport: HallTransport,
        clock: Clock,
        software: str,
        devices: Callable[[], Mapping[str, str]],
    ) -> None:
        self._outbox = outbox
        self._transport = transport
        self._clock = clock
        self._software = software
        self._devices = devices

    def beat(self, call: Call) -> Exchange[HeartbeatAnswer | None]:
        """Send one heartbeat and adopt the hall's time; None when the hall did not take it.

        Raises:
            PassEnded: nothing more can be sent now.
        """
        asked_at_s = self._clock.now_s()
        answer = yield from call("POST", routes.HEARTBEAT, self._report().model_dump_json().encode("utf-8"))
        match policy.meaning_of(answer.status, answer.headers, answer.body):
            case policy.Stop() | policy.WaitAsTold() | policy.ChannelFailed() as end:
                raise PassEnded(end)
            case policy.EntryFailed() | policy.Hold():
                return None
            case policy.Good():
                pass
        try:
            told = HeartbeatAnswer.model_validate_json(answer.body)
        except ValidationError:
            raise PassEnded(policy.ChannelFailed(ChannelFault.GARBAGE)) from None
        self._outbox.set_hall_offset(self._transport.adopt_hall_time(told.hall_time.timestamp(), asked_at_s))
        return told

    def _report(self) -> Heartbeat:
        status = self._outbox.status()
        reading = self._outbox.clock_reading()
        return Heartbeat(
            epoch=status.epoch,
            highest_sequence=status.highest_sequence,
            depth=status.depth,
            held=status.held,
            oldest_unsent_age_s=int(status.oldest_age_s),
            boot_id=reading.boot_id,
            clock_synchronised=reading.synchronised,
            hall_offset_s=self._transport.hall_offset_s,
            free_bytes=status.free_bytes,
            software=self._software,
            devices=dict(self._devices()),
        )
