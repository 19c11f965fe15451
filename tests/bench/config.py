"""What settings, catalogue and search cost: import and load times, memory, and an answer among a thousand items.

Each figure is taken in a fresh interpreter, five times, and the median is kept. Times are wall-clock milliseconds,
memory is PSS, what the step added. There is no baseline: the figures are parts of the start, whose baseline is a bare
window.

By itself: ``python -m tests.bench.config``.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from config.catalogue import generate

REPEATS = 5

_FRAME = """
import sys, time
from pathlib import Path
def pss_mb():
    rollup = Path("/proc/self/smaps_rollup").read_text()
    return int(rollup.split("\\nPss:")[1].split()[0]) / 1024
arguments = sys.argv[1:]
{before}
memory, began = pss_mb(), time.perf_counter()
{measured}
print((time.perf_counter() - began) * 1000, pss_mb() - memory)
"""

_SETTINGS = "from config.settings import load_settings"
_CATALOGUE = "from config.catalogue import load_catalogue"
_SEARCH = "from config.catalogue.search import SearchIndex"
_FILE = "file, cache = (Path(a) for a in arguments)"
_INDEX = "catalogue = load_catalogue(file, cache_dir=cache)"

STEPS: list[tuple[str, str, str]] = [
    ("texts_import_and_load", "", "from config.texts import Language, Texts\nTexts.load(Language.ZH)"),
    ("tokens_import_and_load", "", "from config.tokens import load_tokens\nload_tokens()"),
    ("tokens_load", "from config.tokens import load_tokens", "load_tokens()"),
    ("settings_import", "", _SETTINGS),
    ("settings_load", _SETTINGS, "load_settings(site=None, terminal=None, environ={})"),
    ("catalogue_import_after_settings", _SETTINGS, _CATALOGUE),
    ("catalogue_load_yaml", f"{_CATALOGUE}\n{_FILE}", "load_catalogue(file)"),
    ("catalogue_load_cache", f"{_CATALOGUE}\n{_FILE}", "load_catalogue(file, cache_dir=cache)"),
    (
        "search_index_load_cache",
        f"{_CATALOGUE}\n{_SEARCH}\n{_FILE}\n{_INDEX}",
        "SearchIndex.load_or_build(catalogue, cache)",
    ),
    (
        "search_one_key",
        f"{_CATALOGUE}\n{_SEARCH}\n{_FILE}\n{_INDEX}\nindex = SearchIndex.load_or_build(catalogue, cache)",
        "index.search('canjiren')",
    ),
    (
        "search_with_a_mistake",
        f"{_CATALOGUE}\n{_SEARCH}\n{_FILE}\n{_INDEX}\nindex = SearchIndex.load_or_build(catalogue, cache)",
        "index.search('zangjireng')",
    ),
    (
        "search_a_sentence",
        f"{_CATALOGUE}\n{_SEARCH}\n{_FILE}\n{_INDEX}\nindex = SearchIndex.load_or_build(catalogue, cache)",
        "index.search('我想给孩子上户口')",
    ),
    (
        "search_by_sound",
        f"{_CATALOGUE}\n{_SEARCH}\n{_FILE}\n{_INDEX}\nindex = SearchIndex.load_or_build(catalogue, cache)",
        "index.search('低报')",
    ),
]


def measure_config() -> list[dict[str, Any]]:
    """Return the rows: name, value, unit, and empty baseline, ratio and goal."""
    rows: list[dict[str, Any]] = []
    sample = Path(generate.__file__).with_name("sample.yaml")
    with tempfile.TemporaryDirectory() as folder:
        thousand = Path(folder) / "thousand.yaml"
        generate.write_catalogue(thousand, 1000, 1)
        for size, file in ((24, sample), (1000, thousand)):
            cache = Path(folder) / f"cache-{size}"
            _run(STEPS[-1], file, cache)  # fills the caches
            for step in STEPS:
                by_size = step[0].startswith(("search", "catalogue_load"))
                if size == 1000 and not by_size:
                    continue
                times, memory = zip(*(_run(step, file, cache) for _ in range(REPEATS)), strict=True)
                name = f"{step[0]}_{size}" if by_size else step[0]
                rows.append(_row(name, statistics.median(times), "ms"))
                rows.append(_row(f"{name}_memory", statistics.median(memory), "MB PSS"))
    return rows


def _row(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "baseline": None, "ratio": None, "goal": None}


def _run(step: tuple[str, str, str], file: Path, cache: Path) -> tuple[float, float]:
    code = _FRAME.format(before=step[1], measured=step[2])
    command = [sys.executable, "-c", code, str(file), str(cache)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    time_ms, memory_mb = done.stdout.split()
    return float(time_ms), float(memory_mb)


if __name__ == "__main__":
    for row in measure_config():
        sys.stdout.write(json.dumps(row) + "\n")
