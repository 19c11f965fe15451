"""Each side runs without what only the other side needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

BLOCK = """
import sys
class Blocked:
    names = {names!r}
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"blocked: {{name}}", name=name)
sys.meta_path.insert(0, Blocked())
"""


def run_without(names: tuple[str, ...], program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a fresh interpreter in which these packages cannot be imported."""
    code = BLOCK.format(names=set(names)) + program
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_blocking_blocks() -> None:
    """The check itself would fail when a package were needed."""
    done = run_without(("pydantic",), "import pydantic")
    assert done.returncode == 1
    assert "blocked: pydantic" in done.stderr


def test_hall_serves_without_the_terminals_packages(tmp_path: Path) -> None:
    """It listens, answers a request and ends; no Qt, no devices, no pictures."""
    program = """
import pathlib, re, threading, urllib.request, contextlib, os, signal
from hall.__main__ import main
read, write = os.pipe()
os.dup2(write, 1)
def ask():
    with os.fdopen(read) as lines:
        url = re.match("listening on (http://\\\\S+)", lines.readline())[1]
        body = urllib.request.urlopen(url + "/v1/health", timeout=20).read()
        sys.stderr.write("ANSWER " + body.decode())
        os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=ask, daemon=True).start()
sys.exit(main(["serve", "--data", sys.argv[1], "--port", "0"]))
"""
    blocked = ("PySide6", "shiboken6", "requests", "serial", "cv2", "PIL", "numpy", "qrcode", "yaml", "pypinyin")
    done = run_without(blocked, program, str(tmp_path))
    assert "ANSWER {" in done.stderr, done.stderr
    assert "hall_time" in done.stderr


def test_terminal_core_runs_without_the_halls_packages_and_without_qt(tmp_path: Path) -> None:
    """The queue opens and answers; the drivers of reader and printer are built; settings and catalogue load."""
    program = """
import pathlib
from datetime import date
from config.settings import load_settings
from config.catalogue import load_catalogue
from offline_queue.outbox import Outbox
from offline_queue import commands, engine, enrolment, transport
from drivers.id_card.reader import IdCardReader
from drivers.printer.printer import ReceiptPrinter
from drivers.supervisor import DeviceSupervisor
from drivers.transport.serial_link import SerialLink
load_settings(site=None, terminal=None, environ={})
load_catalogue()
IdCardReader(SerialLink("/dev/null"), today=date.today)
with Outbox.open(pathlib.Path(sys.argv[1])) as outbox:
    print("DEPTH", outbox.status().depth)
"""
    blocked = ("fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "PySide6", "shiboken6")
    done = run_without(blocked, program, str(tmp_path))
    assert done.stdout == "DEPTH 0\n", done.stderr


def test_command_line_imports_no_qt() -> None:
    """``kiosk --help`` and the bench tools are quick and need no display."""
    program = """
from kiosk.cli.main import main
assert main(["--help"]) == 0
for words in (["queue", "--help"], ["device", "--help"], ["doctor", "--help"], ["enrol", "--help"], ["run", "--help"]):
    try:
        main(words)
    except SystemExit as end:
        assert not end.code
heavy = sorted({name.partition(".")[0] for name in sys.modules} & {"PySide6", "cv2", "numpy", "PIL", "yaml"})
sys.stderr.write("HEAVY " + " ".join(heavy))
"""
    done = run_without((), program)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "HEAVY ", done.stderr


def test_packages_that_must_stay_light() -> None:
    """Importing a room's package costs nothing."""
    program = """
import kiosk, config, offline_queue, config.domain, config.texts
ours = {"kiosk", "config", "offline_queue"}
heavy = sorted({name.partition(".")[0] for name in sys.modules} & {"pydantic", "PySide6", "requests", "cryptography"})
print(heavy)
"""
    assert run_without((), program).stdout == "[]\n"
