"""OpenAPI says what the hall does; each side runs without the other's packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from offline_queue.wire import routes
from tests.hall.process import ROOT
from tests.hall.terminal import CLIENT, RunningHall


def test_every_path_of_the_contract_is_described_with_its_problems(running: RunningHall) -> None:
    document: dict[str, Any] = CLIENT.get(running.url + "/openapi.json").json()
    described = {
        (method.upper(), path): set(operation["responses"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert described[("PUT", routes.ENTRY)] >= {"200", "201", "401", "403", "409", "413", "422", "503"}
    assert described[("POST", routes.ENTRIES_BATCH)] >= {"200", "401", "413", "422", "429", "503"}
    assert described[("POST", routes.TERMINAL_KEYS)] >= {"200", "201", "401", "409"}
    assert described[("PATCH", routes.ATTACHMENT)] >= {"204", "404", "409", "410", "412", "413", "460"}
    assert described[("POST", routes.ENROLMENTS)] >= {"200", "201", "403", "410", "429"}
    assert described[("POST", routes.PROGRESS_QUERIES)] >= {"200", "404", "429"}
    named = {value for name, value in vars(routes).items() if name.isupper() and value.startswith("/v1/")}
    assert {path for _, path in described} == named
    schemas = document["components"]["schemas"]
    assert {"SealedEntry", "EntryAnswer", "Problem", "Heartbeat", "ProgressQuery"} <= set(schemas)
    for name in references(document):
        assert name in schemas


def references(value: Any) -> set[str]:
    """Every schema that a document refers to."""
    if isinstance(value, dict):
        own = {value["$ref"].rsplit("/", 1)[-1]} if "$ref" in value else set()
        return own.union(*(references(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(references(inner) for inner in value))
    return set()


def test_the_docs_page_needs_no_other_host(running: RunningHall) -> None:
    page = CLIENT.get(running.url + "/docs").text
    assert "PUT /v1/entries/{entry_id}" in page
    assert "SealedEntry" in page
    assert "http://" not in page
    assert "https://" not in page


BLOCKER = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in BLOCKED:
            raise ImportError(f"{name} is not installed here")
sys.meta_path.insert(0, Blocker())
"""


@pytest.mark.slow
def test_the_hall_serves_without_the_terminals_packages(tmp_path: Path) -> None:
    program = (
        f"BLOCKED = {{'PySide6', 'requests', 'serial', 'cv2', 'PIL', 'yaml', 'drivers', 'screens', 'kiosk'}}\n{BLOCKER}"
    )
    program += """
import pathlib, sys
from hall.__main__ import main
from hall.settings import HallSettings
from hall.web.app import create_app, open_hall
import uvicorn, threading, socket, urllib.request
hall = open_hall(HallSettings(pathlib.Path(sys.argv[1])))
listener = socket.create_server(("127.0.0.1", 0))
server = uvicorn.Server(uvicorn.Config(create_app(hall), log_config=None))
thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
thread.start()
url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1/time"
print(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url).status)
server.should_exit = True
thread.join()
"""
    assert run(program, str(tmp_path)) == "200\n"


@pytest.mark.slow
def test_the_wire_works_without_the_halls_packages() -> None:
    program = f"BLOCKED = {{'fastapi', 'starlette', 'sqlalchemy', 'alembic', 'uvicorn', 'PySide6', 'hall'}}\n{BLOCKER}"
    program += """
import offline_queue, pkgutil, importlib
import offline_queue.wire as wire
for module in pkgutil.iter_modules(wire.__path__):
    importlib.import_module(f"offline_queue.wire.{module.name}")
for module in pkgutil.iter_modules(offline_queue.__path__):
    importlib.import_module(f"offline_queue.{module.name}")
print("whole")
"""
    assert run(program) == "whole\n"


def run(program: str, *arguments: str) -> str:
    """Run a program in a Python of its own; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
