"""Random worlds from the terminal's side: what its pages would say is true, and no bill is offered twice.

``tools/prove`` plays 20 times as many; ``KIOSK_PAY_SEED`` plays one alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hall.payments.fees import FeeRule, FeesFile
from hall.payments.gateway import Parts
from hall.payments.providers.accounts import read_accounts
from hall.payments.providers.offered import offered_providers
from hall.simulators.payments.direct import URL, exchange_with
from hall.simulators.payments.keys import write_accounts
from hall.simulators.payments.server import PaymentSandbox
from hall.web.app import open_hall
from hall.web.context import Hall
from offline_queue.wire.payments import FeeClass
from tests.hall.payments.edge import enrol
from tests.hall.terminal import TestClock, settings_for
from tests.kiosk.payments.street import Street
from tests.kiosk.payments.town import keys_of_all

SEEDS = 100 * int(os.environ.get("KIOSK_PROVE", "1"))
FIRST = int(os.environ.get("KIOSK_PAY_SEED", "-1"))
BLOCKS = 5
FEES = FeesFile(
    cash=True,
    fees=(
        FeeRule(
            item_id="copy",
            code="fee",
            name="工本费",
            fee_class=FeeClass.SERVICE_FEE,
            amount_fen=1_000,
            payee="区财政局",
            basis="样例",
        ),
    ),
)


@dataclass
class Quarter:
    """The one hall and the one sandbox of all streets."""

    hall: Hall
    clock: TestClock
    sandbox: PaymentSandbox


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    folder: Path = tmp_path_factory.mktemp("quarter")
    clock = TestClock()
    keys = keys_of_all()
    sandbox = PaymentSandbox(keys, clock)
    accounts = read_accounts(write_accounts(folder, keys, URL, "http://127.0.0.1:9"), required=True)
    settings = settings_for(folder)
    parts = Parts(FEES, offered_providers(accounts, clock, exchange_with(sandbox)), {}, settings.zone, threads=1)
    hall = open_hall(settings, clock=clock, steady_clock=clock.steady, payments=parts)
    names = [f"T{seed}" for seed in (range(SEEDS) if FIRST < 0 else [FIRST])]
    hall.database.write(lambda connection: enrol(connection, *names)).result()
    yield Quarter(hall, clock, sandbox)
    hall.database.close()


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_said_is_true_whatever_breaks(quarter: Quarter, block: int, tmp_path: Path) -> None:
    """Never not paid what was paid, never paid what was not, and no second charge while one has no end."""
    seeds = range(block, SEEDS, BLOCKS) if FIRST < 0 else [FIRST] * (block == 0)
    for seed in seeds:
        Street(seed, quarter.hall, quarter.clock, quarter.sandbox, tmp_path).run()
