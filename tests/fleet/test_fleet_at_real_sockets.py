"""264 real clients at a real hall process that is away at first and is killed in the middle; in the long proof."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest

from offline_queue.clock import SystemClock
from tests.fleet.sockets import CASES, Address, Client, Sealed, Seen, books, come_back, prepare

FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))
TERMINALS = 264


@pytest.mark.skipif(FACTOR == 1, reason="the long form: make prove")
@pytest.mark.timeout(600)
def test_everything_of_264_clients_is_taken_once_by_a_hall_that_dies_in_the_middle(tmp_path: Path) -> None:
    """Every entry is complete at the hall, once, with the digest that was sent, and no client had to be helped."""
    data_dir = tmp_path / "hall"
    prepared = prepare(data_dir, TERMINALS)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = Address(listener.getsockname()[1])
    seen = Seen()

    async def storm() -> None:
        clock = SystemClock()
        clients = [Client(who, Sealed(made, clock), address, seen, seed) for seed, (who, made) in enumerate(prepared)]
        await come_back(clients, data_dir, address)

    asyncio.run(storm())
    held, case_numbers = books(data_dir)
    expected = {one.entry_id: ("complete", one.digest) for _who, made in prepared for one in made}
    assert held == expected
    assert case_numbers == TERMINALS * CASES
    assert set(seen.statuses) <= {200, 201, 204, 503}
    assert seen.faults["refused"] > 0, "nobody met the hall while it was away"
