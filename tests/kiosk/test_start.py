"""What the start loads and in which order: each step in a process of its own, since this one has loaded everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from config.catalogue import Catalogue, load_catalogue
from config.catalogue.search import SearchIndex
from kiosk.quick_start import skip_feature_scan
from kiosk.warm_up import SharedIndex

ROOT = Path(__file__).parents[2]
LIMIT_S = 60

LOADED_AT = """
import json, sys
from PySide6.QtWidgets import QApplication
from kiosk.app import Orders, TerminalApp

def settings():
    from config.settings import load_settings
    return load_settings(site=None, terminal=None, environ={"KIOSK_DATA_DIR": sys.argv[2]})

application = QApplication(sys.argv[:1])
app = TerminalApp(application, Orders(settings, size=(540, 960)))

def tell():
    print(json.dumps(sorted(sys.modules)))
    application.quit()

getattr(app, sys.argv[1]).connect(tell)
app.first_picture()
application.exec()
app.stop()
"""


def answer_of(code: str, *arguments: str) -> list[str]:
    """What a fresh process prints, as JSON."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def roots(modules: list[str]) -> set[str]:
    """The top-level names."""
    return {name.split(".")[0] for name in modules}


def test_first_picture_loads_nothing_but_what_it_shows(tmp_path: Path) -> None:
    loaded = answer_of(LOADED_AT, "painted", str(tmp_path))
    heavy = {
        "pydantic",
        "yaml",
        "requests",
        "cryptography",
        "sqlite3",
        "PIL",
        "numpy",
        "cv2",
        "drivers",
        "offline_queue",
    }
    assert "screens.pages.idle" in loaded
    assert not heavy & roots(loaded)
    assert not {"screens.shell", "kiosk.terminal", "config.settings.model", "config.catalogue"} & set(loaded)


def test_home_page_waits_for_no_driver_and_no_line(tmp_path: Path) -> None:
    loaded = answer_of(LOADED_AT, "home_ready", str(tmp_path))
    assert {"kiosk.terminal", "kiosk.flows.find_flow", "kiosk.present.home"} <= set(loaded)
    assert not {"requests", "cryptography", "PIL", "numpy", "cv2", "serial", "offline_queue"} & roots(loaded)
    assert not {"drivers.supervisor", "kiosk.flows.apply.flow"} & set(loaded)


def test_pyside_is_told_to_read_no_source(monkeypatch: pytest.MonkeyPatch) -> None:
    feature = ModuleType("shibokensupport.feature")
    vars(feature)["_mod_uses_pyside"] = lambda _module: True
    monkeypatch.setitem(sys.modules, "shibokensupport.feature", feature)
    skip_feature_scan()
    assert vars(feature)["_mod_uses_pyside"](feature) is False


def test_a_pyside_that_works_otherwise_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    feature = ModuleType("shibokensupport.feature")
    before = set(vars(feature))
    monkeypatch.setitem(sys.modules, "shibokensupport.feature", feature)
    skip_feature_scan()
    assert set(vars(feature)) == before


def test_index_is_built_once_for_all_who_ask() -> None:
    built: list[Catalogue] = []
    started, may_go_on = threading.Event(), threading.Event()
    catalogue = load_catalogue()

    def build() -> SearchIndex:
        built.append(catalogue)
        started.set()
        assert may_go_on.wait(LIMIT_S)
        return SearchIndex.build(catalogue)

    index = SharedIndex(build)
    given: list[SearchIndex] = []
    first, second = (threading.Thread(target=lambda: given.append(index())) for _ in range(2))
    first.start()
    assert started.wait(LIMIT_S)
    second.start()
    may_go_on.set()
    first.join(LIMIT_S)
    second.join(LIMIT_S)
    assert len(built) == 1
    assert given[0] is given[1]
    assert given[0] is index()
