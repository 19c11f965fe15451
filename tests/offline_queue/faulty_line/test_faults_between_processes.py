"""Every fault of a line between a real terminal process and a real hall process; each ends delivered exactly once.

The random forms are longer in ``make prove``; what fails names its seed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hall.process import ROOT, HallProcess
from tests.offline_queue.faulty_line.conftest import Site
from tests.offline_queue.faulty_line.proxy import (
    CutReply,
    CutRequest,
    Dated,
    FaultyLine,
    Hole,
    LateReply,
    LateRequest,
    Request,
    Says,
    Through,
    Treatment,
    Twice,
)

FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))
CHUNK_BYTES = 4096
PAGE = b"<html><body>Welcome to the free network. Please log in.</body></html>"
LOGIN_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE
LOGIN_REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: http://portal.invalid/login\r\nContent-Length: 0\r\n\r\n"
ANOTHER_JSON = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"state":"open"}'
_YEAR_S = 365 * 86_400

pytestmark = pytest.mark.timeout(3600 if FACTOR > 1 else 120)


def deliver(site: Site, faults: dict[str, list[Treatment]], **how: float) -> dict[str, object]:
    """Store a case, send it over a line with these faults, check it; return what the terminal told."""
    entry_id = site.store()
    with FaultyLine(site.url) as line:
        for method, treatments in faults.items():
            line.next(method, *treatments)
        told = site.send(line.url, **how)
        for treatments in faults.values():
            for one in treatments:
                assert line.met[type(one)] >= 1, f"{one} was not met"
    assert told["left"] == 0, told
    site.check_delivered_once(entry_id)
    return told


def test_latency(site: Site) -> None:
    """Answers that take their time change nothing."""
    told = deliver(site, {method: [Through(0.15)] * 2 for method in ("POST", "PUT", "PATCH")})
    assert told["results"] == {"idle": 1}


@pytest.mark.parametrize("reset", [False, True], ids=["fin", "rst"])
@pytest.mark.parametrize("after_bytes", [0, 40, 700, 1500])
def test_the_request_is_cut_after_n_bytes(site: Site, after_bytes: int, reset: bool) -> None:
    """Whatever part of a request arrives, the whole of it counts once."""
    cut = CutRequest(after_bytes, reset)
    deliver(site, {"POST": [cut], "PUT": [cut], "HEAD": [cut]})


@pytest.mark.parametrize("reset", [False, True], ids=["fin", "rst"])
@pytest.mark.parametrize("after_bytes", [0, 9, 150, 600])
def test_the_reply_is_cut_after_n_bytes(site: Site, after_bytes: int, reset: bool) -> None:
    """An effect whose answer is lost or torn is not made again."""
    cut = CutReply(after_bytes, reset)
    deliver(site, {"POST": [cut], "PUT": [cut], "PATCH": [cut]})


@pytest.mark.parametrize("reset", [False, True], ids=["fin", "rst"])
def test_the_line_is_cut_in_mid_chunk(site: Site, reset: bool) -> None:
    """A chunk that arrived in part is sent once more, and no other."""
    entry_id = site.store()
    with FaultyLine(site.url) as line:
        line.next("PATCH", CutRequest(CHUNK_BYTES // 2, reset), Through(), CutRequest(CHUNK_BYTES // 3, reset))
        assert site.send(line.url)["left"] == 0
        sent = sum(line.received_bytes.values())
    (file,) = site.check_delivered_once(entry_id)["attachments"]
    assert sent <= file["sealed_size_bytes"] + 2 * CHUNK_BYTES


def test_a_black_hole(site: Site) -> None:
    """Whoever swallows everything costs a time-out each time."""
    told = deliver(site, {"PUT": [Hole()], "PATCH": [Hole()]}, stall_s=0.3)
    assert told["faults"] == {"timeout": 2}


def test_the_connection_is_refused(site: Site) -> None:
    """Nobody listens; the entry waits, and goes when somebody does."""
    entry_id = site.store()
    with FaultyLine(site.url) as line:
        line.refuse()
        told = site.send(line.url, passes=3)
        assert (told["left"], told["results"], told["faults"]) == (1, {"channel": 3}, {"refused": 1})
        line.listen()
        assert site.send(line.url)["left"] == 0
    site.check_delivered_once(entry_id)


@pytest.mark.parametrize("garbage", [b"\x00\xff\x13garbage\r\n\r\n", ANOTHER_JSON], ids=["noise", "not the hall's"])
def test_a_garbage_reply(site: Site, garbage: bytes) -> None:
    """What the hall has not signed says nothing about an entry."""
    deliver(site, {method: [Says(garbage)] for method in ("POST", "PUT", "HEAD", "PATCH")})


def test_a_duplicated_request(site: Site) -> None:
    """The hall gets each request twice and makes one effect."""
    deliver(site, {"POST": [Twice(), Twice()], "PUT": [Twice(), Twice()], "PATCH": [Twice(), Twice()]})


def test_a_reply_that_comes_too_late(site: Site) -> None:
    """The terminal gave up waiting; asking again finds what was done."""
    deliver(site, {"PUT": [LateReply()], "PATCH": [LateReply()]}, stall_s=0.3)


def test_a_request_that_comes_too_late(site: Site) -> None:
    """An old request that arrives after newer ones changes nothing."""
    deliver(site, {"PUT": [LateRequest()], "PATCH": [LateRequest()]}, stall_s=0.3)


@pytest.mark.parametrize("answer", [LOGIN_REDIRECT, LOGIN_PAGE], ids=["302", "200 and a page"])
def test_a_captive_portal(site: Site, answer: bytes) -> None:
    """Somebody wants a log-in: that is no answer, and nobody follows it."""
    told = deliver(site, {"POST": [Says(answer)] * 2, "PUT": [Says(answer)], "PATCH": [Says(answer)]})
    assert told["faults"] == {"foreign": 3}


@pytest.mark.parametrize("off_s", [-9 * _YEAR_S, -3600.0, 3600.0, 9 * _YEAR_S])
def test_the_clock_of_the_terminal_is_wrong(site: Site, off_s: float) -> None:
    """The hall tells its time, and the terminal signs in it."""
    deliver(site, {}, clock_off_s=off_s)


def test_the_date_of_the_hall_is_wrong(site: Site) -> None:
    """A ``Date`` that is not signed is not believed."""
    date = Dated(b"Thu, 01 Jan 1970 00:00:00 GMT")
    told = deliver(site, {"POST": [date], "PUT": [date], "PATCH": [date]})
    assert told["results"] == {"idle": 1}


def test_the_hall_is_killed_between_effect_and_reply(site: Site, enrolled: Path, memory: Path) -> None:
    """The next hall process finds the effect and answers with the same number."""
    base = memory / "mortal"
    shutil.copytree(enrolled, base)
    own = replace(site, hall_data=base / "hall", queue_data=base / "queue")
    entry_id = own.store()
    with HallProcess(own.hall_data, program=("-m", "tests.hall.dies_after_commit")) as mortal:
        told = own.send(mortal.url, passes=1)
        assert mortal.wait() == -9
    assert (told["left"], told["results"]) == (1, {"channel": 1})
    with HallProcess(own.hall_data) as hall:
        assert own.send(hall.url)["left"] == 0
    own.check_delivered_once(entry_id)


def test_the_command_goes_on_after_a_cut(site: Site) -> None:
    """``kiosk queue sync --until-empty`` itself, with its own rests."""
    entry_id = site.store()
    with FaultyLine(site.url) as line:
        line.next("PUT", CutReply(0, reset=True))
        words = ("-m", "kiosk", "queue", "sync", "--data", str(site.queue_data), "--hall", line.url, "--until-empty")
        subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True, timeout=60)
        assert line.met[CutReply] == 1
    site.check_delivered_once(entry_id)


def test_an_upload_through_random_cuts_resends_at_most_a_chunk_for_each(site: Site) -> None:
    """Four of five chunks are cut somewhere, requests and answers alike; every byte arrives, and few twice."""
    seed = random.randrange(2**32)
    rng = random.Random(seed)

    def mostly_cut(request: Request) -> Treatment:
        if request.method != "PATCH" or rng.random() >= 0.8:
            return Through()
        kind = rng.choice((CutRequest, CutRequest, CutRequest, CutReply))
        return kind(rng.randrange(len(request.raw) if kind is CutRequest else 500), rng.random() < 0.5)

    entry_id = site.store(page_bytes=12 * FACTOR * CHUNK_BYTES)
    with FaultyLine(site.url, mostly_cut) as line:
        told = site.send(line.url, passes=3000 * FACTOR)
        ((path, cuts),) = line.cuts.items()
        sent = line.received_bytes[path]
    assert told["left"] == 0, f"seed {seed}: {told}"
    (file,) = site.check_delivered_once(entry_id)["attachments"]
    assert cuts >= 12 * FACTOR, f"seed {seed}"
    assert sent <= file["sealed_size_bytes"] + cuts * CHUNK_BYTES, f"seed {seed}"


def test_any_fault_at_any_request(site: Site) -> None:
    """Lives over lines where any fault may befall any request, until the line is calm."""
    first = random.randrange(2**32)
    for seed in range(first, first + 10 * FACTOR):
        rng = random.Random(seed)
        badness = rng.choice((0.1, 0.3, 0.6))

        def befall(request: Request, rng: random.Random = rng, badness: float = badness) -> Treatment:
            return rng.choice(_FAULTS)(request, rng) if rng.random() < badness else Through()

        entry_ids = [site.store(rng.randrange(1, 3 * CHUNK_BYTES)) for _ in range(rng.randrange(1, 4))]
        with FaultyLine(site.url, befall) as line:
            site.send(line.url, passes=6, stall_s=0.2, seed=seed)
        assert site.send(site.url, seed=seed)["left"] == 0, f"seed {seed}"
        for entry_id in entry_ids:
            site.check_delivered_once(entry_id)


_FAULTS: tuple[Callable[[Request, random.Random], Treatment], ...] = (
    lambda request, rng: CutRequest(rng.randrange(len(request.raw)), rng.random() < 0.5),
    lambda _request, rng: CutReply(rng.randrange(600), rng.random() < 0.5),
    lambda _request, _rng: Twice(),
    lambda _request, rng: Says(rng.choice((LOGIN_PAGE, LOGIN_REDIRECT, ANOTHER_JSON, rng.randbytes(100)))),
    lambda _request, rng: rng.choice((Hole(), LateReply(), LateRequest())),
    lambda _request, rng: Through(rng.uniform(0.0, 0.2)),
)
