"""What a disk may hold after a power cut: everything synced, and any part of what was not.

The model is POSIX at its strictest, not one file system: the bytes of a file are durable once the file was synced,
a name once its folder was synced, and until then each single write, cut or name may be there, missing or torn,
whatever came after it. Paths are relative to the folder that is recorded; "" is that folder.
"""

from __future__ import annotations

import functools
import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeAlias, assert_never

FOLDER = -1
"""Stands for a folder where a file's number is expected."""
SECTOR_BYTES = 512


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes were written to a file at an offset."""

    file: int
    offset_bytes: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file was given a size."""

    file: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Synced:
    """The bytes of a file were synced."""

    file: int


@dataclass(frozen=True, slots=True)
class Named:
    """Names in one folder changed at once; None: the name is gone."""

    folder: str
    changes: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class FolderSynced:
    """The names in a folder were synced."""

    folder: str


Event: TypeAlias = Written | Cut | Synced | Named | FolderSynced
Image: TypeAlias = Mapping[str, bytes]
"""Path to content of every file that is there."""


@dataclass(slots=True)
class _File:
    durable: bytes = b""
    pending: list[Written | Cut] = field(default_factory=list)


class Log:
    """Every change of files and names, in order, and the numbers of the files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.events: list[Event] = []
        self._count = 0
        self._at: dict[str, int] = {}
        self._fresh: set[int] = set()
        self.base = {relative(root, path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
        self.base_folders = {relative(root, path) for path in root.rglob("*") if path.is_dir()} | {""}
        for path in self.base:
            self._at[path] = self._next()

    def _next(self) -> int:
        self._count += 1
        return self._count

    def file_at(self, path: str) -> int:
        return self._at[path]

    def created(self, path: str) -> int:
        """A file was opened for creation; return its number. An existing one keeps its number and its bytes."""
        if path in self._at:
            return self._at[path]
        file = self._at[path] = self._next()
        self._fresh.add(file)
        self.events.append(Named(folder_of(path), ((path, file),)))
        return file

    def made_folder(self, path: str) -> None:
        for part in reversed([path, *map(str, PurePosixPath(path).parents)]):
            name = "" if part == "." else part
            if name not in self.base_folders and self._at.get(name) != FOLDER:
                self._at[name] = FOLDER
                self.events.append(Named(folder_of(name), ((name, FOLDER),)))

    def renamed(self, source: str, target: str) -> None:
        assert folder_of(source) == folder_of(target), "a move between folders is two changes"
        file = self._at[target] = self._at.pop(source)
        self.events.append(Named(folder_of(source), ((target, file), (source, None))))

    def removed(self, path: str) -> None:
        if self._at.pop(path, None) is not None:
            self.events.append(Named(folder_of(path), ((path, None),)))

    def synced(self, path: str, *, with_folder: bool = False) -> None:
        """The bytes were synced; ``with_folder``: the folder too, if the file is new (as SQLite does for its logs)."""
        file = self._at[path]
        self.events.append(Synced(file))
        if with_folder and file in self._fresh:
            self._fresh.discard(file)
            self.events.append(FolderSynced(folder_of(path)))


class Disk:
    """The disk while the events of a log go by."""

    def __init__(self, log: Log) -> None:
        self._files: dict[int, _File] = {}
        self._names: dict[str, int] = dict.fromkeys(log.base_folders, FOLDER)
        self._pending: dict[str, list[Named]] = {}
        for number, (path, content) in enumerate(log.base.items(), start=1):
            self._files[number] = _File(content)
            self._names[path] = number

    def apply(self, event: Event) -> None:
        match event:
            case Written() | Cut():
                self._files.setdefault(event.file, _File()).pending.append(event)
            case Synced():
                file = self._files.setdefault(event.file, _File())
                file.durable, file.pending = _content(file.durable, file.pending), []
            case Named():
                self._pending.setdefault(event.folder, []).append(event)
            case FolderSynced():
                for named in self._pending.pop(event.folder, []):
                    _rename(self._names, named)
            case _:
                assert_never(event)

    def dropped(self) -> Image:
        """Nothing that was not synced is there."""
        return self._image({}, [])

    def kept(self) -> Image:
        """Everything is there, as after the end of the process alone."""
        return self._image({number: file.pending for number, file in self._files.items()}, self._all_names())

    def torn(self, rng: random.Random) -> Image:
        """Any part of it is there: writes missing from the middle, one of them torn, names in any order."""
        chosen = {number: self._some(file.pending, rng) for number, file in self._files.items()}
        likely = rng.choice((0.2, 0.5, 0.8, 1.0))
        return self._image(chosen, [named for named in self._all_names() if rng.random() < likely])

    def cut_short(self, rng: random.Random) -> Image:
        """In order up to some point of one file; other files whole. The point may be within a write."""
        chosen = {number: list(file.pending) for number, file in self._files.items()}
        waiting = [number for number, operations in chosen.items() if operations]
        if waiting:
            number = rng.choice(waiting)
            end = rng.randrange(len(chosen[number]))
            chosen[number] = [*chosen[number][:end], *_part(chosen[number][end], rng)]
        return self._image(chosen, self._all_names())

    def without_one(self, rng: random.Random) -> Image:
        """One write is missing, all others are there."""
        chosen = {number: list(file.pending) for number, file in self._files.items()}
        waiting = [number for number, operations in chosen.items() if operations]
        if waiting:
            number = rng.choice(waiting)
            del chosen[number][rng.randrange(len(chosen[number]))]
        return self._image(chosen, self._all_names())

    def images(self, rng: random.Random, rounds: int) -> Iterator[Image]:
        """The two plain ends, then so many rounds of each kind of mishap."""
        yield self.dropped()
        yield self.kept()
        for _ in range(rounds):
            yield self.torn(rng)
            yield self.cut_short(rng)
            yield self.without_one(rng)

    def _all_names(self) -> list[Named]:
        return [named for waiting in self._pending.values() for named in waiting]

    @staticmethod
    def _some(operations: list[Written | Cut], rng: random.Random) -> list[Written | Cut]:
        likely = rng.choice((0.0, 0.3, 0.7, 1.0))
        chosen = [operation for operation in operations if rng.random() < likely]
        if chosen and rng.random() < 0.5:
            place = rng.randrange(len(chosen))
            chosen[place : place + 1] = _part(chosen[place], rng)
        return chosen

    def _image(self, chosen: Mapping[int, list[Written | Cut]], names: list[Named]) -> Image:
        named = dict(self._names)
        for change in names:
            _rename(named, change)
        image = {}
        for path, number in named.items():
            folders = _folders_of(path)
            if number != FOLDER and all(named.get(folder) == FOLDER for folder in folders):
                file = self._files.get(number, _File())
                image[path] = _content(file.durable, chosen.get(number, []))
        return image


def relative(root: Path, path: Path) -> str:
    return "" if path == root else path.relative_to(root).as_posix()


@functools.cache
def _folders_of(path: str) -> tuple[str, ...]:
    return tuple(str(parent) for parent in PurePosixPath(path).parents if str(parent) != ".")


def folder_of(path: str) -> str:
    parent = str(PurePosixPath(path).parent)
    return "" if parent == "." else parent


def lay_out(image: Image, folder: Path) -> None:
    """Write the files of an image."""
    made: set[str] = set()
    for path, content in image.items():
        parent = os.path.join(folder, folder_of(path))  # noqa: PTH118 - thousands of states, and paths as objects are slow
        if parent not in made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103 - as above
            made.add(parent)
        with open(os.path.join(folder, path), "wb") as file:  # noqa: PTH118, PTH123 - as above
            file.write(content)


def _rename(names: dict[str, int], named: Named) -> None:
    for path, number in named.changes:
        if number is None:
            names.pop(path, None)
        else:
            names[path] = number


def _content(durable: bytes, operations: list[Written | Cut]) -> bytes:
    content = bytearray(durable)
    for operation in operations:
        match operation:
            case Written():
                end = operation.offset_bytes + len(operation.data)
                if len(content) < end:
                    content.extend(bytes(end - len(content)))
                content[operation.offset_bytes : end] = operation.data
            case Cut():
                content = content[: operation.size_bytes].ljust(operation.size_bytes, b"\0")
            case _:
                assert_never(operation)
    return bytes(content)


def _part(operation: Written | Cut, rng: random.Random) -> list[Written | Cut]:
    """A write that only its head or only its tail reached; a cut is done or not."""
    if isinstance(operation, Cut) or len(operation.data) < 2:
        return []
    size = len(operation.data)
    at = rng.randrange(1, size)
    if size > SECTOR_BYTES and rng.random() < 0.7:
        at = max(SECTOR_BYTES, at // SECTOR_BYTES * SECTOR_BYTES)
    if rng.random() < 0.5:
        return [Written(operation.file, operation.offset_bytes, operation.data[:at])]
    return [Written(operation.file, operation.offset_bytes + at, operation.data[at:])]
