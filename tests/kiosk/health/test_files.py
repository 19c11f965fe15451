"""Settings, texts, catalogue, fonts and disk: each fault by name."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from config.settings import Settings, load_settings
from kiosk.health import files
from kiosk.health.files import (
    BEHIND,
    MIB,
    check_catalogue,
    check_disk,
    check_fonts,
    check_settings,
    check_texts,
    judge_disk,
)
from kiosk.health.findings import State
from screens import fonts as screen_fonts
from screens import look

TODAY = date(2026, 11, 24)


@pytest.fixture
def settings() -> Settings:
    return load_settings(site=None, terminal=None, environ={})


def with_fonts(settings: Settings, **files: object) -> Settings:
    fonts = settings.fonts.model_copy(update=files)
    return settings.model_copy(update={"fonts": fonts})


def test_installed_fonts_are_ready(settings: Settings) -> None:
    """The packages that the set-up installs have every character, rare ones too."""
    assert check_fonts(settings).state is State.READY


def test_font_file_missing(settings: Settings, tmp_path: Path) -> None:
    """The file is named, not its folder."""
    gone = settings.fonts.sans_bold.model_copy(update={"path": tmp_path / "Gone.ttc"})
    finding = check_fonts(with_fonts(settings, sans_bold=gone))
    assert (finding.state, finding.key) == (State.BROKEN, "doctor.fonts.missing")
    assert finding.values == {"file": "Gone.ttc"}


def test_font_file_is_no_font(settings: Settings, tmp_path: Path) -> None:
    """Bytes that are no font."""
    (tmp_path / "Bad.ttc").write_bytes(b"no font at all")
    bad = settings.fonts.serif_bold.model_copy(update={"path": tmp_path / "Bad.ttc"})
    assert check_fonts(with_fonts(settings, serif_bold=bad)).key == "doctor.fonts.unreadable"


def test_wrong_face_of_a_collection(settings: Settings) -> None:
    """Index 0 is the Japanese face: its characters have other shapes."""
    japanese = settings.fonts.sans_regular.model_copy(update={"index": 0})
    finding = check_fonts(with_fonts(settings, sans_regular=japanese))
    assert (finding.state, finding.key) == (State.BROKEN, "doctor.fonts.wrong_family")
    assert finding.values["found"] == "Noto Sans CJK JP"


def test_rare_characters_missing(settings: Settings) -> None:
    """Without the fonts behind the family some names lose characters: worth a look, not a reason to close."""
    finding = check_fonts(with_fonts(settings, rare=()))
    assert (finding.state, finding.key) == (State.ATTENTION, "doctor.fonts.rare_missing")
    assert finding.values["characters"] == BEHIND


def test_sample_catalogue_is_pointed_out() -> None:
    """A terminal that serves must not show invented services."""
    assert check_catalogue(None, TODAY).key == "doctor.catalogue.sample"


def test_stale_guides_are_counted(tmp_path: Path) -> None:
    """A real catalogue whose guides are older than it allows itself."""
    sample = load_catalogue()
    source = Path(load_catalogue.__code__.co_filename).with_name("sample.yaml").read_text(encoding="utf-8")
    real = tmp_path / "catalogue.yaml"
    assert "sample_data: true" in source
    real.write_text(source.replace("sample_data: true", "sample_data: false"), encoding="utf-8")
    last = sample.file.effective_from + timedelta(days=sample.file.stale_after_days)
    late = check_catalogue(real, last + timedelta(days=3660))
    assert (late.state, late.key) == (State.ATTENTION, "doctor.catalogue.stale")
    assert late.values["stale"] == len(sample.file.items)


def test_corrupt_catalogue(tmp_path: Path) -> None:
    """Its own reason and its own cure."""
    bad = tmp_path / "catalogue.yaml"
    bad.write_text("items: [", encoding="utf-8")
    finding = check_catalogue(bad, TODAY)
    assert (finding.state, finding.key, finding.cure) == (
        State.BROKEN,
        "catalogue.error.not_yaml",
        "catalogue.cure.not_yaml",
    )


def test_broken_settings(tmp_path: Path) -> None:
    """A wrong key is named, and there are no settings to go on with."""
    site = tmp_path / "site.toml"
    site.write_text("[printer]\nport = 1\n", encoding="utf-8")
    finding, settings = check_settings(lambda: load_settings(site=site, terminal=None, environ={}))
    assert settings is None
    assert (finding.state, finding.key) == (State.BROKEN, "settings.error.unknown_key")


def test_texts_not_compiled(tmp_path: Path) -> None:
    """A missing catalogue of texts names its file."""
    finding = check_texts(tmp_path)
    assert (finding.state, finding.values) == (State.BROKEN, {"file": "zh_CN.mo"})


@pytest.mark.parametrize(
    ("free_mib", "state"), [(99, State.BROKEN), (100, State.ATTENTION), (119, State.ATTENTION), (120, State.READY)]
)
def test_room_on_the_disk(free_mib: int, state: State) -> None:
    """Below the reserve nothing, below two large cases no scans."""
    assert judge_disk(free_mib * MIB, 100 * MIB, 10 * MIB).state is state


def test_disk_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    """The nearest folder that exists is measured, and nothing is made."""
    folder = tmp_path / "a" / "b"
    assert check_disk(folder, reserve_bytes=0, worst_case_bytes=0).state is State.READY
    assert not folder.exists()


def test_probe_is_that_of_the_screens() -> None:
    """The report must not call fonts ready that the screens refuse."""
    assert files.PROBE == screen_fonts.PROBE
    assert (files.SANS, files.SERIF, files.RARE) == (look.SANS, look.SERIF, look.RARE)
