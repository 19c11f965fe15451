"""``python -m drivers.speaker.simulator play|speak``: a player that keeps what it plays, and a voice that hums.

``play FOLDER [--pace P] FILE`` is started in the place of ``aplay``: it copies the WAV to ``FOLDER/NNNNN.wav``, takes
as long as the sound (``--pace 0``: no time at all), and adds one JSON object to ``FOLDER/played.jsonl``: the words that
the WAV carries, its length, how loud it is, and whether it was played to its end.

``speak`` is started in the place of ``espeak-ng`` where that is not installed: a WAV with a tone whose length follows
that of the text. It takes the options of espeak-ng and follows none.
"""

from __future__ import annotations

import fcntl
import json
import math
import signal
import sys
import time
from array import array
from pathlib import Path

from drivers.speaker.sound import Sound, read_wav, rms, write_wav

RATE_HZ = 16_000
SECONDS_A_CHARACTER = 0.18
TONE_HZ = 220.0
LOUDNESS = 9000
RECORD = "played.jsonl"


class _Silenced(Exception):  # noqa: N818 - not a fault: somebody ended the sound
    """The player was told to stop."""


def play(folder: Path, file: Path, *, pace: float) -> int:
    """Play one file; 0 when it came to its end, 1 when it is no sound, 143 when it was stopped."""
    signal.signal(signal.SIGTERM, _on_stop)
    try:
        data = file.read_bytes()
        sound = read_wav(data)
    except Exception as error:  # noqa: BLE001 - a player's top: whatever it is, it ends with an exit code
        sys.stderr.write(f"{type(error).__name__}\n")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    whole = True
    try:
        time.sleep(sound.seconds * pace)
    except _Silenced:
        whole = False
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _note(folder, data, sound, whole=whole)
    return 0 if whole else 143


def _on_stop(_number: int, _frame: object) -> None:
    raise _Silenced


def _note(folder: Path, data: bytes, sound: Sound, *, whole: bool) -> None:
    with (folder / RECORD).open("a+", encoding="utf-8") as record:
        fcntl.flock(record, fcntl.LOCK_EX)
        record.seek(0)
        number = sum(1 for _ in record) + 1
        (folder / f"{number:05d}.wav").write_bytes(data)
        words = {"text": sound.caption, "seconds": round(sound.seconds, 3), "rms": round(rms(sound), 4), "whole": whole}
        record.write(json.dumps(words, ensure_ascii=False) + "\n")


def hum(text: str) -> Sound:
    """A tone as long as it would take to say the text."""
    count = round(len(text.strip()) * SECONDS_A_CHARACTER * RATE_HZ)
    values = array("h", [round(LOUDNESS * math.sin(2 * math.pi * TONE_HZ * at / RATE_HZ)) for at in range(count)])
    if sys.byteorder == "big":
        values.byteswap()
    return Sound(RATE_HZ, values.tobytes())


def main(arguments: list[str]) -> int:
    """Run one of the two."""
    match arguments:
        case ["speak", *_]:
            sys.stdout.buffer.write(write_wav(hum(sys.stdin.buffer.read().decode("utf-8", errors="replace"))))
            return 0
        case ["play", folder, "--pace", pace, file]:
            return play(Path(folder), Path(file), pace=float(pace))
        case ["play", folder, file]:
            return play(Path(folder), Path(file), pace=1.0)
    sys.stderr.write(f"{__doc__}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
