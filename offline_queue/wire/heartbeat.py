"""The one heartbeat: health and queue figures up, clock, limits and policy down. There is no hello."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from offline_queue.wire.enrolment import PublicKeyAnswer
from offline_queue.wire.fields import Count, Token, Uuid, WireAnswer, WireRequest
from offline_queue.wire.times import UtcTime


class Heartbeat(WireRequest):
    """Body of ``POST /v1/terminals/self/heartbeat``. Figures only, nothing about anybody.

    Attributes:
        epoch: of the terminal's store.
        highest_sequence: of the entries made in this epoch; 0 for none.
        depth: entries not yet delivered.
        held: entries that wait for staff.
        oldest_unsent_age_s: age of the oldest entry not yet delivered; 0 for none.
        boot_id: changes with every start of the machine.
        clock_synchronised: whether the machine's clock is kept by a time service.
        hall_offset_s: hall time minus terminal time, as last measured; None before the first measurement.
        free_bytes: on the disk that holds the queue; None when not known.
        software: the terminal's version.
        devices: state of each device by its kind, as short codes such as ``ready`` or ``paper_out``.
    """

    epoch: Uuid
    highest_sequence: Count
    depth: Count
    held: Count
    oldest_unsent_age_s: Count
    boot_id: Token
    clock_synchronised: bool
    hall_offset_s: Annotated[float, Field(allow_inf_nan=False)] | None = None
    free_bytes: Count | None = None
    software: Token
    devices: Annotated[dict[Token, Token], Field(max_length=32)] = Field(default_factory=dict)


class HeartbeatAnswer(WireAnswer):
    """What the hall tells a terminal.

    Attributes:
        hall_time: now, by the hall's clock.
        next_in_s: when to send the next heartbeat; spread it by a fifth either way.
        reconnect_window_s: after the line is back, wait a random part of this before the first contact.
        contract_versions: spoken by the hall.
        paused: the terminal keeps its entries and sends none until a later heartbeat says otherwise.
        missing_sequences: numbers of this epoch below the highest that the hall holds, at most 100 of them.
        notice_live: whether residents get text messages; only then a slip may promise one.
        max_entry_bytes, max_attachment_bytes, max_chunk_bytes: limits.
        sealing_key: what new entries are to be sealed to; None from a hall that does not say.
        max_batch_entries, max_batch_bytes: limits of a batch; 0 from a hall that takes none.
    """

    hall_time: UtcTime
    next_in_s: Annotated[int, Field(ge=5, le=86_400)]
    reconnect_window_s: Annotated[int, Field(ge=0, le=3_600)]
    contract_versions: tuple[int, ...]
    paused: bool = False
    missing_sequences: tuple[int, ...] = ()
    notice_live: bool = False
    max_entry_bytes: Count
    max_attachment_bytes: Count
    max_chunk_bytes: Count
    sealing_key: PublicKeyAnswer | None = None
    max_batch_entries: Count = 0
    max_batch_bytes: Count = 0
