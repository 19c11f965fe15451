"""The setting that names a photo decoder, from the file to the driver."""

from __future__ import annotations

from datetime import date

import pytest

from config.settings import SettingsError, load_settings
from drivers.id_card.photo_decoder import ProcessDecoder
from drivers.vocabulary import DeviceKind
from kiosk.device_builders import DriverNeeds, build_driver

NEEDS = DriverNeeds(today=lambda: date(2026, 11, 24))


@pytest.mark.parametrize(("command_line", "there"), [("", False), ("  ", False), ("/opt/wlt/decode --bmp", True)])
def test_a_named_decoder_goes_to_the_reader(command_line: str, there: bool) -> None:
    """None is the default."""
    settings = load_settings(site=None, terminal=None, environ={"KIOSK_DEVICES__ID_CARD__PHOTO_DECODER": command_line})
    driver = build_driver(DeviceKind.ID_CARD, settings, NEEDS)
    assert isinstance(getattr(driver, "_decoder", None), ProcessDecoder) is there


def test_an_open_quotation_mark_is_a_wrong_setting() -> None:
    """Told at the start and not when a card lies there."""
    with pytest.raises(SettingsError) as caught:
        load_settings(site=None, terminal=None, environ={"KIOSK_DEVICES__ID_CARD__PHOTO_DECODER": "decode 'x"})
    assert caught.value.key == "devices.id_card.photo_decoder"
