"""The queue's folder, the hall and the clock."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import load_settings
from config.settings.model import HallSettings
from kiosk.health.findings import State
from kiosk.health.line import HallAnswer, NoHall, ask_time, check_clock, check_hall
from kiosk.health.outbox import check_queue, judge_queue
from offline_queue.clock import SystemClock
from offline_queue.model import AdmissionCause, AlarmLevel, Level, QueueLimits, QueueStatus
from offline_queue.outbox import Outbox
from tests.hall.process import HallProcess

LIMITS = QueueLimits(reserve_bytes=0, worst_case_bytes=1, ballast_bytes=0)
STATUS = QueueStatus(
    depth=2,
    ready=1,
    registered=0,
    delivered=0,
    held=0,
    refused=0,
    purged=0,
    oldest_age_s=600.0,
    last_success_s=None,
    free_bytes=2**30,
    level=Level.GREEN,
    causes=(),
    epoch="0b6d9c1e-3f7a-4b52-9a55-0d1f8c2e7a10",
    highest_sequence=2,
    enrolment_fault=None,
)


@pytest.mark.parametrize(
    ("alarm", "level", "state"),
    [
        (AlarmLevel.WARNING, Level.GREEN, State.ATTENTION),
        (AlarmLevel.ALARM, Level.GREEN, State.ATTENTION),
        (AlarmLevel.EXPORT, Level.GREEN, State.BROKEN),
        (AlarmLevel.EXPORT, Level.RED, State.BROKEN),
    ],
)
def test_what_waits_for_long_is_told_in_words(alarm: AlarmLevel, level: Level, state: State) -> None:
    """Half a working day and a day are to be looked at; after two, staff must act, whatever else there is."""
    finding = judge_queue(replace(STATUS, alarm=alarm, level=level, held=1))
    assert (finding.state, finding.key) == (state, f"doctor.queue.{alarm.value}")


def hall_at(url: str) -> HallSettings:
    return load_settings(
        site=None,
        terminal=None,
        environ={"KIOSK_HALL__URL": url, "KIOSK_HALL__READ_TIMEOUT_S": "10.0"},
    ).hall


def test_queue_that_was_never_used_is_not_made(tmp_path: Path) -> None:
    """The report changes nothing."""
    finding = check_queue(tmp_path / "queue", LIMITS)
    assert (finding.state, finding.key) == (State.BROKEN, "queue.error.not_enrolled")
    assert list(tmp_path.iterdir()) == []


def test_queue_of_a_running_terminal_is_left_alone(tmp_path: Path) -> None:
    """Whoever has the folder open keeps it."""
    with Outbox.open(tmp_path):
        finding = check_queue(tmp_path, LIMITS)
    assert (finding.state, finding.key) == (State.READY, "doctor.queue.in_use")


def test_queue_without_enrolment(tmp_path: Path) -> None:
    """It could store nothing."""
    with Outbox.open(tmp_path):
        pass
    assert check_queue(tmp_path, LIMITS).key == "queue.error.not_enrolled"


@pytest.mark.parametrize(
    ("status", "state", "key"),
    [
        (STATUS, State.READY, "doctor.queue.ready"),
        (replace(STATUS, held=1), State.ATTENTION, "doctor.queue.held"),
        (
            replace(STATUS, level=Level.AMBER, causes=(AdmissionCause.DEPTH_HIGH,)),
            State.ATTENTION,
            "doctor.queue.amber",
        ),
        (
            replace(STATUS, level=Level.RED, causes=(AdmissionCause.SPACE_EXHAUSTED,)),
            State.BROKEN,
            "doctor.queue.red",
        ),
    ],
    ids=["green", "held", "amber", "red"],
)
def test_figures_of_the_queue(status: QueueStatus, state: State, key: str) -> None:
    """Green, near a limit, and closed."""
    finding = judge_queue(status)
    assert (finding.state, finding.key, finding.values["oldest_min"]) == (state, key, 10)


def test_hall_answers_with_its_time(tmp_path: Path) -> None:
    """A hall on the same machine has the same time."""
    with HallProcess(tmp_path) as hall:
        answer = ask_time(hall_at(hall.url), SystemClock())
    assert isinstance(answer, HallAnswer)
    assert abs(answer.offset_s) < 300
    assert check_hall(answer, "https://hall.example").state is State.READY


def test_hall_is_not_there() -> None:
    """The terminal serves on, so it is not broken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = ask_time(hall_at(f"http://127.0.0.1:{taken.getsockname()[1]}"), SystemClock())
    assert answer == NoHall("refused")
    finding = check_hall(answer, "https://hall.example")
    assert (finding.state, finding.detail_key) == (State.ATTENTION, "queue.error.channel.refused")


class LoginPage(http.server.BaseHTTPRequestHandler):
    """What a captive portal answers to everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Please log in</html>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing."""


@pytest.fixture
def login_page() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), LoginPage)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_login_page_is_not_taken_for_the_hall(login_page: str) -> None:
    """A 200 with something else in it."""
    assert ask_time(hall_at(login_page), SystemClock()) == NoHall("foreign")


@pytest.mark.parametrize(
    ("synchronised", "answer", "key"),
    [
        (True, HallAnswer(0.2), "doctor.clock.ready"),
        (True, NoHall("timeout"), "doctor.clock.ready"),
        (True, HallAnswer(-9.0), "doctor.clock.off"),
        (False, HallAnswer(0.2), "doctor.clock.free_running"),
        (False, HallAnswer(301.0), "doctor.clock.far_off"),
    ],
)
def test_clock(synchronised: bool, answer: HallAnswer | NoHall, key: str) -> None:
    """Kept or not, and how far from the hall's."""
    assert check_clock(synchronised=synchronised, answer=answer).key == key
