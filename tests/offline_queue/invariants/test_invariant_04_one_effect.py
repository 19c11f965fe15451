"""Invariant 4: exactly one effect: sent at least once, known again in the effect's own transaction, and for ever.

Kills at any moment prove it as a whole (``crash/test_killed_all_day.py``), as does a hall that is killed between effect
and reply (``hall/test_killed_between_effect_and_reply.py``); here is what it rests on.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from hall import intake
from hall.services.tables import handovers
from hall.tables import cases, entries, transitions
from offline_queue.engine import PassResult, SyncEngine
from offline_queue.model import EntryState
from offline_queue.outbox import Outbox
from offline_queue.wire.entries import EntryAnswer
from tests.hall.terminal import RunningHall, running_hall
from tests.offline_queue.build import case_draft
from tests.offline_queue.played_hall import LOST, PlayedHall, effect_then
from tests.wire.build import make_case

CENTURY_S = 100 * 366 * 86_400


def counted(running: RunningHall) -> tuple[int, ...]:
    """How many entries there are, and of each thing that one of a case brings about."""
    tables = (entries, cases, transitions, handovers)
    return running.hall.database.read(
        lambda connection: tuple(connection.scalar(select(func.count()).select_from(one)) or 0 for one in tables)
    )


def test_lost_reply_then_200_replay_sends_the_same_bytes(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall
) -> None:
    """Sent at least once: until a verdict was read, however many replies are lost."""
    receipt = outbox.enqueue(case_draft())
    played.next("PUT", effect_then(LOST))
    assert engine.sync_pass() is PassResult.CHANNEL
    assert engine.sync_pass() is PassResult.IDLE
    first, second = played.requests("PUT")
    assert first.body == second.body
    assert len(played.entries) == 1
    assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("broken", ["write_effects", "_expect_attachments", "on_complete"])
def test_the_memory_of_an_entry_and_its_effect_are_one_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """Whatever fails between the first and the last row: neither is there, and the same entry is then taken as new."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("injected")

    with running_hall(tmp_path / "hall") as running:
        terminal = running.terminal()
        made = make_case(running.sealing_key)
        with monkeypatch.context() as patch:
            patch.setattr(intake, broken, fail)
            assert terminal.put(made).status_code == 500
        assert counted(running) == (0, 0, 0, 0)
        assert terminal.put(made).status_code == 201
        assert counted(running) == (1, 1, 1, 1)


def test_the_memory_is_kept_for_ever(tmp_path: Path) -> None:
    """A hundred years and a restart later the same entry gets the stored verdict, and brings about nothing."""
    with running_hall(tmp_path / "hall") as running:
        terminal = running.terminal()
        made = make_case(running.sealing_key)
        first = terminal.put_answer(made)
        running.clock.move(CENTURY_S)
        clock = running.clock
    with running_hall(tmp_path / "hall", clock=clock) as running:
        terminal.url = running.url
        again = terminal.put(made)
        assert again.status_code == 200
        told = EntryAnswer.model_validate_json(again.content)
        assert (told.digest, told.case_number, told.received_at) == (made.digest, first.case_number, first.received_at)
        assert counted(running) == (1, 1, 1, 1)
