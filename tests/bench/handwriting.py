"""How well and how fast written characters are recognised: ``python -m tests.bench.handwriting --strokes FOLDER``.

The folder holds one JSON file a character, ``{"medians": [[[x, y], …], …]}`` with y upwards to 900, such as the npm
package hanzi-writer-data has (Arphic Public License; not part of this project). Strokes are disturbed four ways; the
characters are drawn from the first level of GB 2312. The seed is printed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from screens.input.handwriting.installed import STANDARD_FOLDER
from screens.input.handwriting.recogniser import shared_recogniser
from screens.input.handwriting.strokes import Strokes

Hand = Callable[[random.Random, Strokes], Strokes]


def even(rng: random.Random, strokes: Strokes) -> Strokes:
    """A steady hand: 1 % of noise."""
    return tuple(tuple((x + rng.gauss(0, 9), y + rng.gauss(0, 9)) for x, y in stroke) for stroke in strokes)


def shuffled(rng: random.Random, strokes: Strokes) -> Strokes:
    """The strokes in any order."""
    return tuple(rng.sample(even(rng, strokes), len(strokes)))


def joined(rng: random.Random, strokes: Strokes) -> Strokes:
    """Two strokes written in one."""
    drawn = list(even(rng, strokes))
    if len(drawn) > 1:
        place = rng.randrange(len(drawn) - 1)
        drawn[place : place + 2] = [drawn[place] + drawn[place + 1]]
    return tuple(drawn)


def shaky(rng: random.Random, strokes: Strokes) -> Strokes:
    """An old hand: strokes out of place, slanted, stretched, trembling."""
    slant, stretch = rng.uniform(-0.25, 0.25), rng.uniform(0.7, 1.3)
    drawn = []
    for stroke in strokes:
        across, down = rng.gauss(0, 35), rng.gauss(0, 35)
        points = ((x * stretch + slant * y + across, y + down) for x, y in stroke)
        drawn.append(tuple((x + rng.gauss(0, 15), y + rng.gauss(0, 15)) for x, y in points))
    return tuple(drawn)


HANDS: tuple[Hand, ...] = (even, shuffled, joined, shaky)


def first_level() -> list[str]:
    """The 3,755 usual characters."""
    codes = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    return [code.decode("gb2312") for code in codes if code <= b"\xd7\xf9"]


def main() -> None:
    """Print a line a hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=Path, required=True)
    parser.add_argument("--characters", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    known = [one for one in first_level() if (options.strokes / f"{one}.json").exists()]
    chosen = random.Random(options.seed).sample(known, options.characters)
    recogniser = shared_recogniser(STANDARD_FOLDER)
    sys.stdout.write(f"seed {options.seed}, {len(chosen)} characters\n")
    for hand in HANDS:
        rng = random.Random(options.seed)
        ranks, took_ms = [], []
        for one in chosen:
            medians = json.loads((options.strokes / f"{one}.json").read_text(encoding="utf-8"))["medians"]
            strokes = tuple(tuple((float(x), 900.0 - y) for x, y in stroke) for stroke in medians)
            drawn = hand(rng, strokes)
            begun = time.perf_counter()
            found = recogniser.candidates(drawn)
            took_ms.append((time.perf_counter() - begun) * 1000)
            ranks.append(found.index(one) if one in found else 99)
        shares = [100 * sum(rank < most for rank in ranks) / len(ranks) for most in (1, 5, 10)]
        words = " ".join(f"top-{most} {share:.1f} %" for most, share in zip((1, 5, 10), shares, strict=True))
        sys.stdout.write(f"{hand.__name__:<9} {words}, median {median(took_ms):.1f} ms\n")


if __name__ == "__main__":
    main()
