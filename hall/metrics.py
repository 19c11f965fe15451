"""Figures of the process in Prometheus' text format. Labels are calls and statuses; nobody and no terminal is named."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure as it is now."""

    name: str
    text: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    kind: str = "gauge"


class Metrics:
    """Counts answers. To be used on one event loop."""

    def __init__(self) -> None:
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._times: dict[tuple[str, str], list[int]] = {}
        self._seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._records: Counter[tuple[str, str]] = Counter()

    def answered(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count one answer; ``path`` is the contract's template, never what was asked for."""
        self._answers[method, path, status] += 1
        times = self._times.setdefault((method, path), [0] * (len(BUCKETS_S) + 1))
        times[bisect_left(BUCKETS_S, seconds)] += 1
        self._seconds[method, path] += seconds

    def record(self, kind: str, outcome: str) -> None:
        """Count one entry by what became of it: ``stored``, ``replayed`` or the problem's kind."""
        self._records[kind, outcome] += 1

    def text(self, gauges: Iterable[Gauge]) -> str:
        """Return everything, ``gauges`` included."""
        lines = ["# HELP hall_answers_total Answers by call and status.", "# TYPE hall_answers_total counter"]
        for (method, path, status), count in sorted(self._answers.items()):
            lines.append(f'hall_answers_total{{method="{method}",path="{path}",status="{status}"}} {count}')
        lines += ["# HELP hall_answer_seconds Time to the answer.", "# TYPE hall_answer_seconds histogram"]
        for (method, path), counts in sorted(self._times.items()):
            lines += self._histogram(f'method="{method}",path="{path}"', counts, self._seconds[method, path])
        lines += ["# HELP hall_records_total Entries by outcome.", "# TYPE hall_records_total counter"]
        for (kind, outcome), count in sorted(self._records.items()):
            lines.append(f'hall_records_total{{kind="{kind}",outcome="{outcome}"}} {count}')
        named = set()
        for gauge in gauges:
            if gauge.name not in named:
                named.add(gauge.name)
                lines += [f"# HELP {gauge.name} {gauge.text}", f"# TYPE {gauge.name} {gauge.kind}"]
            labels = ",".join(f'{name}="{value}"' for name, value in gauge.labels.items())
            lines.append(f"{gauge.name}{{{labels}}} {gauge.value:g}" if labels else f"{gauge.name} {gauge.value:g}")
        return "\n".join(lines) + "\n"

    @staticmethod
    def _histogram(labels: str, counts: list[int], seconds: float) -> list[str]:
        lines, so_far = [], 0
        for bound, count in zip((*BUCKETS_S, "+Inf"), counts, strict=True):
            so_far += count
            lines.append(f'hall_answer_seconds_bucket{{{labels},le="{bound}"}} {so_far}')
        lines.append(f"hall_answer_seconds_sum{{{labels}}} {seconds:.6f}")
        lines.append(f"hall_answer_seconds_count{{{labels}}} {so_far}")
        return lines
