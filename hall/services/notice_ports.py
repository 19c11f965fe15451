"""How a text message leaves the hall: one port, three adapters.

A message carries an id that stays the same over all attempts: a gateway that sees it twice delivers it once.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from hall.services.calls import CallError, Peer
from hall.services.configuration import NoticesPart


@dataclass(frozen=True, slots=True)
class Message:
    """One text message.

    Attributes:
        message_id: its idempotency id.
        number: whom it is for.
        text: what is sent; never names the service.
    """

    message_id: str
    number: str = field(repr=False)
    text: str = field(repr=False)


class NoticePort(Protocol):
    """Takes messages."""

    @property
    def reaches_residents(self) -> bool:
        """Whether what it takes gets to a telephone; else no slip may promise a message."""

    def send(self, message: Message) -> None:
        """Hand one message on. Raises `CallError`; after that it is not known whether it was taken."""


class FileNotices:
    """Writes messages down, one JSON line each, numbers masked; reaches nobody. For halls without a gateway."""

    reaches_residents = False

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: Message) -> None:
        """Append the message, durably."""
        line = json.dumps(asdict(message) | {"number": masked(message.number)}, ensure_ascii=False) + "\n"
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(line.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            raise CallError("file", temporary=True) from None


class CommandNotices:
    """Runs a program for each message: the message as JSON on standard input, status 0 when it was taken.

    A status of 64 to 78 (``sysexits.h``) but 75 is the program's final word, any other is temporary.
    """

    reaches_residents = True

    def __init__(self, command: tuple[str, ...], timeout_s: float) -> None:
        self._command = command
        self._timeout_s = timeout_s

    def send(self, message: Message) -> None:
        """Run the program. Raises `CallError`."""
        given = json.dumps(asdict(message), ensure_ascii=False).encode("utf-8")
        try:
            done = subprocess.run(
                self._command,
                input=given,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=self._timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CallError("timeout", temporary=True) from None
        except OSError:
            raise CallError("not-started", temporary=True) from None
        if done.returncode != 0:
            final = 64 <= done.returncode <= 78 and done.returncode != 75
            raise CallError(f"exit-{done.returncode}", temporary=not final)


class HttpNotices:
    """Posts each message to a gateway: ``POST {url}/messages``, the id also as ``Idempotency-Key``."""

    reaches_residents = True

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    def send(self, message: Message) -> None:
        """Post the message. Raises `CallError`."""
        self._peer.post("/messages", asdict(message), {"Idempotency-Key": message.message_id})


def notice_port(part: NoticesPart, data_dir: Path) -> NoticePort:
    """Return the adapter that the configuration names."""
    if part.adapter == "command":
        return CommandNotices(part.command, part.timeout_s)
    if part.adapter == "http" and part.system is not None:
        return HttpNotices(part.system.peer)
    return FileNotices(data_dir / "notices.jsonl")


def masked(number: str) -> str:
    """Return a telephone number with its first three and last four digits."""
    return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else "****"
