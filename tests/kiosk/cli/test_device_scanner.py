"""``kiosk device scanner``: one object, with the result or with the typed error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drivers.code_scanner.codec import Family
from drivers.code_scanner.simulator import CodeScannerSimulator
from kiosk.cli.main import main


def test_result_and_error_are_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0 with the result, 1 with the error."""
    simulator = CodeScannerSimulator(Family.NEWLAND, link=tmp_path / "scanner", baud=0)
    simulator.start()

    def run(action: str, *more: str) -> tuple[int, dict[str, object]]:
        words = ["device", "scanner", action, "--port", simulator.port, "--family", "newland", "--json", *more]
        code = main(words)
        told: dict[str, object] = json.loads(capsys.readouterr().out)
        return code, told

    simulator.show("0012")
    assert run("read") == (0, {"kind": "unknown", "scheme": None, "text": "0012", "length": 4})
    assert run("status") == (0, {"status": "ready", "family": "newland"})
    code, told = run("provision")
    assert (code, told["steps"]) == (0, [f"{name}: done" for name in _STEPS])
    simulator.faults.deaf = True
    code, told = run("status")
    error = told["error"]
    assert isinstance(error, dict)
    assert (code, error["code"]) == (1, "no_reply")
    simulator.stop()


_STEPS = ("SCNMOD0", "TSUENA1", "TSUSET0D", "ORTSET60000", "RRDDUR1000")
