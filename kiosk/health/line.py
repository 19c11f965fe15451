"""Checks of the line to the hall and of the clock, which the hall's own clock is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.health.findings import Check, Finding, State
from offline_queue.clock import Clock
from offline_queue.wire import routes

if TYPE_CHECKING:
    from config.settings.model import HallSettings

SKEW_LIMIT_S = 300.0
"""The hall refuses signatures that are further from its time than this (decisions, "The wire")."""
WORTH_SAYING_S = 5.0
MAX_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class HallAnswer:
    """What the hall said: its time minus ours in seconds, half the way there taken off."""

    offset_s: float


@dataclass(frozen=True, slots=True)
class NoHall:
    """Why there is no answer: the last part of ``queue.error.channel.<value>``."""

    fault: str


def ask_time(hall: HallSettings, clock: Clock) -> HallAnswer | NoHall:
    """Ask the hall for its time; needs no enrolment, so the answer is not checked to be the hall's own."""
    import requests
    from pydantic import ValidationError

    from offline_queue.wire.entries import HallTime

    asked_s = clock.now_s()
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(
                hall.url.rstrip("/") + routes.TIME,
                timeout=(hall.connect_timeout_s, hall.read_timeout_s),
                allow_redirects=False,
                verify=str(hall.ca_file) if hall.ca_file else True,
                stream=True,
            )
            body = answer.raw.read(MAX_ANSWER_BYTES, decode_content=True)
            answer.close()
    except requests.exceptions.SSLError:
        return NoHall("tls")
    except requests.exceptions.Timeout:
        return NoHall("timeout")
    except requests.exceptions.ConnectionError:
        return NoHall("refused")
    except (requests.exceptions.RequestException, OSError):
        return NoHall("broken")
    came_s = clock.now_s()
    if answer.status_code in {502, 503, 504}:
        return NoHall("unavailable")
    try:
        told = HallTime.model_validate_json(body)
    except ValidationError:
        return NoHall("foreign")
    return HallAnswer(told.hall_time.timestamp() - (asked_s + came_s) / 2)


def check_hall(answer: HallAnswer | NoHall, url: str) -> Finding:
    """Say whether the hall answers. Without it the terminal serves on: entries wait."""
    match answer:
        case HallAnswer():
            return Finding(Check.HALL, State.READY, "doctor.hall.ready", {"url": url})
        case NoHall(fault):
            return Finding(
                Check.HALL,
                State.ATTENTION,
                "doctor.hall.unreachable",
                {"url": url, "fault": fault},
                "queue.cure.channel",
                f"queue.error.channel.{fault}",
            )


def check_clock(*, synchronised: bool, answer: HallAnswer | NoHall) -> Finding:
    """Say how far the clock can be trusted; times go into every document and every signature."""
    offset_s = answer.offset_s if isinstance(answer, HallAnswer) else None
    values: dict[str, object] = {"offset_s": None if offset_s is None else round(offset_s, 1)}
    if offset_s is not None and abs(offset_s) > SKEW_LIMIT_S:
        # The terminal corrects itself by the hall's time, so it serves on; its slips show a wrong time.
        return Finding(Check.CLOCK, State.ATTENTION, "doctor.clock.far_off", values, "doctor.cure.clock")
    if not synchronised:
        return Finding(Check.CLOCK, State.ATTENTION, "doctor.clock.free_running", values, "doctor.cure.clock")
    if offset_s is not None and abs(offset_s) > WORTH_SAYING_S:
        return Finding(Check.CLOCK, State.ATTENTION, "doctor.clock.off", values, "doctor.cure.clock")
    return Finding(Check.CLOCK, State.READY, "doctor.clock.ready", values)
