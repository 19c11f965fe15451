"""The bench tools: one object with what was read, asked or set."""

from __future__ import annotations

import threading

import pytest

from drivers.code_scanner.bench_tool import provision_scanner, read_code, scanner_status
from drivers.code_scanner.codec import Family
from drivers.commands import TimeLimitError
from tests.drivers.code_scanner.desk import Desk


def test_read(desk: Desk, family: Family) -> None:
    """Kind, scheme, text, length."""
    desk.scanner.close()

    def show() -> None:
        assert desk.simulator.await_beam(on=True)
        desk.simulator.show("28" * 9)

    hand = threading.Thread(target=show)
    hand.start()
    assert read_code(desk.simulator.port, family.value, timeout_s=20) == {
        "kind": "payment",
        "scheme": "alipay",
        "text": "28" * 9,
        "length": 18,
    }
    hand.join()


def test_nothing_is_shown(desk: Desk, family: Family) -> None:
    """The time is over."""
    desk.scanner.close()
    with pytest.raises(TimeLimitError):
        read_code(desk.simulator.port, family.value, timeout_s=0.1)


def test_status_and_provisioning(desk: Desk, family: Family) -> None:
    """It is ready; each step of the set-up with its result."""
    desk.scanner.close()
    assert scanner_status(desk.simulator.port, family.value) == {"status": "ready", "family": family.value}
    steps = provision_scanner(desk.simulator.port, family.value)["steps"]
    assert isinstance(steps, list)
    assert all(step.endswith((": done", ": sent")) for step in steps)
