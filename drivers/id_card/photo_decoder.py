"""Runs a photo decoder that the integrator has installed: WLT bytes in, a picture out, in a process of its own.

No decoder comes with the project: the coding is closed, and its decoders are licensed with the readers. One is a
program that reads 1024 bytes from standard input and writes a BMP, PNG or JPEG to standard output. It may hang, crash,
eat memory or write nonsense: the read stays good, and the answer says why there is no picture.

Source: ID card reader sheet, section 11.1. For integrators: docs/devices/id-card-photo.md.
"""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import select
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from drivers.id_card.portrait import LARGEST_PICTURE_BYTES, NoPhoto, NoPhotoReason, Portrait, looks_like_wlt, recognise

_log = logging.getLogger(__name__)

PhotoDecoder = Callable[[bytes], Portrait | NoPhoto]
"""Turns a card's photo field into a picture, or says why there is none. Never raises."""

TIME_LIMIT_S = 3.0
MEMORY_LIMIT_BYTES = 512 << 20
FILE_LIMIT_BYTES = 1 << 20
"""The largest file that a decoder may write: some only know how to write a file."""

_PIECE_BYTES = 1 << 16
_END_LIMIT_S = 2.0
_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - a private folder is made in it for each photo


class ProcessDecoder:
    """A decoder that is a program. For one thread at a time."""

    def __init__(
        self,
        command_line: str,
        *,
        time_limit_s: float = TIME_LIMIT_S,
        memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
        scratch: Path = _MEMORY_FOLDER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing is started.

        Args:
            command_line: the program and its arguments, split as a shell would; no shell runs.
            time_limit_s: how long one photo may take, in seconds.
            memory_limit_bytes: how much address space the program may have.
            scratch: where the program's working folder is made, for one photo only; a file system in memory.
            clock: the monotonic clock of the time limit.

        Raises:
            ValueError: no program is named, or a quotation mark is left open.
        """
        self._arguments = shlex.split(command_line)
        if not self._arguments:
            raise ValueError("no program is named")
        self._time_limit_s = time_limit_s
        self._memory_limit_bytes = memory_limit_bytes
        self._scratch = scratch
        self._clock = clock

    def __call__(self, photo_wlt: bytes) -> Portrait | NoPhoto:
        """Decode one photo. Never raises."""
        if not looks_like_wlt(photo_wlt):
            return NoPhoto(NoPhotoReason.NO_PHOTO_ON_CARD)
        answer = self._decode(photo_wlt)
        if isinstance(answer, NoPhoto):
            _log.warning("id_card_photo_not_decoded reason=%s", answer.reason)
        return answer

    def _decode(self, photo_wlt: bytes) -> Portrait | NoPhoto:
        try:
            with tempfile.TemporaryDirectory(prefix="photo-", dir=self._scratch, ignore_cleanup_errors=True) as folder:
                return self._run(photo_wlt, folder)
        except OSError:
            return NoPhoto(NoPhotoReason.DECODER_MISSING)

    def _run(self, photo_wlt: bytes, folder: str) -> Portrait | NoPhoto:
        """Start the program, hand it the photo, take the picture; the program is gone afterwards.

        Raises:
            OSError: it cannot be started.
        """
        program = subprocess.Popen(
            self._arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder},
            start_new_session=True,
        )
        try:
            self._limit(program.pid)
            picture = self._converse(program, photo_wlt)
        except TimeoutError:
            _kill(program)
            return NoPhoto(NoPhotoReason.TOO_SLOW)
        finally:
            _end(program)
        if len(picture) > LARGEST_PICTURE_BYTES:
            return NoPhoto(NoPhotoReason.NOT_A_PICTURE)
        if program.returncode != 0:
            return NoPhoto(NoPhotoReason.CRASHED)
        return recognise(picture) or NoPhoto(NoPhotoReason.NOT_A_PICTURE)

    def _converse(self, program: subprocess.Popen[bytes], photo_wlt: bytes) -> bytes:
        """Hand over the photo and take what the program writes until it has ended.

        What is larger than a picture may be is cut off, and the program is not waited for.

        Raises:
            TimeoutError: it has not ended in time.
        """
        assert program.stdin is not None
        assert program.stdout is not None
        end = self._clock() + self._time_limit_s
        # A program that ends without reading is judged by what it leaves behind.
        with contextlib.suppress(BrokenPipeError):
            program.stdin.write(photo_wlt)
        with contextlib.suppress(BrokenPipeError):
            program.stdin.close()
        picture = bytearray()
        poller = select.poll()
        poller.register(program.stdout, select.POLLIN)
        while len(picture) <= LARGEST_PICTURE_BYTES:
            left_s = end - self._clock()
            if left_s <= 0 or not poller.poll(left_s * 1000):
                raise TimeoutError
            piece = os.read(program.stdout.fileno(), _PIECE_BYTES)
            if not piece:
                break
            picture += piece
        else:
            return bytes(picture)
        try:
            program.wait(max(end - self._clock(), 0.0))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        return bytes(picture)

    def _limit(self, process: int) -> None:
        """Set the limits before the photo is handed over: without it the program has nothing to work on."""
        limits = {
            resource.RLIMIT_AS: self._memory_limit_bytes,
            resource.RLIMIT_FSIZE: FILE_LIMIT_BYTES,
            # A core file would hold the photo.
            resource.RLIMIT_CORE: 0,
        }
        # A program that has already ended has no limits to set.
        with contextlib.suppress(ProcessLookupError):
            for what, size_bytes in limits.items():
                resource.prlimit(process, what, (size_bytes, size_bytes))


def _kill(program: subprocess.Popen[bytes]) -> None:
    """End the program and all that it has started, also when it has itself ended already."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)


def _end(program: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind, however it is with the program."""
    for pipe in (program.stdin, program.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    if program.poll() is None:
        _kill(program)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(_END_LIMIT_S)
