"""Hall and payment providers as real processes, killed and started again, on a clock that a file moves.

Where the environment names a database and an object store, the hall's processes use these.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hall.database import Database
from hall.payments.orders import is_anything_due
from hall.simulators.payments.kept import WORLD_FILE
from tests.hall.payments.shifted import shifted
from tests.hall.process import ROOT
from tests.hall.terminal import CLIENT, Terminal

FEES = """version = 1
[[fees]]
item_id = "copy"
code = "fee"
name = "工本费"
fee_class = "service_fee"
amount_fen = 1000
payee = "区财政局"
basis = "样例"
"""
PATIENCE_S = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Program:
    """A process that comes again after its end, on the same port."""

    words: list[str]
    log: Path
    process: subprocess.Popen[str] | None = None
    starts: int = 0
    kills: int = 0

    def start(self) -> None:
        if self.process is not None:
            return
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.words, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), self.log.read_text("utf-8")[-2000:]
        self.starts += 1

    def kill(self) -> None:
        if self.process is None:
            return
        self.process.kill()
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        self.kills += 1


class Town:
    """One hall, one provider's sandbox, a few terminals; they live on through all worlds."""

    def __init__(self, root: Path, fees: str = FEES, terminals: tuple[str, ...] = ("LS01", "LS02")) -> None:
        self.root, self.data = root, root / "hall"
        self.data.mkdir(parents=True)
        self.shift = root / "shift"
        self.ahead_s = 0.0
        self.move(0)
        (self.data / "fees.toml").write_text(fees, "utf-8")
        self.hall_url, self.sandbox_url = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        program = [sys.executable, "-m", "tests.hall.payments.shifted", str(self.shift)]
        hall_port, sandbox_port = (url.rsplit(":", 1)[1] for url in (self.hall_url, self.sandbox_url))
        self.hall = Program(
            [*program, "hall", "serve", "--data", str(self.data), "--port", hall_port], root / "hall.log"
        )
        where = ["--accounts", str(self.data), "--keep", str(root / "sandbox"), "--port", sandbox_port]
        self.sandbox = self.make_sandbox(
            [*program, "hall.simulators.payments", *where, "--hall", self.hall_url], root / "sandbox.log"
        )
        self.sandbox.start()
        self.hall.start()
        self.database = Database(self.data, os.environ.get("HALL_DATABASE"))
        self.terminals = [self._terminal(name) for name in terminals]

    def make_sandbox(self, words: list[str], log: Path) -> Program:
        """The providers' process."""
        return Program(words, log)

    def __call__(self) -> datetime:
        return shifted(self.shift)

    def move(self, seconds: float) -> None:
        self.ahead_s += seconds
        fresh = self.shift.with_suffix(".new")
        fresh.write_text(str(self.ahead_s), "ascii")
        fresh.replace(self.shift)

    def _terminal(self, name: str) -> Terminal:
        words = ["enrol-code", "--data", str(self.data), "--terminal", name, "--station", "LS", "--json"]
        code = json.loads(self.command(*words))["code"]
        terminal = Terminal(self.hall_url, Ed25519PrivateKey.generate(), self)  # type: ignore[arg-type]  # a clock
        terminal.enrol(code)
        return terminal

    def command(self, *words: str) -> str:
        """Run a command of the hall; what it prints. 1 is an answer too."""
        program = [sys.executable, "-m", "tests.hall.payments.shifted", str(self.shift), "hall", *words]
        done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        assert done.returncode in {0, 1}, done.stderr
        return done.stdout

    def control(self, act: str, **asked: object) -> dict[str, Any]:
        told: dict[str, Any] = CLIENT.post(f"{self.sandbox_url}/control/{act}", json=asked).json()
        return told

    def balances(self) -> Counter[str]:
        """What the provider has of each order, by its own record."""
        path = self.root / "sandbox" / WORLD_FILE
        balances: Counter[str] = Counter()
        for moved in json.loads(path.read_text("utf-8"))["movements"] if path.exists() else ():
            balances[moved["number"]] += moved["amount_fen"]
        return balances

    def wait_idle(self) -> None:
        """Until the hall has done all that is due now."""
        until = time.monotonic() + PATIENCE_S
        pause = threading.Event()
        while self.database.read(lambda connection: is_anything_due(connection, self())):
            assert time.monotonic() < until, "the hall does not do what is due"
            pause.wait(0.05)

    def close(self) -> None:
        self.hall.kill()
        self.sandbox.kill()
        self.database.close()
