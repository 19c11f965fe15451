"""Codes in frames of 1280×720: decoded, median and 95th percentile of CPU time, zxing-cpp and zbar alone beside it.

The frames are drawn (``tests.drivers.vision.code_frames``): fifteen treatments in turn, one QR code each; bar codes;
frames without a code. Each reader sees each frame right after the others, so that a busy machine is busy for all.
By itself: ``python -m tests.bench.codes [COUNT]``.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from drivers.vision import read_codes
from drivers.vision.code_text import payload_text
from drivers.vision.pages.geometry import Pixels
from tests.bench.rows import Row, row
from tests.drivers.vision.code_frames import CodeFrame, bar_frames, code_frames, empty_frames

FRAMES, BAR_FRAMES, EMPTY_FRAMES = 450, 140, 120
SEED, HELD_OUT_SEED = 20261124, 20270316
"""The frames of the second seed were never looked at while the readers were set."""
Reader = Callable[[Pixels], list[str]]
KINDS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.EAN13]
)
SYMBOLS = [pyzbar.ZBarSymbol.QRCODE, pyzbar.ZBarSymbol.CODE128, pyzbar.ZBarSymbol.EAN13]


def _zxing_alone(image: Pixels) -> list[str]:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    found = zxingcpp.read_barcodes(grey, formats=KINDS, text_mode=zxingcpp.TextMode.HexECI)
    return [payload_text(bytes.fromhex(code.text)) for code in found]


def _zbar_alone(image: Pixels) -> list[str]:
    found = pyzbar.decode(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), symbols=SYMBOLS)
    return [code.data.decode("utf-8", "replace") for code in found]


READERS: dict[str, Reader] = {"": read_codes, " zxing-cpp alone": _zxing_alone, " zbar alone": _zbar_alone}


def _looked_at(frames: Iterable[CodeFrame]) -> tuple[dict[str, list[float]], dict[str, list[bool]], list[bool], int]:
    """CPU milliseconds and successes of each reader; right Chinese texts and wrong texts of ours."""
    taken_ms: dict[str, list[float]] = defaultdict(list)
    decoded: dict[str, list[bool]] = defaultdict(list)
    chinese: list[bool] = []
    wrong = 0
    for frame in frames:
        for name, read in READERS.items():
            begun = time.process_time()
            texts = read(frame.image)
            taken_ms[name].append((time.process_time() - begun) * 1000)
            # The other readers' texts are not held against them: a code that was found counts.
            decoded[name].append(bool(texts) if name else frame.text in texts)
            if not name:
                wrong += any(text != frame.text for text in texts)
                if frame.chinese and texts:
                    chinese.append(texts == [frame.text])
    return taken_ms, decoded, chinese, wrong


def measure_codes(count: int = FRAMES) -> list[Row]:
    """Return the rows."""
    cv2.setNumThreads(1)
    for read in READERS.values():
        read(next(code_frames(1)).image)  # the first call loads code
    taken_ms, decoded, chinese, wrong = _looked_at(code_frames(count, SEED))
    shares = {name: 100 * statistics.mean(hits) for name, hits in decoded.items()}
    rows = [row("codes decoded", shares[""], "%", digits=1)]
    rows[-1]["goal"] = ">= 92"
    rows += [row(f"codes decoded,{name}", shares[name], "%", digits=1) for name in READERS if name]
    rows.append(row("codes decoded, of Chinese payloads right", 100 * statistics.mean(chinese), "%", digits=1))
    rows[-1]["goal"] = ">= 100"
    for name, ms in taken_ms.items():
        label = f"codes,{name}" if name else "codes"
        rows.append(row(f"{label}: median per frame", statistics.median(ms), "ms", digits=2))
        rows.append(row(f"{label}: 95th percentile", float(np.percentile(ms, 95)), "ms", digits=2))
        if not name:
            rows[-1]["goal"] = 10.0
    held_ms, held, held_chinese, held_wrong = _looked_at(code_frames(count, HELD_OUT_SEED))
    for name, hits in held.items():
        rows.append(
            row(f"codes decoded, held-out frames{',' * bool(name)}{name}", 100 * statistics.mean(hits), "%", digits=1)
        )
        if not name:
            rows[-1]["goal"] = ">= 92"
    rows.append(row("codes, held-out frames: of Chinese right", 100 * statistics.mean(held_chinese), "%", digits=1))
    rows.append(row("codes, held-out frames: 95th percentile", float(np.percentile(held_ms[""], 95)), "ms", digits=2))
    rows[-2]["goal"], rows[-1]["goal"] = ">= 100", 10.0
    bar_ms, bars, _, bar_wrong = _looked_at(bar_frames(BAR_FRAMES, SEED))
    for name, hits in bars.items():
        label = f"bar codes decoded,{name}" if name else "bar codes decoded"
        rows.append(row(label, 100 * statistics.mean(hits), "%", digits=1))
    rows.append(row("bar codes: 95th percentile", float(np.percentile(bar_ms[""], 95)), "ms", digits=2))
    empty_ms, _, _, false_reads = _looked_at(empty_frames(EMPTY_FRAMES, SEED))
    rows.append(row("codes: wrong or false reads", wrong + held_wrong + bar_wrong + false_reads, "", goal=0, digits=0))
    rows.append(row("codes: 95th percentile without a code", float(np.percentile(empty_ms[""], 95)), "ms", digits=2))
    return rows


if __name__ == "__main__":
    for one in measure_codes(int(sys.argv[1]) if len(sys.argv) > 1 else FRAMES):
        sys.stdout.write(json.dumps(one) + "\n")
