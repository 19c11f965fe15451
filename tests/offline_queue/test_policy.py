"""Every decision of the queue, by table."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_queue import policy
from offline_queue.errors import ChannelFault, EnrolmentFault
from offline_queue.model import PRIORITY, AdmissionCause, HoldCause, Level, QueueLimits, SyncStop
from offline_queue.policy import ChannelFailed, EntryFailed, Good, Hold, Stop, WaitAsTold
from offline_queue.wire.entries import EntryKind, Problem, ProblemKind
from tests.offline_queue.build import MOMENT

GIB = 1024**3
FINE = policy.Figures(free_bytes=10 * GIB, depth=0, oldest_age_s=0, enrolment_fault=None, store_failed=False)
LIMITS = QueueLimits()


def body(kind: str, retry_after_s: float | None = None) -> bytes:
    problem = Problem(
        type=f"urn:service-circle:problem:{kind}",
        title="x",
        status=400,
        retryable=False,
        hall_time=MOMENT,
        retry_after_s=retry_after_s,
    )
    return problem.model_dump_json().encode()


@pytest.mark.parametrize(
    ("status", "kind", "meaning"),
    [
        (200, "", Good()),
        (201, "", Good()),
        (204, "", Good()),
        (400, "upload-protocol", Hold(HoldCause.REQUEST_REFUSED)),
        (400, "", Hold(HoldCause.REQUEST_REFUSED)),
        (401, "clock-skew", Stop(SyncStop.CLOCK)),
        (401, "signature", Stop(SyncStop.SIGNATURE)),
        (401, "key-unknown", Stop(SyncStop.KEY_UNKNOWN)),
        (401, "", Stop(SyncStop.SIGNATURE)),
        (401, "something-new", Stop(SyncStop.SIGNATURE)),
        (403, "key-revoked", Stop(SyncStop.KEY_REVOKED)),
        (404, "not-found", Hold(HoldCause.REQUEST_REFUSED)),
        (408, "stalled", ChannelFailed(ChannelFault.TIMEOUT)),
        (409, "entry-differs", Hold(HoldCause.ENTRY_DIFFERS)),
        (409, "receipt-taken", Hold(HoldCause.RECEIPT_TAKEN)),
        (413, "too-large", Hold(HoldCause.TOO_LARGE)),
        (413, "", Hold(HoldCause.TOO_LARGE)),
        (422, "schema", Hold(HoldCause.SCHEMA)),
        (422, "seal", Hold(HoldCause.SEAL)),
        (422, "", Hold(HoldCause.SCHEMA)),
        (500, "internal", EntryFailed()),
        (502, "", ChannelFailed(ChannelFault.UNAVAILABLE)),
        (504, "", ChannelFailed(ChannelFault.UNAVAILABLE)),
        (302, "", ChannelFailed(ChannelFault.GARBAGE)),
        (700, "", ChannelFailed(ChannelFault.UNAVAILABLE)),
        (100, "", ChannelFailed(ChannelFault.GARBAGE)),
    ],
)
def test_what_an_answer_means(status: int, kind: str, meaning: policy.Meaning) -> None:
    assert policy.meaning_of(status, {}, body(kind) if kind else b"garbage") == meaning


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "content", "told_s"),
    [
        ({"retry-after": " 7 "}, b"", 7.0),
        ({"retry-after": "7"}, body("busy", 3.5), 3.5),
        ({"retry-after": "7"}, body("busy"), 7.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"", None),
        ({"retry-after": "٣"}, b"", None),
        ({"retry-after": "9" * 30}, b"", None),
        ({}, b"", None),
    ],
)
def test_busy_waits_as_told(status: int, headers: dict[str, str], content: bytes, told_s: float | None) -> None:
    assert policy.meaning_of(status, headers, content) == WaitAsTold(told_s)


@given(st.integers(0, 1000), st.integers())
def test_full_jitter_stays_between_a_second_and_five_minutes(failures: int, seed: int) -> None:
    wait_s = policy.backoff_s(failures, random.Random(seed))
    assert 1.0 <= wait_s <= min(300.0, max(1.0, 2.0 ** min(failures, 16)))


def test_full_jitter_spreads_over_the_whole_range() -> None:
    rng = random.Random(1)
    waits = [policy.backoff_s(20, rng) for _ in range(1000)]
    assert min(waits) < 10
    assert max(waits) > 290
    assert 130 < sum(waits) / len(waits) < 170


@given(st.floats(0, 1e9), st.integers())
def test_retry_after_is_clamped_and_spread(told_s: float, seed: int) -> None:
    wait_s = policy.told_wait_s(told_s, 1, random.Random(seed))
    assert 2.0 <= wait_s <= 132.0
    assert wait_s <= 1.1 * max(2.0, told_s) + 1e-9
    assert wait_s >= min(120.0, told_s)


def test_without_a_figure_busy_is_jitter() -> None:
    assert policy.told_wait_s(None, 3, random.Random(4)) == policy.backoff_s(3, random.Random(4))


@given(st.floats(0, 3600), st.integers())
def test_the_first_contact_is_spread_over_the_window(window_s: float, seed: int) -> None:
    assert 0 <= policy.first_contact_s(window_s, random.Random(seed)) <= window_s


@given(st.floats(5, 86400), st.integers())
def test_heartbeats_are_spread_by_a_fifth(next_in_s: float, seed: int) -> None:
    assert 0.8 * next_in_s <= policy.heartbeat_gap_s(next_in_s, random.Random(seed)) <= 1.2 * next_in_s + 1e-9


def test_poison_is_eight_faults() -> None:
    assert [policy.is_poison(faults) for faults in (0, 7, 8, 9)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("figures", "worst_bytes", "level", "causes"),
    [
        (FINE, 32 * 1024**2, Level.GREEN, ()),
        (replace(FINE, free_bytes=300 * 1024**2), 32 * 1024**2, Level.AMBER, (AdmissionCause.SPACE_SHORT,)),
        (replace(FINE, free_bytes=300 * 1024**2), 0, Level.GREEN, ()),
        (replace(FINE, free_bytes=200 * 1024**2), 0, Level.RED, (AdmissionCause.SPACE_EXHAUSTED,)),
        (replace(FINE, depth=399), 0, Level.GREEN, ()),
        (replace(FINE, depth=400), 0, Level.AMBER, (AdmissionCause.DEPTH_HIGH,)),
        (replace(FINE, depth=500), 0, Level.RED, (AdmissionCause.DEPTH_REACHED,)),
        (replace(FINE, oldest_age_s=39 * 3600), 0, Level.AMBER, (AdmissionCause.AGE_HIGH,)),
        (replace(FINE, oldest_age_s=48 * 3600), 0, Level.RED, (AdmissionCause.AGE_REACHED,)),
        (replace(FINE, enrolment_fault=EnrolmentFault.ABSENT), 0, Level.RED, (AdmissionCause.NOT_ENROLLED,)),
        (replace(FINE, enrolment_fault=EnrolmentFault.DAMAGED), 0, Level.RED, (AdmissionCause.NOT_ENROLLED,)),
        (
            replace(FINE, enrolment_fault=EnrolmentFault.OF_EARLIER_STORE),
            0,
            Level.RED,
            (AdmissionCause.STORE_REPLACED,),
        ),
        (replace(FINE, store_failed=True), 0, Level.RED, (AdmissionCause.STORE_FAILED,)),
        (
            replace(FINE, store_failed=True, free_bytes=0),
            0,
            Level.RED,
            (AdmissionCause.STORE_FAILED, AdmissionCause.SPACE_EXHAUSTED),
        ),
    ],
)
def test_who_may_begin(
    figures: policy.Figures, worst_bytes: int, level: Level, causes: tuple[AdmissionCause, ...]
) -> None:
    admission = policy.admission(figures, worst_bytes, LIMITS)
    assert (admission.level, admission.causes) == (level, causes)


def test_every_kind_has_its_priority() -> None:
    assert set(PRIORITY) == set(EntryKind)
    assert min(PRIORITY, key=lambda kind: PRIORITY[kind]) is EntryKind.PAYMENT_OUTCOME
    assert max(PRIORITY, key=lambda kind: PRIORITY[kind]) is EntryKind.DEVICE_REPORT


def test_every_problem_of_an_entry_has_a_cause() -> None:
    """A new kind of problem is a decision, not an accident."""
    about_entries = {ProblemKind.ENTRY_DIFFERS, ProblemKind.RECEIPT_TAKEN, ProblemKind.SCHEMA, ProblemKind.SEAL}
    causes = {policy.meaning_of(409, {}, body(kind)) for kind in about_entries}
    assert Hold(HoldCause.REQUEST_REFUSED) not in causes
    assert len(causes) == len(about_entries)


def test_nobody_stays_away_longer_than_the_outage_has_lasted_or_the_window() -> None:
    rng = random.Random(3)
    for failures in range(20):
        ceiling = min(300.0, 2.0**failures)
        for down_s in (0.0, 20.0, 60.0, 1e6):
            wait_s = policy.outage_wait_s(failures, down_s, 10.0, rng)
            assert 1.0 <= wait_s <= max(1.0, min(ceiling, max(10.0, down_s)))
    assert max(policy.outage_wait_s(16, 1e6, 10.0, rng) for _ in range(200)) > 290
