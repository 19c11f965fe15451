"""The settings name a printer with process ids, and this one has none: the weaker proof is taken, by its own name."""

from __future__ import annotations

from collections.abc import Callable

from drivers.printer.outcome import Confirmed, UnknownOutcome, UnknownReason
from drivers.printer.profile import PROFILES, ProofMethod
from drivers.printer.status import Ready
from tests.drivers.printer.conftest import HASTY, Bench
from tests.drivers.printer.sample_slips import striped


def test_the_answer_in_buffer_order_is_the_proof(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(PROFILES["80mm-process-id"])
    bench.simulator.without(process_ids=True)

    assert bench.print(striped()) == Confirmed(ProofMethod.BUFFERED_STATUS, cut=True, status=Ready())


def test_without_either_proof_the_outcome_is_unknown(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(PROFILES["80mm-process-id"], HASTY)
    bench.simulator.without(process_ids=True, ordered_status=True)

    assert bench.print(striped(rows=20)) == UnknownOutcome(UnknownReason.NO_PROOF, Ready())
