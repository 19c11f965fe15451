"""Settings: four layers, strict types, and errors that name file, key, reason and cure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.settings import Settings, SettingsError, SettingsFault, load_settings
from config.settings.load import DEFAULTS, ENVIRONMENT
from config.texts import Language
from config.tokens import load_tokens


def load(environ: Mapping[str, str] | None = None, site: Path | None = None, terminal: Path | None = None) -> Settings:
    """Load with nothing but what is given."""
    return load_settings(site=site, terminal=terminal, environ=environ or {})


def fault(environ: Mapping[str, str] | None = None, site: Path | None = None) -> SettingsError:
    """Load and give the error."""
    with pytest.raises(SettingsError) as caught:
        load(environ, site)
    return caught.value


def write(path: Path, text: str) -> Path:
    """Write a settings file."""
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_are_complete() -> None:
    """The package alone gives a terminal that starts, without devices."""
    settings = load()
    assert settings.station.terminal_id == "LS01"
    assert settings.station.station_code == "LS"
    assert settings.station.service_point_id == "sp_lishan_street"
    assert settings.screen.language is Language.ZH
    assert not settings.devices.id_card.enabled
    assert settings.catalogue.path is None
    assert settings.fonts.sans_regular.index == 2
    assert settings.data_dir.is_absolute()
    assert settings.cache_dir == settings.data_dir / "cache"
    assert settings.log_dir == settings.data_dir / "logs"


def test_texts_follow_the_language() -> None:
    """Names that a site writes exist in both languages."""
    settings = load()
    assert settings.station.name_in(Language.EN) == "Lishan Street Service Centre"
    assert settings.station.name_in(Language.ZH) == "骊山街道便民服务中心"
    assert settings.station.hours_note_in(Language.EN).startswith("9:00–12:00, ")
    assert settings.station.hours_note_in(Language.ZH).startswith("9:00–12:00，")
    assert settings.privacy.controller_in(Language.EN).startswith("Lintong")
    assert settings.privacy.controller_in(Language.ZH).startswith("临潼")


def test_default_times_are_those_of_the_look() -> None:
    """Time-outs stand in the tokens and in the settings, and are the same."""
    timing, tokens = load().timing, load_tokens().time
    assert (timing.menu_s, timing.form_s) == (tokens.menu_s, tokens.form_s)
    assert (timing.warn_before_s, timing.senior_factor) == (tokens.warn_before_s, tokens.senior_factor)


def test_layers_override_key_by_key(tmp_path: Path) -> None:
    """Environment over terminal over site over defaults; neighbours of a key stay."""
    site = write(tmp_path / "site.toml", '[station]\ncode = "QL"\nterminal_no = 2\nhotline = "12333"\n')
    terminal = write(tmp_path / "terminal.toml", "[station]\nterminal_no = 3\n[timing]\nmenu_s = 45\n")
    settings = load({"KIOSK_TIMING__MENU_S": "50"}, site, terminal)
    assert settings.station.terminal_id == "QL03"
    assert settings.station.hotline == "12333"
    assert (settings.timing.menu_s, settings.timing.form_s) == (50, 120)


def test_environment_values_take_the_kind_of_what_they_replace(tmp_path: Path) -> None:
    """Digits stay text where a text belongs; numbers, booleans and paths are read as such."""
    environ = {
        "KIOSK_STATION__HOTLINE": "12345",
        "KIOSK_SCREEN__FULLSCREEN": "false",
        "KIOSK_DEVICES__CAMERA__FPS": "12.5",
        "KIOSK_DATA_DIR": str(tmp_path),
        "KIOSK_LOGGING__DIRECTORY": str(tmp_path / "log"),
        "KIOSK_FONTS__SANS_BOLD__INDEX": "0",
        "KIOSK_SITE_FILE": "elsewhere",
        "OTHER": "x",
    }
    settings = load(environ)
    assert settings.station.hotline == "12345"
    assert not settings.screen.fullscreen
    assert settings.devices.camera.fps == 12.5
    assert settings.data_dir == tmp_path
    assert settings.log_dir == tmp_path / "log"
    assert settings.fonts.sans_bold.index == 0


def test_settings_cannot_be_changed() -> None:
    """Loaded settings are facts."""
    settings = load()
    with pytest.raises(ValidationError):
        settings.timing.menu_s = 1


def test_missing_file(tmp_path: Path) -> None:
    """A file that was named and is not there."""
    error = fault(site=tmp_path / "site.toml")
    assert (error.fault, error.file) == (SettingsFault.UNREADABLE, "site.toml")


@pytest.mark.parametrize("content", [b"[station\n", b"name = \xff\n", b"a = 1\na = 2\n"])
def test_corrupt_settings_file(tmp_path: Path, content: bytes) -> None:
    """A file that is no TOML."""
    path = tmp_path / "site.toml"
    path.write_bytes(content)
    error = fault(site=path)
    assert (error.fault, error.file, error.key) == (SettingsFault.NOT_TOML, "site.toml", "")
    assert error.detail


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("[devices.printer]\npoort = 1\n", "devices.printer.poort", SettingsFault.UNKNOWN_KEY),
        ("[prnter]\n", "prnter", SettingsFault.UNKNOWN_KEY),
        ('[timing]\nmenu_s = "60"\n', "timing.menu_s", SettingsFault.WRONG_TYPE),
        ("[timing]\nmenu_s = 60.5\n", "timing.menu_s", SettingsFault.WRONG_TYPE),
        ("[timing]\nmenu_s = 2026-01-01\n", "timing.menu_s", SettingsFault.WRONG_TYPE),
        ("[timing]\nmenu_s = 1\n", "timing.menu_s", SettingsFault.OUT_OF_RANGE),
        ("[timing]\nmenu_s = 99999\n", "timing.menu_s", SettingsFault.OUT_OF_RANGE),
        ("timing = 3\n", "timing", SettingsFault.WRONG_TYPE),
        ('[station]\nname = ""\n', "station.name", SettingsFault.OUT_OF_RANGE),
        ('[station]\ncode = "ls"\n', "station.code", SettingsFault.BAD_VALUE),
        ('[screen]\norientation = "upside"\n', "screen.orientation", SettingsFault.NOT_A_CHOICE),
        ('[screen]\nlanguage = "fr"\n', "screen.language", SettingsFault.NOT_A_CHOICE),
        ('[devices.camera]\nsource = "usb:0"\n', "devices.camera.source", SettingsFault.BAD_VALUE),
        ("[devices.camera]\nenabled = true\n", "devices.camera.source", SettingsFault.PORT_MISSING),
        ("[devices.printer]\nenabled = true\n", "devices.printer.port", SettingsFault.PORT_MISSING),
        ("[devices.id_card]\nenabled = true\n", "devices.id_card.port", SettingsFault.PORT_MISSING),
        ("[devices.cash]\nbill_address = 1\n", "devices.cash.bill_address", SettingsFault.BAD_VALUE),
        ("[devices.cash]\ncoin_address = 1\n", "devices.cash.coin_address", SettingsFault.BAD_VALUE),
        ("[devices.cash]\ncoin_address = 40\n", "devices.cash.coin_address", SettingsFault.BAD_VALUE),
        ("[devices.card_terminal]\nenabled = true\n", "devices.card_terminal.port", SettingsFault.PORT_MISSING),
        ('[devices.card_terminal]\npassword = "12"\n', "devices.card_terminal.password", SettingsFault.BAD_VALUE),
        ("[queue]\noffice_to_h = 8.0\n", "queue.office_to_h", SettingsFault.BAD_VALUE),
        ("[timing]\nwarn_before_s = 60\n", "timing.warn_before_s", SettingsFault.BAD_VALUE),
        ('[hall]\nurl = "http://hall.example"\n', "hall.url", SettingsFault.HTTPS_REQUIRED),
        ('[hall]\nurl = "http://192.168.1.4:80"\n', "hall.url", SettingsFault.HTTPS_REQUIRED),
        ('[hall]\nurl = "ftp://hall.example"\n', "hall.url", SettingsFault.BAD_VALUE),
        ('[hall]\nurl = "https://user@hall.example"\n', "hall.url", SettingsFault.BAD_VALUE),
        ('[hall]\nurl = "https://hall.example:99999"\n', "hall.url", SettingsFault.BAD_VALUE),
        ('[hall]\nurl = "https://[::1"\n', "hall.url", SettingsFault.BAD_VALUE),
        ('[fonts]\nrare = [{path = "x.ttf", index = "0"}]\n', "fonts.rare.0.index", SettingsFault.WRONG_TYPE),
    ],
)
def test_wrong_setting_names_file_key_and_reason(tmp_path: Path, text: str, key: str, expected: SettingsFault) -> None:
    """Every kind of mistake is told apart and found in its place."""
    error = fault(site=write(tmp_path / "site.toml", text))
    assert (error.fault, error.key) == (expected, key)
    if expected is not SettingsFault.PORT_MISSING:  # there the key is wrong because nobody has set it
        assert error.file == "site.toml"
    assert error.key in str(error)


def test_papers_about_a_person_go_to_a_printers_own_address_only(tmp_path: Path) -> None:
    """A print service keeps what it prints on the disk."""
    text = '[devices.page_printer]\nenabled = true\nqueue = "{queue}"\npersonal = true\n'
    error = fault(site=write(tmp_path / "site.toml", text.format(queue="office")))
    assert (error.key, error.fault) == ("devices.page_printer", SettingsFault.BAD_VALUE)
    own = load(site=write(tmp_path / "own.toml", text.format(queue="ipp://a4.example/ipp/print")))
    assert own.devices.page_printer.personal


def test_port_missing_names_the_layer_that_left_it_empty() -> None:
    """The empty port stands in the defaults."""
    error = fault({"KIOSK_DEVICES__PRINTER__ENABLED": "true"})
    assert (error.fault, error.file) == (SettingsFault.PORT_MISSING, DEFAULTS)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8089", "http://localhost", "http://[::1]:1", "https://hall.example/a"]
)
def test_addresses_that_are_fine(url: str) -> None:
    """Plain HTTP on this machine, https everywhere."""
    assert load({"KIOSK_HALL__URL": url}).hall.url == url


@pytest.mark.parametrize(
    ("name", "value", "file", "key", "expected"),
    [
        ("KIOSK_TIMING__MEN_S", "1", ENVIRONMENT, "KIOSK_TIMING__MEN_S", SettingsFault.UNKNOWN_KEY),
        ("KIOSK_NOTHING__X", "1", ENVIRONMENT, "KIOSK_NOTHING__X", SettingsFault.UNKNOWN_KEY),
        ("KIOSK_TIMING__MENU_S", "soon", ENVIRONMENT, "timing.menu_s", SettingsFault.WRONG_TYPE),
        ("KIOSK_HALL__URL", "http://10.0.0.1", ENVIRONMENT, "hall.url", SettingsFault.HTTPS_REQUIRED),
        ("KIOSK_DEVICES", "1", ENVIRONMENT, "devices", SettingsFault.WRONG_TYPE),
    ],
)
def test_wrong_variable(name: str, value: str, file: str, key: str, expected: SettingsFault) -> None:
    """Mistakes in the environment are named as such."""
    error = fault({name: value})
    assert (error.fault, error.file, error.key) == (expected, file, key)


def test_error_leads_to_its_texts() -> None:
    """Reason and cure are keys of the text catalogue, with all values that they need."""
    error = fault({"KIOSK_HALL__URL": "http://10.0.0.1"})
    assert error.reason_key == "settings.error.https_required"
    assert error.cure_key == "settings.cure.https_required"
    assert error.values == {"file": ENVIRONMENT, "key": "hall.url", "detail": error.detail}


def test_defaults_hold_every_key_of_the_model() -> None:
    """Nothing is set by the code: what is not in the file of defaults does not exist."""
    source = Path(__file__).parents[3] / "config" / "defaults.toml"
    tree = tomllib.loads(source.read_text(encoding="utf-8"))
    assert set(tree) == set(Settings.model_fields)
    for section in ("station", "screen", "fonts", "hall", "queue", "timing", "privacy", "catalogue", "logging"):
        model = Settings.model_fields[section].annotation
        assert model is not None
        assert set(tree[section]) == set(model.model_fields)
