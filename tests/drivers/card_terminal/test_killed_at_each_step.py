"""The program is killed at every write of the journal and on the line: after it starts again everything is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.card_terminal.journal import PaymentState
from drivers.card_terminal.model import CardOrderId, NotPaid, Paid, Unresolved, Void, Voided
from tests.drivers.card_terminal.desk import FEE_FEN
from tests.drivers.card_terminal.world import CALM, CardWorld, Killed

ORDER = CardOrderId("order-0")

pytestmark = pytest.mark.expects_log_warnings


def killed_at(folder: Path, seed: int, step: int, silent_from: str) -> CardWorld | None:
    """A payment that is killed at a step; None when it has fewer."""
    world = CardWorld(folder, seed, CALM, kill_at=step)
    world.desk.core.faults.silent_from = silent_from
    try:
        world.desk.pay(ORDER, FEE_FEN)
    except Killed:
        world.desk.core.faults.silent_from = ""
        return world
    world.desk.close()
    return None


@pytest.mark.parametrize("seed", [0, 1], ids=["one_line", "the_other"])
@pytest.mark.parametrize("silent_from", ["", "command", "charge", "status"])
def test_a_payment_killed_at_any_step_is_charged_once_and_known(
    quick_folder: Path, seed: int, silent_from: str
) -> None:
    """Asked after the start: paid if and only if it was charged; paid again it is charged once in all."""
    steps = charged = 0
    while (world := killed_at(quick_folder, seed, steps + 1, silent_from)) is not None:
        steps += 1
        world.fate.kill_at = None
        world._start()
        world.desk.driver.poll()
        assert world.desk.journal.open_payments() == ()
        was_charged = bool(world.desk.bank.standing)
        charged += was_charged
        result = world.desk.ask(ORDER)
        assert isinstance(result, Paid) is was_charged, (steps, result)
        assert not isinstance(result, Unresolved)
        assert isinstance(world.desk.pay(ORDER, FEE_FEN), Paid)
        assert [one.amount_fen for one in world.desk.bank.standing] == [FEE_FEN]
        world.desk.close()
    assert steps > 12
    assert 0 < charged < steps


def test_a_void_killed_at_any_step_takes_back_once(quick_folder: Path) -> None:
    """Told again afterwards, the terminal takes nothing back twice, and in the end it is taken back."""
    step = 0
    while True:
        step += 1
        world = CardWorld(quick_folder, 1, CALM)
        assert isinstance(world.desk.pay(ORDER, FEE_FEN), Paid)
        world.fate.kill_at = world.fate.steps + step
        try:
            world.desk.driver.run(Void(ORDER), world.desk.context())
        except Killed:
            world.fate.kill_at = None
            world._start()
        else:
            world.desk.close()
            break
        assert isinstance(world.desk.driver.run(Void(ORDER), world.desk.context()), Voided)
        assert world.desk.bank.standing == []
        world.desk.close()
        world.path.unlink()
    assert step > 8


def test_a_declined_payment_killed_at_any_step_is_not_charged(quick_folder: Path) -> None:
    """After the start it is known that nothing was charged."""
    for step in range(1, 60):
        world = CardWorld(quick_folder, 0, CALM, kill_at=step)
        world.desk.core.faults.declines_with = 0x05
        try:
            world.desk.pay(ORDER, FEE_FEN)
        except Killed:
            world.fate.kill_at = None
            world._start()
            world.desk.driver.poll()
        payment = world.desk.journal.latest(ORDER)
        assert payment is None or payment.state is PaymentState.DECLINED
        assert payment is None or isinstance(world.desk.ask(ORDER), NotPaid)
        world.desk.close()
