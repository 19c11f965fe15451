"""``kiosk fees`` and what a demo lays: files that a hall takes as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config.catalogue.load import load_catalogue
from hall.payments.fees import read_fees
from hall.payments.platforms import FilePlatform
from hall.simulators.payments.sample_bills import BILLS, FILE_NAME, write_bills
from kiosk.cli.main import main
from kiosk.demo.payment_site import NOTICES, lay_fees, sandbox_words

NUMBER = next(iter(BILLS))
"""Of a notice that is not paid."""


def test_the_draft_is_a_file_that_the_hall_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every fee with an amount, each with its own code, in fen, for the office's account; a reduction is a comment."""
    assert main(["fees", "--card", "--notices", "nontax.json"]) == 0
    text = capsys.readouterr().out
    (tmp_path / "fees.toml").write_text(text, "utf-8")
    fees = read_fees(tmp_path / "fees.toml")
    expected = [
        (item.id, fee.name, fee.amount_fen)
        for item in load_catalogue().items.values()
        for fee in item.fee.items
        if fee.amount_fen
    ]
    assert [(fee.item_id, fee.name, fee.amount_fen) for fee in fees.fees] == expected
    assert [fee.amount_fen for fee in fees.of_item("id_card_renewal")] == [2_000, 4_000, 1_000]
    assert (fees.cash, fees.card, fees.platforms[0].file) == (False, True, "nontax.json")
    assert "# reductions: 首次申领免收" in text


def test_a_catalogue_that_is_none_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fees", "--catalogue", str(tmp_path / "none.yaml")]) == 2
    assert capsys.readouterr().err.startswith("kiosk fees: ")


def test_the_demo_lays_fees_and_the_sandbox_the_rest(tmp_path: Path) -> None:
    """The platform for notices finds those that the sandbox lays, and what is paid there stays paid."""
    lay_fees(tmp_path)
    fees = read_fees(tmp_path / "fees.toml")
    assert (fees.cash, fees.card, fees.platforms[0].file) == (True, False, FILE_NAME)
    assert NOTICES == FILE_NAME
    write_bills(tmp_path)
    platform = FilePlatform(tmp_path / NOTICES, fees.platforms[0].pattern)
    region = fees.platforms[0].region_code
    notice = platform.query(NUMBER, region)
    assert notice is not None
    assert (notice.amount_fen, notice.is_paid) == (3_500, False)
    platform.settle(NUMBER, region, "K1", 3_500)
    write_bills(tmp_path)
    settled = platform.query(NUMBER, region)
    assert settled is not None
    assert settled.is_paid


def test_the_sandbox_of_the_demo_lays_accounts_keys_and_notices(tmp_path: Path) -> None:
    """Before it says where it listens, so that the hall can start then."""
    words = sandbox_words(tmp_path, "http://127.0.0.1:9")
    with subprocess.Popen([sys.executable, *words[1:]], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening on http://127.0.0.1:")
        laid = {path.name for path in tmp_path.iterdir()}
        process.terminate()
    assert {"payments.toml", "wechat-private.pem", "bridge.key", NOTICES, "payment-sandbox"} <= laid
