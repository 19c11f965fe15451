"""The fault panel against the real simulators: every button is obeyed, and what it says fits on it."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from config.texts import Language, Texts
from drivers.camera.stage_source import Fault, stage_faults
from drivers.discovery.probe import Answered, NotAsked, probe_port
from drivers.discovery.questions import QUESTIONS
from drivers.id_card.bench_tool import read_card
from drivers.printer.bench_tool import printer_status
from drivers.printer.profile import PROFILES
from drivers.vocabulary import DeviceKind
from kiosk.cli.run import open_fault_panel
from kiosk.demo.acts import GROUPS, Act, Actor, Group, every_act
from kiosk.demo.control import SOCKET_NAME, RemoteWorld, world_beside
from kiosk.demo.director import Director
from kiosk.demo.panel import Panel
from kiosk.demo.site import DemoSite
from kiosk.demo.world import DemoWorld, OrderRefusedError
from kiosk.demo.wrong_clock import WrongClock, shift_s
from offline_queue.clock import SystemClock

OBEYED_WITHIN_MS = 20_000
"""For an order to a process whose console answers nothing."""
ACTS = list(every_act())
EVERY = pytest.mark.parametrize(("group", "act"), ACTS, ids=[f"{group.actor}-{act.name}" for group, act in ACTS])


@pytest.fixture
def panel(qapp: QApplication, world: DemoWorld) -> Panel:
    return Panel(Texts.load(Language.ZH), world)


def press(panel: Panel, actor: Actor, name: str) -> None:
    """Touch a button as a finger does, and see that it was obeyed."""
    button = panel.buttons[actor, name]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.told.text() == Texts.load(Language.ZH)("demo.panel.done", name=button.text()), panel.told.text()


@EVERY
def test_every_button_is_obeyed(panel: Panel, director: Director, group: Group, act: Act) -> None:
    """No simulator refuses what a button orders; everything is mended afterwards."""
    press(panel, group.actor, act.name)
    cure = next(one for one in group.acts if one.tone.value == "mends")
    press(panel, group.actor, [one for one in group.acts if one.tone is cure.tone][-1].name)
    assert director.complaints() == []


@pytest.mark.parametrize("language", list(Language))
def test_texts_fit_on_their_buttons(qapp: QApplication, world: DemoWorld, language: Language) -> None:
    """Nothing is cut off, in either language; the buttons are large enough for a finger."""
    panel = Panel(Texts.load(language), world, quit_demo=lambda: None)
    panel.resize(panel.width(), 1900)
    panel.show()
    QApplication.processEvents()
    for button in panel.buttons.values():
        needed = button.fontMetrics().horizontalAdvance(button.text())
        assert needed + 12 <= button.width(), button.text()
        assert button.height() >= 60
    for label in panel.findChildren(QLabel):
        assert label.wordWrap() or label.sizeHint().width() <= label.width() + 1, label.text()
    panel.close()


def test_every_actor_has_a_group_and_a_cure() -> None:
    """What can be broken can be mended from the panel."""
    assert {group.actor for group in GROUPS} == set(Actor)
    assert all(any(act.tone.value == "mends" for act in group.acts) for group in GROUPS)
    names = [group.text_key(act) for group, act in ACTS]
    assert len(names) == len(set(names))


# ---- what buttons do, seen from the other side --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "card_type"),
    [("citizen", "citizen"), ("hk_mo_tw", "J"), ("foreigner", "Y"), ("foreigner_2017", "I")],
)
def test_cards_are_read_by_the_driver(panel: Panel, site: DemoSite, name: str, card_type: str) -> None:
    """Each kind of card that can be placed."""
    press(panel, Actor.READER, name)
    flag = read_card(str(site.reader_port))["flag"]
    press(panel, Actor.READER, "remove")
    assert str(flag).strip() == ("" if card_type == "citizen" else card_type)


def is_gone(port: Path) -> bool:
    return not port.is_symlink()


def test_plugs_are_pulled_and_put_back(panel: Panel, site: DemoSite, qtbot: QtBot) -> None:
    """The ports are gone for everybody, and come back under the same name."""
    ports = {
        Actor.READER: (site.reader_port, DeviceKind.ID_CARD),
        Actor.PRINTER: (site.printer_port, DeviceKind.PRINTER),
        Actor.SCANNER: (site.scanner_port, DeviceKind.CODE_SCANNER),
        Actor.CASH: (site.cash_port, DeviceKind.CASH),
        Actor.CARD_TERMINAL: (site.card_terminal_port, DeviceKind.CARD_TERMINAL),
    }
    for actor, (port, kind) in ports.items():
        press(panel, actor, "unplug")
        # The printer's console answers nothing, so its port is waited for.
        qtbot.waitUntil(partial(is_gone, port), timeout=OBEYED_WITHIN_MS)
        questions = [one for one in QUESTIONS if one.kind is kind]
        gone = probe_port(str(port), questions=questions)
        press(panel, actor, "mend")
        assert isinstance(gone, NotAsked), actor
        assert gone.error.code == "port_missing"
        qtbot.waitUntil(port.exists, timeout=OBEYED_WITHIN_MS)
        back = probe_port(str(port), questions=questions)
        assert isinstance(back, Answered), actor
        assert back.question.kind is kind


def test_paper_runs_out(panel: Panel, site: DemoSite, qtbot: QtBot) -> None:
    """The printer's own status says so."""

    def is_out() -> bool:
        status = printer_status(str(site.printer_port), profile=PROFILES["80mm"], timeout_s=5.0)
        return not status["usable"] and status["status"] == "paper_out"

    press(panel, Actor.PRINTER, "paper_out")
    qtbot.waitUntil(is_out, timeout=OBEYED_WITHIN_MS)
    press(panel, Actor.PRINTER, "mend")


def test_the_camera_has_faults_and_papers_apart(panel: Panel, site: DemoSite) -> None:
    """A fault stays while papers come and go."""
    press(panel, Actor.CAMERA, "blur")
    press(panel, Actor.CAMERA, "residence_proof")
    assert stage_faults(site.stage) == {Fault.BLUR}
    assert site.stage.read_text(encoding="utf-8").splitlines()[0].endswith("residence_proof.png")
    press(panel, Actor.CAMERA, "mend")
    assert stage_faults(site.stage) == frozenset()
    press(panel, Actor.CAMERA, "clear")


def test_the_clock_is_wrong_and_right_again(panel: Panel, site: DemoSite) -> None:
    """A wrong clock says that nobody keeps it."""
    press(panel, Actor.CLOCK, "behind")
    clock = WrongClock(site.clock_file)
    assert clock.now_s() < SystemClock().now_s() - 3500
    assert not clock.synchronised()
    press(panel, Actor.CLOCK, "right")
    assert shift_s(site.clock_file) == 0


# ---- orders that fail, and orders from elsewhere -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (Actor.READER, "dance"),
        (Actor.SCANNER, "silence maybe"),
        (Actor.CASH, "note many"),
        (Actor.CARD_TERMINAL, "silent always"),
        (Actor.CAMERA, "lay nothing_such"),
        (Actor.CAMERA, "fault fire"),
        (Actor.LINE, "sideways"),
        (Actor.CLOCK, "shift much"),
        (Actor.CLOCK, "stop 1"),
    ],
)
def test_an_order_that_is_not_obeyed_is_said(world: DemoWorld, actor: Actor, words: str) -> None:
    """The panel shows the reason in place of "done"."""
    with pytest.raises(OrderRefusedError, match=actor.value):
        world.order(actor, words)


class Nobody:
    """A world without simulators."""

    actors: frozenset[Actor] = frozenset()

    def order(self, actor: Actor, words: str) -> None:
        raise OrderRefusedError("nobody there")


def test_a_panel_without_simulators_can_press_nothing(qapp: QApplication) -> None:
    """What is not there is shown as not there."""
    panel = Panel(Texts.load(Language.EN), Nobody())
    assert not any(button.isEnabled() for button in panel.buttons.values())
    assert any("not there" in label.text() for label in panel.findChildren(QLabel))


def test_a_refused_order_is_shown(qapp: QApplication) -> None:
    """With its reason."""
    world = Nobody()
    world.actors = frozenset(Actor)
    panel = Panel(Texts.load(Language.EN), world)
    QTest.mouseClick(panel.buttons[Actor.READER, "citizen"], Qt.MouseButton.LeftButton)
    assert "nobody there" in panel.told.text()


def test_orders_come_from_another_process_too(world: DemoWorld, site: DemoSite) -> None:
    """Beside the settings file the simulators are found; elsewhere nobody is."""
    remote = world_beside(site.settings_file)
    assert remote is not None
    assert remote.actors == world.actors
    remote.order(Actor.CLOCK, "shift 5")
    assert shift_s(site.clock_file) == 5
    remote.order(Actor.CLOCK, "shift 0")
    for words in ("dance", ""):
        with pytest.raises(OrderRefusedError, match="error"):
            remote.order(Actor.READER, words)


def test_a_developer_gets_the_panel_beside_simulators(qapp: QApplication, world: DemoWorld, site: DemoSite) -> None:
    """``kiosk run --developer`` with a demo's settings: the same panel, ordering through the socket."""
    panel = open_fault_panel(Namespace(site=None, terminal=site.settings_file))
    assert isinstance(panel, Panel)
    assert panel.isVisible()
    assert all(button.isEnabled() for button in panel.buttons.values())
    press(panel, Actor.READER, "remove")
    panel.close()
    assert world.actors == set(Actor)


def test_a_developer_without_simulators_gets_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A real terminal is not broken by mistake."""
    assert open_fault_panel(Namespace(site=None, terminal=tmp_path / "terminal.toml")) is None
    assert "no simulators" in capsys.readouterr().err


def test_where_no_simulators_are_there_is_no_panel(tmp_path: Path) -> None:
    """``kiosk run --developer`` on a real terminal offers nothing that breaks devices."""
    assert world_beside(None) is None
    assert world_beside(tmp_path / "terminal.toml") is None
    (tmp_path / SOCKET_NAME).write_text("no socket", encoding="utf-8")
    assert world_beside(tmp_path / "terminal.toml") is None
    with pytest.raises(OrderRefusedError):
        RemoteWorld(tmp_path / SOCKET_NAME).order(Actor.READER, "remove")
