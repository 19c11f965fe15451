"""A terminal's process, a hall and payment providers as processes of their own, joined by lines that break."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.hall.payments.processes import FEES, Program, Town
from tests.hall.process import ROOT
from tests.hall.terminal import Terminal
from tests.offline_queue.faulty_line.proxy import (
    CutReply,
    CutRequest,
    FaultyLine,
    Hole,
    LateReply,
    LateRequest,
    Request,
    Through,
    Treatment,
    Twice,
)

REGION = "610115"
NOTICES = 400
FEE = 1_000
PLATFORM = f'[[platforms]]\nregion_code = "{REGION}"\nfile = "nontax.json"\nprefixes = ["{REGION}"]\n'


class Weather:
    """What befalls a request on a line; calm until it is told otherwise."""

    def __init__(self, kinds: tuple[Callable[[Request, random.Random], Treatment], ...]) -> None:
        self._kinds = kinds
        self.random = random.Random()
        self.badness = 0.0

    def __call__(self, request: Request) -> Treatment:
        if self.random.random() >= self.badness:
            return Through()
        return self.random.choice(self._kinds)(request, self.random)


_CUTS: tuple[Callable[[Request, random.Random], Treatment], ...] = (
    lambda request, dice: CutRequest(dice.randrange(len(request.raw)), dice.random() < 0.5),
    lambda _request, dice: CutReply(dice.randrange(600), dice.random() < 0.5),
    lambda _request, _dice: Twice(),
    lambda _request, dice: Through(dice.uniform(0.0, 0.3)),
)
_SILENCES: tuple[Callable[[Request, random.Random], Treatment], ...] = (
    lambda _request, _dice: Hole(),
    lambda _request, _dice: LateReply(),
    lambda _request, _dice: LateRequest(),
)


@dataclass
class KioskProcess:
    """The terminal's process; after its end another one finds the same folder."""

    folder: Path
    process: subprocess.Popen[str] | None = None
    kills: int = 0
    deaths: int = 0
    lives: int = 0
    looked_back: bool = False
    """Whether this life has asked the hall for every open order."""

    def start(self) -> None:
        words = [sys.executable, "-m", "tests.hall.payments.pay_terminal", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.why()
        self.lives += 1
        self.looked_back = False

    def why(self) -> str:
        return (self.folder / "log").read_text("utf-8")[-3000:]

    def send(self, act: str, **asked: Any) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"act": act, **asked}) + "\n")
        self.process.stdin.flush()

    def ask(self, act: str, **asked: Any) -> dict[str, Any] | None:
        """What the terminal says; None: it has ended itself."""
        self.send(act, **asked)
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if line:
            told: dict[str, Any] = json.loads(line)
            return told
        assert self.process.wait(30) == -signal.SIGKILL, self.why()
        self._gone()
        self.deaths += 1
        return None

    def kill(self) -> None:
        """In the middle of whatever it does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)
        self._gone()
        self.kills += 1

    def _gone(self) -> None:
        assert self.process is not None
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self.process = None

    def close(self) -> None:
        if self.process is not None:
            self.kill()


class Street(Town):
    """A town whose processes are joined by lines, with notices to pay, and one terminal that is a process."""

    def __init__(self, root: Path, seed: int) -> None:
        self.provider_weather = Weather(_CUTS)
        self.weather = Weather((*_CUTS, *_SILENCES))
        self.notices = [f"{REGION}26{seed % 10**6:06d}{number:06d}" for number in range(NOTICES)]
        self.provider_line: FaultyLine | None = None
        super().__init__(root, FEES + PLATFORM, terminals=("LS01",))
        self.line = FaultyLine(self.hall_url, self.weather)
        self.line.__enter__()
        self.kiosk = KioskProcess(root / "kiosk")
        self._lay_terminal(self._terminal("LS03"))

    def make_sandbox(self, words: list[str], log: Path) -> Program:
        url = f"http://127.0.0.1:{words[words.index('--port') + 1]}"
        self.provider_line = FaultyLine(url, self.provider_weather)
        self.provider_line.__enter__()
        bill = {"subject": "样例费用", "payee": "区财政局", "payer": "测*员", "amount_fen": FEE}
        self.platform_file.write_text(json.dumps({"bills": dict.fromkeys(self.notices, bill)}), "utf-8")
        return Program([*words, "--at", self.provider_line.url], log)

    @property
    def platform_file(self) -> Path:
        return self.data / "nontax.json"

    def _lay_terminal(self, terminal: Terminal) -> None:
        assert terminal.enrolled is not None
        self.kiosk.folder.mkdir()
        key = terminal.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        place = {
            "url": self.line.url,
            "shift": str(self.shift),
            "key": key.hex(),
            "hall_key": terminal.enrolled.signing_key.public_key.hex(),
        }
        (self.kiosk.folder / "terminal.json").write_text(json.dumps(place), "utf-8")

    def settled_by(self, notice: str) -> str | None:
        """Whose money the region's platform has for a notice, by its own record."""
        told: str | None = json.loads(self.platform_file.read_text("utf-8"))["bills"][notice].get("paid_by")
        return told

    def close(self) -> None:
        self.kiosk.close()
        self.line.__exit__(None, None, None)
        super().close()
        assert self.provider_line is not None
        self.provider_line.__exit__(None, None, None)
