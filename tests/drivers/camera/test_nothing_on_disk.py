"""A page that is captured leaves no file: none is opened for writing, none is made, no memory is backed by one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

CAPTURE = """
import json, os, resource, sys

written = []

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(str(path))
    elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "tempfile.mkstemp", "tempfile.mkdtemp",
                   "sqlite3.connect", "subprocess.Popen", "socket.connect", "shutil.copyfile"):
        written.append(event)

sys.addaudithook(watch)

from drivers.camera.commands import WatchPage
from drivers.camera.driver import CameraDriver
from drivers.camera.slot import LatestSlot
from drivers.camera.source_text import source_from_text
from drivers.commands import LiveContext
from drivers.paper import PaperKind
from drivers.timebase import SystemTime

time = SystemTime()
driver = CameraDriver(source_from_text(sys.argv[1] + "?fps=30", time), time)
driver.open()
page = driver.run(WatchPage(LatestSlot(), PaperKind.A4), LiveContext(timebase=time, timeout_s=60.0))
backed = [line.split(None, 5)[5] for line in open("/proc/self/maps") if line.split()[1].startswith("rw-s")]
descriptors = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if int(fd) > 2
               and os.path.exists(f"/proc/self/fd/{fd}")]
driver.close()
print(json.dumps({"bytes": len(page.jpeg), "written": written, "backed": backed, "descriptors": descriptors}))
"""


def test_a_captured_page_is_in_memory_only(tmp_path: Path, pictures: Path) -> None:
    """The capture as the terminal runs it, watched from inside; working, home and temporary folders stay empty."""
    folders = {name: tmp_path / name for name in ("work", "home", "temporary")}
    for folder in folders.values():
        folder.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folders["home"]),
        "TMPDIR": str(folders["temporary"]),
        "XDG_CACHE_HOME": str(folders["home"] / "cache"),
    }

    done = subprocess.run(
        [sys.executable, "-c", CAPTURE, f"file:{pictures / 'paper.png'}"],
        cwd=folders["work"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )

    told = json.loads(done.stdout)
    assert told["bytes"] > 10_000
    assert told["written"] == []
    assert told["backed"] == []
    assert [path for path in told["descriptors"] if not path.startswith(("/proc/", "pipe:", "/dev/"))] == []
    assert [path for folder in folders.values() for path in folder.rglob("*")] == []
