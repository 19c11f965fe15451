"""Every device × every fault × every moment.

Whatever goes wrong and whenever: a command ends once, with a good result or a typed error; the driver is back in
service without a restart, two polls after the fault is gone at most, and serves a resident; only changes of status are
logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from drivers.camera import watch
from drivers.camera.sample_desk import draw_desk, draw_empty_desk
from tests.drivers.camera.papers import FONTS, PAPER
from tests.drivers.matrix.bench import DeviceBench, Moment
from tests.drivers.matrix.card_terminal import CardTerminalBench
from tests.drivers.matrix.counter_devices import CashBench, CodeScannerBench, PagePrinterBench
from tests.drivers.matrix.devices import CameraBench, IdCardBench, PrinterBench
from tests.drivers.matrix.harness import Case
from tests.drivers.matrix.remembered import Remembered

ALL: tuple[type[DeviceBench], ...] = (
    IdCardBench,
    PrinterBench,
    CameraBench,
    CodeScannerBench,
    CashBench,
    CardTerminalBench,
    PagePrinterBench,
)
CASES = [
    pytest.param(
        *(bench, fault, moment),
        id=f"{bench.name}-{fault}-{moment}",
        marks=[pytest.mark.expects_log_warnings] if (fault, moment) in bench.alarms else [],
    )
    for bench in ALL
    for fault in bench.fault_names
    for moment in Moment
]


@pytest.fixture(scope="session", autouse=True)
def paper(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A desk without and with a paper, drawn once."""
    folder = tmp_path_factory.mktemp("matrix")
    CameraBench.empty, CameraBench.paper = folder / "empty.bmp", folder / "paper.bmp"
    assert cv2.imwrite(str(CameraBench.empty), draw_empty_desk())
    assert cv2.imwrite(str(CameraBench.paper), draw_desk(PAPER, FONTS, seed=3))


@pytest.fixture(scope="session", autouse=True)
def looks() -> Iterator[None]:
    """Each picture is judged once: the same few lie on the desk in every cell."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("find_page", "check_page"):
            patch.setattr(watch, name, Remembered(getattr(watch, name)))
        yield


@pytest.mark.parametrize(("bench", "fault", "moment"), CASES)
def test_fault_leaves_a_device_that_serves(
    bench: type[DeviceBench], fault: str, moment: Moment, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Broken at that moment and mended: everything is told once and rightly, and the next resident is served."""
    with Case(bench(tmp_path), fault, caplog) as case:
        case.run(moment)
        case.assert_back_in_service()
    case.assert_told_well()


@pytest.mark.parametrize("bench", ALL, ids=[bench.name for bench in ALL])
def test_every_fault_has_a_name(bench: type[DeviceBench], tmp_path: Path) -> None:
    """The names of the matrix are those that the device knows."""
    made = bench(tmp_path)
    try:
        assert set(made.faults) == set(made.fault_names)
    finally:
        made.close()
