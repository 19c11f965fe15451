"""Runs the whole demo: hall, simulated devices, the real terminal, a scripted resident; breaks it and checks.

(a) A whole case with the line up. (b) A whole case with the hall down; the terminal is killed with SIGKILL right after
the slip; it starts again, the hall comes up again, and the case arrives exactly once. What is left behind is in the
summary, and the exit code is 0 only if all of it is true. (c) Three bills are paid: with the code on the screen, with a
payment code, and in cash; the hall's daily report has to name each.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from kiosk.demo.acts import Actor
from kiosk.demo.control import SOCKET_NAME, ControlServer
from kiosk.demo.line import Line
from kiosk.demo.papers import draw_paper, draw_papers
from kiosk.demo.payment_site import lay_fees, sandbox_words
from kiosk.demo.payments import Phone, booked
from kiosk.demo.processes import LineProcess, ProcessFailedError
from kiosk.demo.site import DemoSite
from kiosk.demo.world import DemoWorld

START_LIMIT_S = 30.0
STEP_LIMIT_S = 90.0
DELIVERY_LIMIT_S = 40.0
PAPERS_AT_LEAST = 2
"""Scanned in every case; a resident who lays more says so."""
HALL_ZONE = timezone(timedelta(hours=8))
"""In which the hall counts its days unless it is told otherwise."""


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class DemoFailedError(Exception):
    """Something that the demo promises is not true."""


@dataclass(slots=True)
class Outcome:
    """What the demo saw."""

    cases: list[dict[str, object]] = field(default_factory=list)
    payments: list[dict[str, object]] = field(default_factory=list)
    screens: list[str] = field(default_factory=list)


class Director:
    """Holds the processes together and reacts to what the resident asks for."""

    def __init__(self, site: DemoSite) -> None:
        self._site = site
        self._began = time.monotonic()
        self._stack = ExitStack()
        self._hall: LineProcess | None = None
        self._reader: LineProcess | None = None
        self._printer: LineProcess | None = None
        self._scanner: LineProcess | None = None
        self._cash: LineProcess | None = None
        self._card_terminal: LineProcess | None = None
        self._hall_port = 0
        self._phone = Phone("")

    def run(self) -> Outcome:
        """Everything in order."""
        outcome = Outcome()
        with self._stack:
            self.set_the_stage()
            self.tell("case (a): a whole case with the line up")
            online = self.play("online", outcome)
            self.tell("case (b): the same with the hall down")
            self.stop_hall()
            offline = self.play("offline", outcome)
            self.tell("the terminal was killed with SIGKILL right after the slip; starting it and the hall again")
            self.start_hall()
            ledger = self.play("deliver", outcome, offline)
            self.tell("asking the hall what it holds")
            self.check(outcome, (online, offline), ledger)
            self.tell("case (c): three bills are paid: a code for the phone, a code from the phone, and notes")
            paid = self.play("pay", outcome)
            self.tell("asking the hall what it has booked")
            self.check_payments(outcome, paid)
        return outcome

    def run_persona(self, name: str) -> Outcome:
        """One persona's whole case with the line up; the hall has to hold it once and whole."""
        outcome = Outcome()
        with self._stack:
            self.set_the_stage()
            self.tell(f"a whole case: {name}")
            case = self.play("persona", outcome, persona=name)
            self.tell("asking the hall what it holds")
            self.check(outcome, (case,), case)
        return outcome

    @contextmanager
    def open_stage(self) -> Iterator[DemoWorld]:
        """Hall and devices for a demo by hand, with a line in between that can be broken; gives who obeys the panel."""
        with self._stack:
            self.set_the_stage()
            line = Line(self._hall_port)
            line.start()
            self._stack.callback(line.stop)
            self._site.write_settings(line.port)
            processes = {
                Actor.READER: self._reader,
                Actor.PRINTER: self._printer,
                Actor.SCANNER: self._scanner,
                Actor.CASH: self._cash,
                Actor.CARD_TERMINAL: self._card_terminal,
            }
            world = DemoWorld(self._site, line, {actor: one for actor, one in processes.items() if one is not None})
            control = ControlServer(self._site.root / SOCKET_NAME, world)
            control.start()
            self._stack.callback(control.stop)
            yield world

    def set_the_stage(self) -> None:
        """Draw the papers, start the hall and the devices, enrol the terminal."""
        draw_papers(self._site)
        self._hall_port = free_port()
        self.start_payment_sandbox()
        self.start_hall()
        self._enrol()
        self._reader = self._enter(
            "reader", ["python", "-m", "drivers.id_card.simulator", "--link", str(self._site.reader_port)]
        )
        self._printer = self._enter(
            "printer",
            [
                "python",
                "-m",
                "drivers.printer.simulator",
                "--link",
                str(self._site.printer_port),
                "--out",
                str(self._site.slips),
            ],
        )
        self._scanner = self._enter(
            "scanner",
            [
                "python",
                "-m",
                "drivers.code_scanner.simulator",
                "--family",
                "newland",
                "--link",
                str(self._site.scanner_port),
            ],
        )
        self._cash = self._enter(
            "cash",
            ["python", "-m", "drivers.cash.simulator", "--coins", "--link", str(self._site.cash_port)],
        )
        self._card_terminal = self._enter(
            "card-terminal",
            ["python", "-m", "drivers.card_terminal.simulator", "--link", str(self._site.card_terminal_port)],
        )
        for process in (self._reader, self._scanner, self._cash, self._card_terminal):
            process.wait_for("ready", START_LIMIT_S)
        self._site.wait_for_ports(START_LIMIT_S)
        self.tell("the hall, and all simulated devices are up; the terminal is enrolled")

    def complaints(self) -> list[str]:
        """What the printer did not understand since the last look; it says nothing else to orders."""
        said = self._printer.lines_so_far() if self._printer is not None else []
        return [line for line in said if "unknown_command" in line or '"fault"' in line]

    def start_payment_sandbox(self) -> None:
        """Lay the fees and start the providers, which lay their accounts in the hall's folder."""
        lay_fees(self._site.hall_data, cash=True, card=True)
        words = sandbox_words(self._site.hall_data, f"http://127.0.0.1:{self._hall_port}")
        line = self._enter("payment-sandbox", words).wait_for("listening on", START_LIMIT_S)
        self._phone = Phone(line.split()[-1])

    def start_hall(self) -> None:
        """Start the hall, every time on the same port: the providers' notifications go there."""
        self._hall = LineProcess(
            "hall",
            ["python", "-m", "hall", "serve", "--data", str(self._site.hall_data), "--port", str(self._hall_port)],
            log=self._site.log("hall"),
        )
        self._stack.callback(self._hall.end)
        self._hall.wait_for("listening on", START_LIMIT_S)
        self._site.write_settings(self._hall_port)

    def stop_hall(self) -> None:
        """The line goes down."""
        assert self._hall is not None
        self._hall.end()

    def play(
        self, scene: str, outcome: Outcome, case: dict[str, object] | None = None, *, persona: str = ""
    ) -> dict[str, object]:
        """Let the resident play one scene in a terminal of its own; gives what it reported last."""
        words = [
            "python",
            "-m",
            "kiosk.demo.resident",
            "--scene",
            scene,
            "--site",
            str(self._site.root),
            "--first",
            str(len(outcome.screens) + 1),
        ]
        if case is not None:
            words += ["--receipt", str(case["receipt_number"]), "--code", str(case["lookup_code"])]
        if persona:
            words += ["--persona", persona]
        resident = LineProcess(
            f"resident ({scene})",
            words,
            log=self._site.log(f"terminal-{scene}"),
            environment={"QT_QPA_PLATFORM": f"offscreen:configfile={self._site.screen_file}"},
        )
        with resident:
            while (line := resident.line(STEP_LIMIT_S)) is not None:
                said = json.loads(line)
                match said.pop("say"):
                    case "step":
                        self.tell(said["text"])
                    case "picture":
                        outcome.screens.append(said["file"])
                    case "do":
                        self.do(said["what"], str(said.get("name", "")))
                        resident.say("done")
                    case "kill_me":
                        resident.kill()
                        return dict(said)
                    case "end":
                        if resident.wait(STEP_LIMIT_S) != 0:
                            raise DemoFailedError(f"the terminal of scene {scene} did not end well")
                        return dict(said)
        raise DemoFailedError(f"the resident of scene {scene} gave up: see {self._site.log(f'terminal-{scene}').name}")

    def check(self, outcome: Outcome, cases: tuple[dict[str, object], ...], ledger: dict[str, object]) -> None:
        """Compare what the terminal acknowledged with what the hall holds."""
        held = [json.loads(line) for line in self._hall_words("export").splitlines()]
        attempts = ledger["attempts"]
        assert isinstance(attempts, dict)
        for case in cases:
            entries = [one for one in held if one["receipt_number"] == case["receipt_number"]]
            if len(entries) != 1:
                raise DemoFailedError(f"the hall holds {len(entries)} entries of one receipt number")
            entry = entries[0]
            least = case.get("papers", PAPERS_AT_LEAST)
            assert isinstance(least, int)
            enough = len(entry["attachments"]) >= least
            complete = entry["state"] == "complete" and enough and bool(entry["case_number"])
            outcome.cases.append(
                {
                    "receipt_number": entry["receipt_number"],
                    "case_number": entry["case_number"],
                    "entry_id": entry["entry_id"],
                    "delivered": complete,
                    "attempts": attempts.get(entry["entry_id"], 0),
                }
            )
            if not complete:
                raise DemoFailedError("a case has not arrived whole")
        if len({one["entry_id"] for one in held}) != len(held):
            raise DemoFailedError("the hall holds an entry twice")

    def check_payments(self, outcome: Outcome, paid: dict[str, object]) -> None:
        """Compare what the terminal said with what the hall has booked today."""
        payments = paid["payments"]
        assert isinstance(payments, list)
        today = datetime.now(HALL_ZONE).date().isoformat()
        # Its exit code also says whether a provider's bill of the day is late, which it is before the day is over.
        report = self._run("hall", "reconcile", "--data", str(self._site.hall_data), "--date", today, codes=(0, 1))
        rows = booked(report)
        for one in payments:
            row = rows.get(one["order"])
            if row is None:
                raise DemoFailedError(f"the hall has not booked the payment by {one['method']}")
            outcome.payments.append(
                {
                    "bill": one["bill"],
                    "method": row["method"],
                    "amount_fen": int(row["amount_fen"]),
                    "state": row["state"],
                    "order": row["order"],
                }
            )
        if len(rows) != len(payments):
            raise DemoFailedError(f"the hall has booked {len(rows)} payments of {len(payments)}")

    def tell(self, text: str) -> None:
        """One line of progress."""
        print(f"[{time.monotonic() - self._began:5.1f} s] {text}", flush=True)

    # ---- the physical world --------------------------------------------------------------------------------------

    def do(self, what: str, name: str = "") -> None:
        """Let something happen around the terminal: a card, a paper, a fault of a simulated device."""
        assert self._reader is not None
        assert self._printer is not None
        match what:
            case "place_card":
                self._reader.say(f"place {name}".strip())
                self._reader.wait_for("ok", START_LIMIT_S)
            case "remove_card":
                self._reader.say("remove")
                self._reader.wait_for("ok", START_LIMIT_S)
            case "lay_paper":
                self._lay(name)
            case "phone_pays":
                self._phone.pay_what_it_sees(self._site.root / name)
            case "show_payment_code":
                self._show_code(self._phone.payment_code(name))
            case "show_code":
                self._show_code(name)
            case "cash":
                self._push_in(name)
            case "printer":
                self._printer.say(name)
            case "reader":
                self._reader.say(name)
                self._reader.wait_for("ok", START_LIMIT_S)
            case _:
                raise DemoFailedError(f"the resident asked for {what}")

    def _lay(self, paper: str) -> None:
        """Put that paper under the camera, none to clear the desk; what few bring is drawn only now."""
        if paper and not self._site.paper(paper).exists():
            draw_paper(self._site, paper)
        self._site.lay(paper)

    def _show_code(self, text: str) -> None:
        """Hold a code before the scanner; it is taken away again when the next one comes."""
        assert self._scanner is not None
        self._scanner.say(f"show {text}")
        self._scanner.wait_for("ok", START_LIMIT_S)

    def _push_in(self, order: str) -> None:
        """Push a note into the validator, once: the page asks for it when the validator takes it."""
        assert self._cash is not None
        self._cash.say(order)
        if self._cash.wait_for("ok", START_LIMIT_S) != "ok":
            raise DemoFailedError("the validator does not take the note that the page asks for")

    def _enter(self, name: str, words: list[str]) -> LineProcess:
        process = LineProcess(name, words, log=self._site.log(name))
        self._stack.callback(process.end)
        return process

    def _enrol(self) -> None:
        code = json.loads(
            self._hall_words(
                "enrol-code", "--terminal", self._site.terminal_id, "--station", self._site.station, "--json"
            )
        )["code"]
        self._run(
            "kiosk",
            "enrol",
            "--hall",
            f"http://127.0.0.1:{self._hall_port}",
            "--code",
            code,
            "--data",
            str(self._site.queue_data),
        )

    def _hall_words(self, command: str, *words: str) -> str:
        return self._run("hall", command, "--data", str(self._site.hall_data), *words)

    def _run(self, module: str, *words: str, codes: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module, *words], check=False, capture_output=True, text=True, timeout=START_LIMIT_S
        )
        if done.returncode not in codes:
            raise ProcessFailedError(f"{module} {words[0]}: {(done.stderr or done.stdout).strip()[-400:]}")
        return done.stdout
