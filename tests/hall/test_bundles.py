"""Bundles from a stick: each entry once, by stick or by line; what is not a terminal's is not taken."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from hall.__main__ import main
from hall.bundles import BundleReport, Result, open_intake
from hall.errors import HallError
from hall.export import exported_entries
from hall.terminals import revoke_keys
from offline_queue import commands
from offline_queue.clock import SystemClock
from offline_queue.enrolment import enrol
from offline_queue.handover import hand_over
from offline_queue.model import QueueLimits
from offline_queue.outbox import Outbox
from offline_queue.wire.handover import MANIFEST, SIGNATURE
from offline_queue.wire.uploads import MAX_CHUNK_BYTES
from tests.hall.process import ROOT
from tests.hall.terminal import RunningHall
from tests.offline_queue.build import case_draft, page, rating_draft

LIMITS = QueueLimits(reserve_bytes=0, worst_case_bytes=1024 * 1024, ballast_bytes=0)


@dataclass(frozen=True)
class Carrier:
    """A terminal whose line is down, and a stick."""

    running: RunningHall
    data_dir: Path
    stick: Path

    def fill(self, sizes: tuple[int, ...] = (1000, 2 * MAX_CHUNK_BYTES + 5)) -> list[str]:
        """Store a case with files and a rating of it; return their ids."""
        with Outbox.open(self.data_dir, limits=LIMITS) as outbox:
            receipt = outbox.enqueue(case_draft(len(sizes)), [page(size) for size in sizes])
            rating = outbox.enqueue_rating(rating_draft(receipt.receipt_number))
            return [receipt.entry_id, rating.entry_id]

    def export(self) -> Path:
        with Outbox.open(self.data_dir, limits=LIMITS) as outbox:
            return self.stick / str(hand_over(outbox, self.stick, SystemClock()).bundle)

    def take(self, *, revoked_too: bool = False) -> list[BundleReport]:
        hall = self.running.hall
        intake = open_intake(hall.settings, hall.clock, revoked_too=revoked_too)
        try:
            return intake.take_all(self.stick)
        finally:
            intake.database.close()

    def sync(self) -> dict[str, object]:
        return commands.sync(self.data_dir, self.running.url, until_empty=True)

    def at_the_hall(self) -> list[tuple[str, str]]:
        settings = self.running.hall.settings
        entries = exported_entries(settings.data_dir, settings.database_url)
        return sorted((entry["kind"], entry["state"]) for entry in entries)


@pytest.fixture
def carrier(running: RunningHall, tmp_path: Path) -> Carrier:
    (tmp_path / "stick").mkdir()
    enrol(tmp_path / "queue", running.url, running.code())
    return Carrier(running, tmp_path / "queue", tmp_path / "stick")


def results(reports: list[BundleReport]) -> list[tuple[str, str | None]]:
    return [(one.result.value, one.reason) for report in reports for one in report.entries]


BOTH = [("case", "complete"), ("rating", "complete")]


def test_a_bundle_is_taken_once_by_stick_and_once_more_by_line(carrier: Carrier) -> None:
    carrier.fill()
    carrier.export()
    assert results(carrier.take()) == [("new", None), ("new", None)]
    assert carrier.at_the_hall() == BOTH
    assert results(carrier.take()) == [("known", None), ("known", None)]
    told = carrier.sync()
    assert (told["empty"], told["delivered"]) == (True, 2)
    assert carrier.at_the_hall() == BOTH


def test_what_the_line_brought_first_is_known(carrier: Carrier) -> None:
    carrier.fill((1000,))
    carrier.export()
    assert carrier.sync()["empty"]
    reports = carrier.take()
    assert results(reports) == [("known", None), ("known", None)]
    assert reports[0].is_whole
    assert carrier.at_the_hall() == BOTH


def test_a_file_that_the_line_brought_half_is_completed(carrier: Carrier) -> None:
    carrier.fill()
    bundle = carrier.export()
    line = json.loads((bundle / MANIFEST).read_bytes())["entries"][0]
    large = line["attachments"][1]
    small = bundle / f"{line['attachments'][0]['attachment_id']}.sealed"
    kept = small.read_bytes()
    small.unlink()
    first = carrier.take()[0].entries[0]
    assert (first.result, first.missing) == (Result.NEW, (line["attachments"][0]["attachment_id"],))
    small.write_bytes(kept[:100])
    assert carrier.take()[0].entries[0].missing == (line["attachments"][0]["attachment_id"],)
    upload = carrier.running.hall.uploads.append(
        line["entry_id"], line["attachments"][0]["attachment_id"], "LS01", 0, kept[:100]
    )
    assert asyncio.run(upload).offset_bytes == 100
    small.write_bytes(kept)
    assert carrier.take()[0].is_whole
    assert large["sealed_size_bytes"] > MAX_CHUNK_BYTES
    assert carrier.at_the_hall() == BOTH


def test_a_bundle_that_was_cut_short_is_reported_and_strangers_are_left_alone(carrier: Carrier) -> None:
    (carrier.stick / "LS01.part").mkdir()
    (carrier.stick / "holiday pictures").mkdir()
    assert carrier.take() == [BundleReport("LS01.part", "incomplete")]
    shutil.rmtree(carrier.stick)
    with pytest.raises(HallError):
        carrier.take()


def alter(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_an_altered_manifest_is_refused_as_a_whole(carrier: Carrier) -> None:
    carrier.fill((10,))
    bundle = carrier.export()
    manifest = json.loads((bundle / MANIFEST).read_bytes())
    manifest["entries"] = manifest["entries"][:1]
    (bundle / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert [report.reason for report in carrier.take()] == ["signature"]
    (bundle / MANIFEST).write_text("{}", encoding="utf-8")
    assert [report.reason for report in carrier.take()] == ["unreadable"]
    (bundle / SIGNATURE).unlink()
    assert [report.reason for report in carrier.take()] == ["unreadable"]
    assert carrier.at_the_hall() == []


def test_an_altered_entry_is_refused_and_its_neighbour_taken(carrier: Carrier) -> None:
    carrier.fill((10,))
    bundle = carrier.export()
    entry_id = json.loads((bundle / MANIFEST).read_bytes())["entries"][1]["entry_id"]
    alter(bundle / f"{entry_id}.entry")
    assert results(carrier.take()) == [("new", None), ("refused", "damaged")]
    (bundle / f"{entry_id}.entry").unlink()
    assert results(carrier.take()) == [("known", None), ("refused", "damaged")]


def test_an_altered_file_is_not_taken(carrier: Carrier) -> None:
    carrier.fill((1000,))
    bundle = carrier.export()
    attachment_id = json.loads((bundle / MANIFEST).read_bytes())["entries"][0]["attachments"][0]["attachment_id"]
    alter(bundle / f"{attachment_id}.sealed")
    report = carrier.take()[0]
    assert report.entries[0].missing == (attachment_id,)
    assert not report.is_whole
    assert carrier.sync()["empty"]
    assert carrier.at_the_hall() == BOTH


def test_a_link_to_a_file_elsewhere_is_not_followed(carrier: Carrier, tmp_path: Path) -> None:
    carrier.fill((10,))
    bundle = carrier.export()
    entry_id = json.loads((bundle / MANIFEST).read_bytes())["entries"][0]["entry_id"]
    file = bundle / f"{entry_id}.entry"
    shutil.move(file, tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert results(carrier.take())[0] == ("refused", "damaged")


def test_a_key_that_nobody_knows_vouches_for_nothing(carrier: Carrier) -> None:
    carrier.fill((10,))
    bundle = carrier.export()
    manifest = json.loads((bundle / MANIFEST).read_bytes()) | {"key_id": "0" * 32}
    (bundle / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert [report.reason for report in carrier.take()] == ["key-unknown"]


def test_a_revoked_key_vouches_only_when_staff_say_so(carrier: Carrier) -> None:
    carrier.fill((10,))
    carrier.export()
    hall = carrier.running.hall
    hall.database.write(lambda connection: revoke_keys(connection, "LS01", hall.clock())).result()
    assert [report.reason for report in carrier.take()] == ["key-revoked"]
    assert results(carrier.take(revoked_too=True)) == [("new", None), ("new", None)]


def test_the_command_tells_what_it_took(carrier: Carrier, capsys: pytest.CaptureFixture[str]) -> None:
    ids = carrier.fill((10,))
    bundle = carrier.export()
    arguments = ["import", str(carrier.stick), "--data", str(carrier.running.hall.settings.data_dir)]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["bundle"], told["terminal_id"]) == (bundle.name, "LS01")
    assert (told["new"], told["known"], told["refused"]) == (2, 0, 0)
    assert [entry["entry_id"] for entry in told["entries"]] == ids
    alter(bundle / f"{ids[0]}.entry")
    assert main(arguments) == 1


def test_an_import_that_is_killed_again_and_again_takes_each_entry_once(carrier: Carrier) -> None:
    for _ in range(3):
        carrier.fill((1000, MAX_CHUNK_BYTES + 5))
    carrier.export()
    command = [sys.executable, "-m", "hall", "import", str(carrier.stick), "--data"]
    for events in (1, 3, 5):
        process = subprocess.Popen(
            [*command, str(carrier.running.hall.settings.data_dir)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        seen = 0
        for line in process.stderr:
            seen += "entry." in line
            if seen == events:
                process.send_signal(signal.SIGKILL)
                break
        process.wait(30)
        process.stderr.close()
    assert carrier.take()[-1].is_whole
    assert carrier.at_the_hall() == [("case", "complete")] * 3 + [("rating", "complete")] * 3
