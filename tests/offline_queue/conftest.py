"""A data folder with an identity, a clock that stands still, and a hall that plays what a test tells it to."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from offline_queue import lookup
from offline_queue.engine import SyncEngine, SyncPolicy
from offline_queue.events import QueueEvent
from offline_queue.outbox import Outbox
from offline_queue.transport import HallTransport, Signer, Timeouts
from tests.offline_queue.build import FaultyConnection, HallSide, ManualClock, enrol_directly, opened
from tests.offline_queue.played_hall import PlayedHall


@pytest.fixture(autouse=True)
def _fast_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow hash is slow on purpose; only the tests of lookup codes need it so."""
    monkeypatch.setattr(lookup, "SCRYPT_N", 2)


@pytest.fixture(autouse=True)
def _no_fault_left() -> Iterator[None]:
    FaultyConnection.reset()
    yield
    FaultyConnection.reset()


@pytest.fixture
def hall_side() -> HallSide:
    return HallSide()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def data_dir(tmp_path: Path, hall_side: HallSide) -> Path:
    enrol_directly(tmp_path / "queue", hall_side)
    return tmp_path / "queue"


@pytest.fixture
def outbox(data_dir: Path, clock: ManualClock) -> Iterator[Outbox]:
    with opened(data_dir, clock=clock) as outbox:
        yield outbox


@pytest.fixture
def played(hall_side: HallSide, clock: ManualClock) -> Iterator[PlayedHall]:
    with PlayedHall(hall_side, clock) as hall:
        yield hall


@pytest.fixture
def events() -> list[QueueEvent]:
    return []


@pytest.fixture
def transport(outbox: Outbox, played: PlayedHall, clock: ManualClock) -> Iterator[HallTransport]:
    transport = HallTransport(
        played.url, lambda: Signer.of(outbox.identity()), clock, timeouts=Timeouts(connect_s=5, stall_s=0.4)
    )
    yield transport
    transport.close()


@pytest.fixture
def engine(outbox: Outbox, transport: HallTransport, clock: ManualClock, events: list[QueueEvent]) -> SyncEngine:
    return SyncEngine(
        outbox,
        transport,
        clock=clock,
        rng=random.Random(7),
        on_change=events.append,
        settings=SyncPolicy(chunk_bytes=64 * 1024),
    )
