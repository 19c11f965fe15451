"""The demo's folder: where hall, terminal, ports, papers and pictures are, and the settings that say so."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from drivers.camera.stage_source import Prop, set_stage

VOICE = "espeak-ng"
SIMULATOR = f"{shlex.quote(sys.executable)} -m drivers.speaker.simulator"

TERMINAL_TOML = """\
data_dir = "{data}"

[station]
code = "{station}"
terminal_no = {number}

[devices.id_card]
enabled = true
port = "{reader}"

[devices.printer]
enabled = true
port = "{printer}"

[devices.camera]
enabled = true
source = "stage:{stage}"

[devices.code_scanner]
enabled = true
port = "{scanner}"
baud = 115200
family = "newland"

[devices.cash]
enabled = true
port = "{cash}"
coin_address = 2

[devices.card_terminal]
enabled = true
port = "{card_terminal}"
nothing_code = 0xFB

[devices.speaker]
enabled = true
player = {player}
voice = {voice}

[hall]
url = "http://127.0.0.1:{hall_port}"
connect_timeout_s = 2.0
"""


SCREEN = {
    "synchronousWindowSystemEvents": False,
    "windowFrameMargins": False,
    "screens": [
        {
            "name": "portrait",
            "x": 0,
            "y": 0,
            "width": 1080,
            "height": 1920,
            "logicalDpi": 96,
            "logicalBaseDpi": 96,
            "dpr": 1,
        }
    ],
}


@dataclass(frozen=True, slots=True)
class DemoSite:
    """Everything under one folder, ``build/demo`` by default."""

    root: Path
    station: str = "LS"
    number: int = 1

    @property
    def terminal_id(self) -> str:
        """How the hall knows the terminal."""
        return f"{self.station}{self.number:02d}"

    @property
    def hall_data(self) -> Path:
        """The hall's database and files."""
        return self.root / "hall"

    @property
    def terminal_data(self) -> Path:
        """The terminal's data directory."""
        return self.root / "terminal"

    @property
    def queue_data(self) -> Path:
        """The queue's folder in it."""
        return self.terminal_data / "queue"

    @property
    def settings_file(self) -> Path:
        """The terminal's own settings."""
        return self.root / "terminal.toml"

    @property
    def reader_port(self) -> Path:
        """The ID card reader's port."""
        return self.root / "ports" / "id-card"

    @property
    def printer_port(self) -> Path:
        """The printer's port."""
        return self.root / "ports" / "printer"

    @property
    def scanner_port(self) -> Path:
        """The code scanner's port."""
        return self.root / "ports" / "code-scanner"

    @property
    def cash_port(self) -> Path:
        """The cash devices' port."""
        return self.root / "ports" / "cash"

    @property
    def card_terminal_port(self) -> Path:
        """The card terminal's port."""
        return self.root / "ports" / "card-terminal"

    @property
    def clock_file(self) -> Path:
        """By how many seconds the terminal's clock is wrong."""
        return self.root / "clock.txt"

    @property
    def stage(self) -> Path:
        """The file that says what lies under the camera."""
        return self.root / "papers" / "stage.txt"

    @property
    def screens(self) -> Path:
        """Pictures of the screens."""
        return self.root / "screens"

    @property
    def slips(self) -> Path:
        """Pictures and texts of the slips, as they came out of the printer."""
        return self.root / "slips"

    @property
    def pages(self) -> Path:
        """The scanned pages, before and after."""
        return self.root / "pages"

    @property
    def spoken(self) -> Path:
        """What the simulated speaker has played."""
        return self.root / "spoken"

    @property
    def player(self) -> str:
        """The program in the place of ``aplay``: keeps what it plays, and takes no time for it."""
        return f"{SIMULATOR} play {shlex.quote(str(self.spoken))} --pace 0"

    @property
    def summary(self) -> Path:
        """What the demo found."""
        return self.root / "summary.json"

    @property
    def screen_file(self) -> Path:
        """What the offscreen platform takes for a screen: the terminal's own size, so that every touch lands."""
        return self.root / "screen.json"

    def log(self, name: str) -> Path:
        """The log of one process."""
        return self.root / "logs" / f"{name}.log"

    def paper(self, name: str) -> Path:
        """The desk with that paper on it, as the camera sees it."""
        return self.root / "papers" / f"{name}.png"

    def make(self) -> None:
        """Start from an empty folder."""
        if self.root.exists():
            shutil.rmtree(self.root)
        for folder in ("hall", "terminal", "ports", "papers", "screens", "slips", "pages", "logs"):
            (self.root / folder).mkdir(parents=True)
        self.lay("")
        self.screen_file.write_text(json.dumps(SCREEN), encoding="utf-8")

    def lay(self, name: str) -> None:
        """Put a paper under the camera; no name clears the desk."""
        set_stage(self.stage, self.paper(name) if name else Prop.EMPTY)

    def write_settings(self, hall_port: int) -> None:
        """The terminal's settings file."""
        self.settings_file.write_text(
            TERMINAL_TOML.format(
                data=self.terminal_data,
                station=self.station,
                number=self.number,
                reader=self.reader_port,
                printer=self.printer_port,
                stage=self.stage,
                scanner=self.scanner_port,
                cash=self.cash_port,
                card_terminal=self.card_terminal_port,
                player=json.dumps(self.player),
                voice=json.dumps(VOICE if shutil.which(VOICE) else f"{SIMULATOR} speak"),
                hall_port=hall_port,
            ),
            encoding="utf-8",
        )

    def wait_for_ports(self, timeout_s: float) -> None:
        """Until all ports are there.

        Raises:
            TimeoutError: they did not appear.
        """
        deadline = time.monotonic() + timeout_s
        ports = (
            *(self.reader_port, self.printer_port, self.scanner_port),
            *(self.cash_port, self.card_terminal_port),
        )
        while not all(port.exists() for port in ports):
            if time.monotonic() > deadline:
                raise TimeoutError("the simulated devices did not come up")
            time.sleep(0.05)
