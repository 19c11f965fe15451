"""The project's documents say what is true: commands, dependencies, locks, notices."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kiosk.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked() -> list[Path]:
    """Every file of the project that git knows, without pictures and packed data."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    suffixes = {".png", ".jpg", ".gz", ".bin", ".sqlite"}
    files = [Path(name) for name in listed.split("\0") if name]
    return [file for file in files if file.suffix not in suffixes and (ROOT / file).is_file()]


def requirements() -> dict[str, list[Requirement]]:
    """The lists of setup.py: BASE, TERMINAL, HALL, DEV."""
    found = {}
    for node in ast.parse(read("setup.py")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            found[node.targets[0].id] = [Requirement(text) for text in ast.literal_eval(node.value)]
    return found


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_make_commands_exist(name: str) -> None:
    """Every ``make …`` that a document names is a target."""
    named = set(re.findall(r"`make ([a-z]+)`|^make ([a-z]+)", read(name), re.MULTILINE))
    assert {one or other for one, other in named} <= make_targets()


def test_readme_names_every_make_target() -> None:
    """The table of commands is complete."""
    readme = read("README.md")
    assert [target for target in sorted(make_targets()) if f"`make {target}`" not in readme] == []


def test_kiosk_commands_exist() -> None:
    """Every ``kiosk …`` in the README is a command, and every command is in the README."""
    named = set(re.findall(r"`kiosk ([a-z-]+)", read("README.md")))
    assert named == set(COMMANDS)


def test_readme_begins_with_what_a_bare_debian_lacks() -> None:
    """Whoever reads one line can go on."""
    assert "apt-get install make git" in read("README.md").splitlines()[0]


@pytest.mark.parametrize(
    "name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/dependencies.md"]
)
def test_linked_files_exist(name: str) -> None:
    """Links and files in backquotes lead somewhere; pictures too."""
    text = read(name)
    folder = (ROOT / name).parent
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    missing = [link for link in links if not (folder / link).exists()]
    paths = re.findall(r"`((?:kiosk|drivers|screens|offline_queue|config|hall|tests|tools|docs)/[\w./-]+)`", text)
    missing += [path for path in paths if not (ROOT / path).exists() and not path.startswith("docs/pictures")]
    assert missing == []


def test_dependencies_are_described_exactly() -> None:
    """docs/dependencies.md has one row for each direct dependency, and no other."""
    rows = re.findall(r"^\| `([^`]+)` \|", read("docs/dependencies.md"), re.MULTILINE)
    direct = [canonicalize_name(one.name) for group in requirements().values() for one in group]
    assert sorted(canonicalize_name(row) for row in rows) == sorted(direct)


def locked(name: str) -> dict[str, str]:
    """The pinned versions of a lock file."""
    pins = re.finditer(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", read(f"requirements/{name}"), re.MULTILINE)
    return {canonicalize_name(pin[1]): pin[2] for pin in pins}


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("terminal.lock", ("BASE", "TERMINAL")),
        ("hall.lock", ("BASE", "HALL")),
        ("hall-scale.lock", ("BASE", "HALL", "HALL_SCALE")),
        ("dev.lock", ("BASE", "TERMINAL", "HALL", "HALL_SCALE", "DEV")),
        ("handwriting.lock", ("BASE", "HANDWRITING")),
    ],
)
def test_locks_satisfy_what_is_asked(lock: str, groups: tuple[str, ...]) -> None:
    """Every direct dependency is pinned to a version within its bounds, with hashes."""
    pinned = locked(lock)
    wanted = [one for group in groups for one in requirements()[group]]
    assert [
        str(one)
        for one in wanted
        if canonicalize_name(one.name) not in pinned
        or not one.specifier.contains(pinned[canonicalize_name(one.name)], prereleases=True)
    ] == []
    assert read(f"requirements/{lock}").count("--hash=sha256:") >= len(pinned)


def test_each_side_stays_free_of_the_other() -> None:
    """No Qt in a hall, no web server in a terminal."""
    assert not {"pyside6-essentials", "opencv-python-headless", "pyserial"} & set(locked("hall.lock"))
    assert not {"fastapi", "uvicorn", "sqlalchemy", "alembic"} & set(locked("terminal.lock"))


def test_no_file_names_a_machine_or_a_registry() -> None:
    """Nothing of the place where it was written is in the project."""
    places = ("/" + "root/", "/" + "work/", "/home/[a-z]+/")
    hosts = ("pypi" + r"\.org", "python" + "hosted", "npm" + "js")
    pattern = re.compile("|".join((*places, *hosts)))
    found = []
    for file in tracked():
        text = (ROOT / file).read_text(encoding="utf-8", errors="replace")
        found += [f"{file}:{text[: hit.start()].count(chr(10)) + 1}: {hit[0]}" for hit in pattern.finditer(text)]
    assert found == []


def test_shipped_data_of_others_is_noticed() -> None:
    """Every packed data file of the product is in NOTICE, and the licence is the one that setup.py names."""
    notice = read("NOTICE")
    rooms = ("screens", "config", "drivers", "kiosk", "hall", "offline_queue")
    files = (path for room in rooms for path in (ROOT / room).rglob("*"))
    packed = [str(path.relative_to(ROOT)) for path in files if path.suffix in {".gz", ".tsv", ".ttf", ".otf"}]
    assert packed != []
    assert [path for path in packed if path not in notice] == []
    assert "Apache License" in read("LICENSE").splitlines()[0] + read("LICENSE").splitlines()[1]
    assert 'license="Apache-2.0"' in read("setup.py")
    assert "see LICENSE" in notice
