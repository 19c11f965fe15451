"""What the hall takes on: lanes, quotas, callers that have gone, and the window that it names."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import insert

from hall.database import Database
from hall.errors import ProblemError
from hall.health import WINDOWS_S, window_s
from hall.intake import Evidence, Incoming, Stored, open_entry
from hall.limits import MAX_RETRY_AFTER_S, AtOnce, Lane, Quota, VirtualQueue
from hall.settings import HallSettings
from hall.tables import terminals
from hall.web.intake_lane import IntakeLane, Outcome
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.heartbeat import Heartbeat, HeartbeatAnswer
from tests.hall.terminal import CLIENT, RunningHall, Terminal, assert_problem, running_hall
from tests.wire.build import EPOCH, make_case


@pytest.fixture
def engine() -> str:
    """One engine is enough: nothing here is about the database."""
    return "sqlite"


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


HEARTBEAT = Heartbeat(
    epoch=EPOCH,
    highest_sequence=0,
    depth=0,
    held=0,
    oldest_unsent_age_s=0,
    boot_id="boot-1",
    clock_synchronised=True,
    software="0.1.0",
)


def test_a_lane_takes_on_what_it_gets_done_in_the_time_allowed() -> None:
    lane = Lane(1.0, 10.0, 2, Clock())
    inside = [lane.enter(1) for _ in range(10)]
    for one in inside:
        one.__enter__()
    with pytest.raises(ProblemError) as refused, lane.enter(1):
        pass
    assert refused.value.kind is ProblemKind.BUSY
    inside.pop().__exit__(None, None, None)
    with lane.enter(1):
        assert lane.inside == 10
    for one in inside:
        one.__exit__(None, None, None)
    assert lane.inside == 0


def test_an_empty_lane_takes_on_anything() -> None:
    with Lane(0.0, 0.001, 0, Clock()).enter(10**9):
        pass


def test_in_a_lane_with_room_slow_bodies_are_no_work_and_are_bounded_by_the_room() -> None:
    lane = Lane(1.0, 10.0, 2, Clock(), room=100)
    with contextlib.ExitStack() as reading:
        for _ in range(100):
            reading.enter_context(lane.enter(1))
        with pytest.raises(ProblemError) as refused:
            lane.look(1)
        assert refused.value.kind is ProblemKind.BUSY
    with lane.enter(10), lane.serve(10), pytest.raises(ProblemError):
        lane.look(1)
    lane.look(1000)
    assert lane.refused == 2


def test_who_asks_for_an_offset_is_told_that_a_chunk_would_find_no_room(
    running: RunningHall, terminal: Terminal
) -> None:
    made = make_case(running.sealing_key, b"page")
    terminal.put(made)
    path = routes.attachment_path(made.entry_id, made.sealed.attachments[0].attachment_id)
    tus = {"Tus-Resumable": "1.0.0"}
    with running.hall.chunks.enter(10**12):
        refused = terminal.call("HEAD", path, headers=tus)
        assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
    assert terminal.call("HEAD", path, headers=tus).headers["upload-offset"] == "0"


def test_a_lane_learns_its_rate_from_the_work_alone() -> None:
    clock = Clock()
    lane = Lane(1.0, 10.0, 1, clock)
    for _ in range(40):
        with lane.enter(1):
            clock.now_s += 30.0  # reading a slow body is no work
            with lane.serve(1):
                clock.now_s += 0.01
    assert 30 < lane.units_per_s < 100
    for _ in range(40):
        with lane.enter(50), lane.serve(50):
            clock.now_s += 0.5
    assert 95 < lane.units_per_s < 105


def test_those_turned_away_get_places_one_behind_the_other() -> None:
    clock = Clock()
    line = VirtualQueue(clock)
    places = [line.place_s(1, 10.0) for _ in range(9)]
    assert places == pytest.approx([n / 9 for n in range(1, 10)])
    clock.now_s += 100
    assert line.place_s(1, 10.0) == pytest.approx(1 / 9)
    assert line.place_s(10_000, 10.0) == MAX_RETRY_AFTER_S


def test_a_quota_is_refilled_evenly_and_a_refusal_uses_nothing_up() -> None:
    clock = Clock()
    quota = Quota(60, clock)
    quota.take("a", 60)
    with pytest.raises(ProblemError) as refused:
        quota.take("a", 5)
    assert (refused.value.kind, refused.value.retry_after_s) == (ProblemKind.RATE, 5.0)
    quota.take("b", 60)
    clock.now_s += 5
    quota.take("a", 5)
    with pytest.raises(ProblemError):
        quota.take("a")


def test_calls_at_once_are_counted_for_each_name() -> None:
    calls = AtOnce(1)
    with calls.enter("a"), calls.enter("b"):
        with pytest.raises(ProblemError) as refused, calls.enter("a"):
            pass
        assert refused.value.kind is ProblemKind.RATE
    with calls.enter("a"):
        pass


def test_a_full_lane_is_told_before_the_body_is_read_and_heartbeats_pass(
    running: RunningHall, terminal: Terminal
) -> None:
    """An announced body that is never sent would hold a reader up; the refusal comes without it."""
    hall = running.hall
    made = make_case(running.sealing_key, b"page")
    with hall.records.enter(10**6), hall.chunks.enter(10**12):
        path = routes.entry_path(made.entry_id)
        head = "".join(f"{name}: {value}\r\n" for name, value in terminal.signature("PUT", path, made.body).items())
        target = urlsplit(running.url)
        with socket.create_connection((str(target.hostname), int(target.port or 0)), timeout=20) as caller:
            caller.sendall(f"PUT {path} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(made.body)}\r\n\r\n".encode())
            answer = b""
            while b"problem:busy" not in answer:
                piece = caller.recv(65536)
                assert piece, answer
                answer += piece
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nretry-after: " in answer.lower()
        assert b"\r\nsignature: " in answer.lower()
        assert_problem(terminal.call("POST", routes.ENTRIES_BATCH, made.body), 503, ProblemKind.BUSY)
        body = HEARTBEAT.model_dump_json().encode()
        assert terminal.call("POST", routes.HEARTBEAT, body).status_code == 200
        assert_problem(terminal.call("GET", path), 404, ProblemKind.NOT_FOUND)
    assert hall.records.refused == 2
    assert terminal.put(made).status_code == 201
    assert hall.records.inside == 0


def test_a_terminal_over_its_quota_waits_and_the_others_do_not(tmp_path: Path) -> None:
    settings = HallSettings(tmp_path / "hall", entries_per_minute=2)
    with running_hall(tmp_path / "hall", settings=settings) as running:
        greedy, other = running.terminal(), running.terminal("LS02")
        made = [make_case(running.sealing_key, name=str(n), serial=n) for n in range(1, 5)]
        assert [greedy.put(one).status_code for one in made[:2]] == [201, 201]
        response = greedy.put(made[2])
        assert_problem(response, 429, ProblemKind.RATE)
        assert response.headers["retry-after"] == "30"
        theirs = make_case(running.sealing_key, name="theirs", serial=9, terminal_id="LS02")
        assert other.put(theirs).status_code == 201
        running.clock.move(30)
        assert greedy.put(made[2]).status_code == 201


def test_too_many_calls_of_one_terminal_at_once_are_refused(running: RunningHall, terminal: Terminal) -> None:
    calls = [running.hall.at_once.enter("LS01") for _ in range(running.hall.settings.calls_at_once)]
    for call in calls:
        call.__enter__()
    made = make_case(running.sealing_key)
    assert_problem(terminal.put(made), 429, ProblemKind.RATE)
    for call in calls:
        call.__exit__(None, None, None)
    assert terminal.put(made).status_code == 201


def test_entries_that_come_while_the_writer_works_share_its_next_commit(
    running: RunningHall, terminal: Terminal
) -> None:
    hall = running.hall
    lane = IntakeLane(hall.database, hall.settings, hall.clock)
    works = 0
    write = Database.write
    gate = threading.Event()

    class Counting:
        def write(self, work: object) -> object:
            nonlocal works
            works += 1
            return write(hall.database, work)  # type: ignore[arg-type]  # passed on

    lane._database = Counting()  # type: ignore[assignment]  # counts and passes on
    incoming = [
        Incoming(
            open_entry(make_case(running.sealing_key, name=str(n), serial=n).body, None, "LS01", hall.keys),
            Evidence("LS01", "input", "signature"),
        )
        for n in range(1, 21)
    ]
    hall.database.write(lambda _connection: gate.wait(20))

    async def there() -> bool:
        return False

    async def main() -> list[object]:
        asyncio.get_running_loop().call_later(0, gate.set)
        return [*await asyncio.gather(*(lane.store([one], there) for one in incoming))]

    outcomes = asyncio.run(main())
    assert len(outcomes) == 20
    assert works <= 2
    assert terminal.get_answer(incoming[0].opened.sealed.entry_id).case_number is not None


def test_entries_that_the_loop_has_at_hand_share_one_commit(running: RunningHall) -> None:
    """One more with each turn of the loop, and a writer that is free: it does not begin with the first alone."""
    hall = running.hall
    lane = IntakeLane(hall.database, hall.settings, hall.clock)
    groups: list[int] = []
    write = lane._write

    def counting(entries: Sequence[Incoming]) -> Future[list[Outcome]]:
        groups.append(len(entries))
        return write(entries)

    lane._write = counting  # type: ignore[method-assign]  # counts and passes on
    incoming = [
        Incoming(
            open_entry(make_case(running.sealing_key, name=str(n), serial=n).body, None, "LS01", hall.keys),
            Evidence("LS01", "input", "signature"),
        )
        for n in range(1, 21)
    ]
    running.terminal()

    async def there() -> bool:
        return False

    async def late(turns: int, one: Incoming) -> list[Outcome]:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await lane.store([one], there)

    async def main() -> list[list[Outcome]]:
        return await asyncio.gather(*(late(turns, one) for turns, one in enumerate(incoming)))

    outcomes = asyncio.run(main())
    assert [isinstance(outcome, Stored) for [outcome] in outcomes] == [True] * 20
    assert groups == [20]


def test_a_caller_that_has_gone_before_its_turn_costs_nothing(
    running: RunningHall, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hall.web.intake_lane.ASK_AFTER_S", -1.0)
    hall = running.hall
    lane = IntakeLane(hall.database, hall.settings, hall.clock)
    made = make_case(running.sealing_key)
    incoming = Incoming(open_entry(made.body, None, "LS01", hall.keys), Evidence("LS01", "input", "signature"))

    async def gone() -> bool:
        return True

    with pytest.raises(ProblemError) as stalled:
        asyncio.run(lane.store([incoming], gone))
    assert stalled.value.kind is ProblemKind.STALLED
    assert_problem(terminal.call("GET", routes.entry_path(made.entry_id)), 404, ProblemKind.NOT_FOUND)


def test_the_window_grows_with_the_number_of_terminals(running: RunningHall, terminal: Terminal) -> None:
    body = HEARTBEAT.model_dump_json().encode()
    told = HeartbeatAnswer.model_validate_json(terminal.call("POST", routes.HEARTBEAT, body).content)
    assert (told.reconnect_window_s, told.max_batch_entries) == (10, 50)
    assert dict(WINDOWS_S) == {100: 10, 1_000: 30, 20_000: 60, None: 120}
    rows = [
        {
            "terminal_id": f"T{n}",
            "station_code": f"S{n}",
            "terminal_no": 1,
            "generation": 1,
            "created_at": datetime(2026, 11, 24, tzinfo=UTC),
        }
        for n in range(1001)
    ]
    running.hall.database.write(lambda connection: connection.execute(insert(terminals), rows)).result()
    assert running.hall.database.read(lambda connection: window_s(connection, running.hall.settings)) == 60


def test_metrics_count_calls_and_entries_and_name_nobody(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    terminal.put(made)
    terminal.put(made)
    CLIENT.get(f"{running.url}/v1/nothing/610198194503120016")
    response = CLIENT.get(running.url + routes.METRICS)
    assert response.headers["content-type"].startswith("text/plain")
    page = response.text
    assert 'hall_answers_total{method="PUT",path="/v1/entries/{entry_id}",status="201"} 1' in page
    assert 'hall_answers_total{method="GET",path="other",status="404"} 1' in page
    assert 'hall_records_total{kind="case",outcome="stored"} 1' in page
    assert 'hall_records_total{kind="case",outcome="replayed"} 1' in page
    assert "hall_terminals 1" in page
    for line in page.splitlines():
        assert line.startswith("# ") or re.fullmatch(r'[a-z_]+(\{([a-z]+="[^"\\]*",?)*\})? [0-9.e+-]+', line), line
    for private in ("LS01", "610198194503120016", made.entry_id, "LS-"):
        assert private not in page
