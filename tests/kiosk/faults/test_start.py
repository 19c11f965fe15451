"""Files that are broken when the terminal starts: a page that says so, and no crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from screens.pages.notice import NoticePage
from tests.kiosk.rig import Rig


def said(rig: Rig) -> str:
    """Everything that the page in front says."""
    assert rig.app.window is not None
    page = rig.app.window.shell.page
    assert isinstance(page, NoticePage)
    return " ".join(one.accessibleName() for one in page.findChildren(QWidget) if one.isVisible())


def start_broken(rig: Rig) -> None:
    """Let it find out."""
    over: list[bool] = []
    rig.app.furnished.connect(lambda: over.append(True))
    rig.until(lambda: bool(over), "the terminal to find out")
    assert rig.app.terminal is None


BROKEN_SETTINGS = {
    "no_toml": "[[[",
    "unknown_key": '[screen]\ncolour = "red"\n',
    "wrong_type": "[logging]\nlevel = 7\n",
    "port_missing": "[devices.camera]\nenabled = true\n",
}


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("more", BROKEN_SETTINGS.values(), ids=BROKEN_SETTINGS)
def test_corrupt_settings_file(qapp: QApplication, tmp_path: Path, more: str) -> None:
    """Out of service, in words, with what is wrong; the window stays."""
    with Rig(qapp, tmp_path, reader=False, printer=False, more_toml=more) as rig:
        start_broken(rig)
        assert "本机的设置有问题" in said(rig)
        assert any(word in said(rig) for word in ("terminal.toml", "devices.camera.source"))


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("content", ["items: [", "items: 7\n", "", None], ids=["no_yaml", "schema", "empty", "absent"])
def test_corrupt_catalogue(qapp: QApplication, tmp_path: Path, content: str | None) -> None:
    """The same for the catalogue."""
    path = tmp_path / "catalogue.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    more = f'[catalogue]\npath = "{path}"\n'
    with Rig(qapp, tmp_path, reader=False, printer=False, more_toml=more) as rig:
        start_broken(rig)
        assert "办事目录打不开" in said(rig)
        assert "catalogue.yaml" in said(rig)


@pytest.mark.expects_log_warnings
def test_data_folder_cannot_be_made(qapp: QApplication, tmp_path: Path) -> None:
    """A file lies in its place: out of service, not an idle picture that does nothing."""
    (tmp_path / "data").write_text("", encoding="utf-8")
    with Rig(qapp, tmp_path, reader=False, printer=False, enrolled=False) as rig:
        start_broken(rig)
        assert "本机暂停服务" in said(rig)


@pytest.mark.expects_log_warnings
def test_terminal_comes_back_by_itself_when_its_data_can_be_used(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While the folder cannot be used it says so and tries again; with the folder usable it serves, unasked."""
    caplog.set_level("INFO")
    monkeypatch.setattr("kiosk.retry.STEPS_S", (0.01,))
    (tmp_path / "data").write_text("", encoding="utf-8")
    with Rig(qapp, tmp_path, reader=False, printer=False, enrolled=False) as rig:
        start_broken(rig)
        rig.until(lambda: rig.app._retry is not None and rig.app._retry.failures > 2, "some attempts")
        assert "本机暂停服务" in said(rig)
        (tmp_path / "data").unlink()
        rig.start()
        rig.to_guide("senior_allowance")
    assert [record.message.split()[0] for record in caplog.records if "start_" in record.message] == [
        "start_failed",
        "start_succeeded_at_last",
    ]


@pytest.mark.expects_log_warnings
def test_print_ledger_is_damaged(qapp: QApplication, tmp_path: Path) -> None:
    """The same for the list of print jobs."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "print-jobs.sqlite").write_bytes(b"no database" * 500)
    with Rig(qapp, tmp_path, reader=False) as rig:
        start_broken(rig)
        assert "本机暂停服务" in said(rig)


def test_stopped_before_the_outbox_was_open(qapp: QApplication, tmp_path: Path) -> None:
    """Whoever ends the terminal at once gets everything closed: another one can open the outbox."""
    from offline_queue.outbox import Outbox

    with Rig(qapp, tmp_path, reader=False, printer=False) as rig:
        rig.until(lambda: rig.app.terminal is not None, "the terminal")
    assert rig.desk.outbox is None
    QApplication.processEvents()
    with Outbox.open(rig.data / "queue") as outbox:
        assert outbox.entries() == ()


def test_start_without_anything_is_a_terminal_that_guides(qapp: QApplication, tmp_path: Path) -> None:
    """No device, no hall: finding and reading work."""
    with Rig(qapp, tmp_path, reader=False, printer=False) as rig:
        rig.start()
        rig.to_guide("senior_allowance")
