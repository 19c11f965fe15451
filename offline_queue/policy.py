"""Every decision of the queue as a pure function: what an answer means, how long to wait, who may begin.

Sources: decisions, "The wire"; hall sheet section 3.4; offline queue sheet, "Retries" and "Backpressure".
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from offline_queue.errors import ChannelFault, EnrolmentFault
from offline_queue.model import Admission, AdmissionCause, HoldCause, Level, QueueLimits, SyncStop
from offline_queue.wire.entries import Problem, ProblemKind

BACKOFF_BASE_S = 1.0
BACKOFF_CAP_S = 300.0
RETRY_AFTER_MIN_S = 2.0
RETRY_AFTER_MAX_S = 120.0
DEFAULT_WINDOW_S = 10.0
"""How long the first contact is spread over, until a heartbeat has named another figure."""
MAX_FAULTS = 8
"""So many failures of one entry, while others succeed, and it waits for staff."""
HIGH_SHARE = 0.8
"""From this part of a limit on the level is amber."""


@dataclass(frozen=True, slots=True)
class Good:
    """2xx: go on with the body of the answer."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The entry waits for staff; the others go on."""

    cause: HoldCause


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing is sent any more until staff have done something; everything is kept."""

    cause: SyncStop


@dataclass(frozen=True, slots=True)
class WaitAsTold:
    """The hall is busy; ``retry_after_s`` is what it said, None when it said nothing."""

    retry_after_s: float | None


@dataclass(frozen=True, slots=True)
class EntryFailed:
    """500: the hall failed on this request. Whether it is the entry's fault shows what becomes of others."""


@dataclass(frozen=True, slots=True)
class ChannelFailed:
    """Back off the whole channel; says nothing about the entry."""

    fault: ChannelFault


Meaning = Good | Hold | Stop | WaitAsTold | EntryFailed | ChannelFailed

_HOLDS: Mapping[ProblemKind, HoldCause] = {
    ProblemKind.ENTRY_DIFFERS: HoldCause.ENTRY_DIFFERS,
    ProblemKind.RECEIPT_TAKEN: HoldCause.RECEIPT_TAKEN,
    ProblemKind.SCHEMA: HoldCause.SCHEMA,
    ProblemKind.SEAL: HoldCause.SEAL,
    ProblemKind.TOO_LARGE: HoldCause.TOO_LARGE,
}
_HOLDS_BY_STATUS: Mapping[int, HoldCause] = {413: HoldCause.TOO_LARGE, 422: HoldCause.SCHEMA}
_STOPS: Mapping[ProblemKind, SyncStop] = {
    ProblemKind.CLOCK_SKEW: SyncStop.CLOCK,
    ProblemKind.KEY_UNKNOWN: SyncStop.KEY_UNKNOWN,
    ProblemKind.KEY_REVOKED: SyncStop.KEY_REVOKED,
}


def read_problem(body: bytes) -> Problem | None:
    """Return the problem details of an answer, or None when it carries none that can be read."""
    try:
        return Problem.model_validate_json(body)
    except ValidationError:
        return None


def meaning_of(status: int, headers: Mapping[str, str], body: bytes) -> Meaning:
    """Say what a verified answer means, by the wire's table. ``headers`` must find names in lower case."""
    if 200 <= status < 300:
        return Good()
    problem = read_problem(body)
    kind = None if problem is None else problem.kind
    match status:
        case 401 | 403:
            return Stop(_STOPS.get(kind, SyncStop.SIGNATURE) if kind is not None else SyncStop.SIGNATURE)
        case 408:
            return ChannelFailed(ChannelFault.TIMEOUT)
        case 429 | 503:
            return WaitAsTold(_told_s(problem, headers))
        case 500:
            return EntryFailed()
        case _ if status >= 500:
            return ChannelFailed(ChannelFault.UNAVAILABLE)
        case _ if 400 <= status < 500:
            by_status = _HOLDS_BY_STATUS.get(status, HoldCause.REQUEST_REFUSED)
            return Hold(by_status if kind is None else _HOLDS.get(kind, by_status))
        case _:
            return ChannelFailed(ChannelFault.GARBAGE)


def backoff_s(failures: int, rng: random.Random) -> float:
    """Return full jitter: a random wait up to base × 2^failures, between 1 s and 300 s."""
    ceiling = min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2.0 ** min(failures, 16))
    return max(BACKOFF_BASE_S, rng.uniform(0.0, ceiling))


def outage_wait_s(failures: int, down_s: float, window_s: float, rng: random.Random) -> float:
    """Return full jitter for a channel that has failed for ``down_s``: after a short outage nobody stays away for long.

    The ceiling is that of `backoff_s`, but not more than the outage has lasted so far, or than the window over which
    first contacts are spread where that is longer. So who is back is back within twice the outage, and the fleet comes
    back over a time that grows with it.
    """
    ceiling = min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2.0 ** min(failures, 16), max(window_s, down_s))
    return max(BACKOFF_BASE_S, rng.uniform(0.0, ceiling))


def told_wait_s(retry_after_s: float | None, failures: int, rng: random.Random) -> float:
    """Return what the hall said, between 2 s and 120 s and up to a tenth more; full jitter when it said nothing."""
    if retry_after_s is None:
        return backoff_s(failures, rng)
    return min(RETRY_AFTER_MAX_S, max(RETRY_AFTER_MIN_S, retry_after_s)) * rng.uniform(1.0, 1.1)


def first_contact_s(window_s: float, rng: random.Random) -> float:
    """Return how long to wait before the first contact after the line came back."""
    return rng.uniform(0.0, max(0.0, window_s))


def heartbeat_gap_s(next_in_s: float, rng: random.Random) -> float:
    """Return the time to the next heartbeat: what the hall said, spread by a fifth either way."""
    return next_in_s * rng.uniform(0.8, 1.2)


def is_poison(faults: int) -> bool:
    """Return whether an entry failed often enough, while others succeeded, to be held."""
    return faults >= MAX_FAULTS


@dataclass(frozen=True, slots=True)
class Figures:
    """What admission looks at."""

    free_bytes: int
    depth: int
    oldest_age_s: float
    enrolment_fault: EnrolmentFault | None
    store_failed: bool


def admission(figures: Figures, worst_bytes: int, limits: QueueLimits) -> Admission:
    """Say whether a visit that may store ``worst_bytes`` can begin.

    Red: nothing can be taken in. Amber: room for paperless entries only, or a limit is near. ``worst_bytes``
    counts twice, because a crash may leave one copy to be swept.
    """
    red = _red_causes(figures, limits)
    if red:
        return Admission(Level.RED, tuple(red))
    amber = []
    if worst_bytes > 0 and figures.free_bytes < 2 * worst_bytes + limits.reserve_bytes:
        amber.append(AdmissionCause.SPACE_SHORT)
    if figures.depth >= HIGH_SHARE * limits.max_depth:
        amber.append(AdmissionCause.DEPTH_HIGH)
    if figures.oldest_age_s >= HIGH_SHARE * limits.max_age_h * 3600:
        amber.append(AdmissionCause.AGE_HIGH)
    return Admission(Level.AMBER if amber else Level.GREEN, tuple(amber))


_ENROLMENT_CAUSES: Mapping[EnrolmentFault, AdmissionCause] = {
    EnrolmentFault.ABSENT: AdmissionCause.NOT_ENROLLED,
    EnrolmentFault.DAMAGED: AdmissionCause.NOT_ENROLLED,
    EnrolmentFault.OF_EARLIER_STORE: AdmissionCause.STORE_REPLACED,
    EnrolmentFault.SUITE_UNKNOWN: AdmissionCause.NOT_ENROLLED,
}


def _red_causes(figures: Figures, limits: QueueLimits) -> list[AdmissionCause]:
    causes = []
    if figures.store_failed:
        causes.append(AdmissionCause.STORE_FAILED)
    if figures.enrolment_fault is not None:
        causes.append(_ENROLMENT_CAUSES[figures.enrolment_fault])
    if figures.free_bytes < limits.reserve_bytes:
        causes.append(AdmissionCause.SPACE_EXHAUSTED)
    if figures.depth >= limits.max_depth:
        causes.append(AdmissionCause.DEPTH_REACHED)
    if figures.oldest_age_s >= limits.max_age_h * 3600:
        causes.append(AdmissionCause.AGE_REACHED)
    return causes


def _told_s(problem: Problem | None, headers: Mapping[str, str]) -> float | None:
    if problem is not None and problem.retry_after_s is not None:
        return problem.retry_after_s
    raw = headers.get("retry-after", "").strip()
    return float(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else None
