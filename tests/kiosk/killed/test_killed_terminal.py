"""SIGKILL over the whole terminal: screens, simulated devices, outbox, a real hall; twenty times in ``make prove``.

What a resident was told, by screen or by slip, is at the hall exactly once; no slip comes out twice by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.demo.director import Director
from kiosk.demo.processes import LineProcess, ProcessFailedError
from kiosk.demo.site import DemoSite

FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))
SHORT = ("sealed", "slip")
"""Where the two kills of a push are: while the slip is printed, and while the case is sent."""
KILLS = len(SHORT) if FACTOR == 1 else max(20, FACTOR)
LINE_LIMIT_S = 120.0
MOMENTS = ("started", "arrived", "form", "before_confirm", "confirmed", "sealed", "slip", "gone")
DANGEROUS = ("before_confirm", "confirmed", "sealed", "slip")
LONGEST_DELAY_S = 1.0
RECEIPT_NUMBER = r"\b[A-Z]{2,4}\d{2}-\d{6}-\d+-\w\b"


@dataclass(slots=True)
class Seen:
    """What residents saw.

    Attributes:
        told: receipt numbers on a screen.
        killed_at: how many lives ended after which moment.
    """

    told: set[str] = field(default_factory=set)
    killed_at: Counter[str] = field(default_factory=Counter)


class Killer(Director):
    """The demo's hall and devices, and a terminal that is killed."""

    def __init__(self, site: DemoSite) -> None:
        super().__init__(site)
        self.seen = Seen()
        self._life = 0

    def live(self, until: str, delay_s: float) -> None:
        """One life: killed so long after it said the moment."""
        with self._terminal("hand_in") as terminal:
            while self._hear(terminal, LINE_LIMIT_S) != until:
                pass
            kill_at_s = time.monotonic() + delay_s
            with contextlib.suppress(ProcessFailedError):  # it said nothing more until then
                while (left_s := kill_at_s - time.monotonic()) > 0:
                    self._hear(terminal, left_s)
            terminal.kill()
        # Whoever stood there takes card and papers away.
        self.do("remove_card")
        self.do("lay_paper")
        self.seen.killed_at[until] += 1

    def deliver(self) -> None:
        """A last life that sends what is left."""
        with self._terminal("deliver") as terminal:
            while (line := terminal.line(LINE_LIMIT_S)) is not None and json.loads(line)["say"] != "end":
                pass
            assert terminal.wait(30) == 0

    def held(self) -> list[dict[str, object]]:
        """What the hall holds."""
        return [json.loads(line) for line in self._hall_words("export").splitlines()]

    def slips(self) -> list[bytes]:
        """What has come out of the printer, as pictures."""
        return [path.read_bytes() for path in self._site.slips.glob("slip-*.png")]

    def sent_slips(self) -> list[str]:
        """What the terminal has given to the printer, as text."""
        return [path.read_text(encoding="utf-8") for path in self._site.slips.glob("sent-*.txt")]

    def _hear(self, terminal: LineProcess, timeout_s: float) -> str | None:
        """Do what the terminal asks for; return the moment that it tells, if this line tells one."""
        line = terminal.line(timeout_s)
        assert line is not None, f"a terminal ended by itself: see {self._site.log(f'terminal-{self._life}')}"
        said = json.loads(line)
        match said["say"]:
            case "do":
                self.do(said["what"], said["name"])
                terminal.say("done")
            case "moment":
                if "receipt_number" in said:
                    self.seen.told.add(said["receipt_number"])
                return str(said["name"])
        return None

    def _terminal(self, what: str) -> LineProcess:
        self._life += 1
        return LineProcess(
            f"terminal {self._life}",
            ["python", "-m", "tests.kiosk.killed.resident", str(self._site.root), what],
            log=self._site.log(f"terminal-{self._life}"),
            environment={"QT_QPA_PLATFORM": f"offscreen:configfile={self._site.screen_file}"},
        )


def plan_of(rng: random.Random) -> list[str]:
    """Return after which moments it is killed: three of four times where something is being promised."""
    plan = [DANGEROUS[number % len(DANGEROUS)] if number % 4 else rng.choice(MOMENTS) for number in range(KILLS)]
    rng.shuffle(plan)
    return plan


@pytest.mark.timeout(3600)
def test_what_a_resident_was_told_is_at_the_hall_once_and_no_slip_comes_twice(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Killed before and after the confirmation, while it prints and while it sends; started again each time."""
    seed = pytestconfig.getoption("randomly_seed", 1)
    rng = random.Random(seed)
    site = DemoSite(tmp_path / "site")
    site.make()
    killer = Killer(site)
    plan = list(SHORT) if FACTOR == 1 else plan_of(rng)
    with killer._stack:
        killer.set_the_stage()
        for until in plan:
            killer.live(until, rng.uniform(0.0, LONGEST_DELAY_S))
        killer.deliver()
        held = killer.held()
        slips, sent = killer.slips(), killer.sent_slips()
    about = f"seed {seed}, killed at {dict(killer.seen.killed_at)}"
    assert killer.seen.killed_at.total() == KILLS
    numbers = [str(one["receipt_number"]) for one in held if one["receipt_number"]]
    assert len({one["entry_id"] for one in held}) == len(held), about
    assert len(set(numbers)) == len(numbers), about
    assert all(one["state"] == "complete" for one in held), about
    assert killer.seen.told <= set(numbers), about
    # A slip says its number twice: as text and as a code.
    on_paper = Counter(number for text in sent for number in set(re.findall(RECEIPT_NUMBER, text)))
    assert set(on_paper) <= set(numbers), about
    # No number went to the printer twice, and nothing came out that the terminal did not send.
    assert set(on_paper.values()) <= {1}, about
    assert slips, about
    assert len(slips) == len(set(slips)) <= len(sent), about
