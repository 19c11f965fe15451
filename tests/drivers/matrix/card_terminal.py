"""The card terminal of the matrix; its command is a payment. Half done: the bank is asked."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from drivers.card_terminal.driver import CardRules, CardTerminalDriver
from drivers.card_terminal.journal import CardJournal
from drivers.card_terminal.model import CardOrderId, CardStage, CardStaged, Paid, Pay
from drivers.card_terminal.simulator.core import NOTHING_CODE, ZvtCore
from drivers.card_terminal.simulator.ports import SerialCardSimulator
from drivers.card_terminal.zvt.dialogue import DialogueTimes
from drivers.card_terminal.zvt.line import LineTimes, SerialLine
from drivers.card_terminal.zvt.terminal import ZvtOptions, ZvtTerminal
from drivers.supervisor import Driver
from drivers.timebase import SystemTime
from drivers.transport.serial_link import SerialLink
from tests.drivers.matrix.bench import DURING, NEVER, DeviceBench, Fault, Moment

TIMES = DialogueTimes(answer_s=0.2, silence_s=0.4, stop_s=0.3, quiet_s=0.02)


class CardTerminalBench(DeviceBench):
    """A ZVT terminal on a serial line, whose card is presented by hand."""

    name = "card_terminal"
    fault_names = ("unplugged", "silent", "power_cut", "trouble")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._core = ZvtCore(auto=False)
        self._port = SerialCardSimulator(self._core, link=folder / "card", baud=None)
        self._port.start()
        time = SystemTime()
        line = SerialLine(SerialLink(self._port.port), time, times=LineTimes(ack_s=0.2))
        options = ZvtOptions(password="000000", nothing_code=NOTHING_CODE, times=TIMES)
        journal = CardJournal(folder / "card.sqlite", now=lambda: datetime.now(UTC))
        rules = CardRules(ask_every_s=0.0, settle_s=0.2, retry_s=0.05)
        self._driver = CardTerminalDriver(ZvtTerminal(line, time, options), journal, rules)
        self._numbers = itertools.count(1)

    @property
    def driver(self) -> Driver:
        return self._driver

    @property
    def faults(self) -> Mapping[str, Fault]:
        port, core = self._port, self._core

        def switch(home: object, name: str, broken: object, sound: object, ends: frozenset[Moment] = DURING) -> Fault:
            return Fault(lambda: setattr(home, name, broken), lambda: setattr(home, name, sound), ends)

        def nothing() -> None:
            return

        return {
            "unplugged": Fault(port.unplug, port.replug),
            "silent": switch(port.line, "silent", True, False),
            "power_cut": Fault(port.power_cycle, nothing),
            "trouble": switch(core.faults, "trouble", 0xF0, 0, NEVER),
        }

    def command(self) -> object:
        return Pay(CardOrderId(f"order-{next(self._numbers)}"), 2040)

    def serve(self) -> None:
        self._port.hand(self._core.present_card)

    def reached(self, moment: Moment, progress: object) -> bool:
        wanted = CardStage.PRESENT_CARD if moment is Moment.WAITING else CardStage.PROCESSING
        return progress == CardStaged(wanted)

    def is_good(self, result: object) -> bool:
        return isinstance(result, Paid)

    def close(self) -> None:
        self._port.stop()
