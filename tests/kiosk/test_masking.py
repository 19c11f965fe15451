"""Masking follows domain guide 10.3."""

import pytest

from kiosk.masking import mask_account, mask_address, mask_name, mask_number, mask_phone


def test_an_id_number_shows_three_and_four() -> None:
    """First three and last four, the length stays."""
    assert mask_number("610198194503120016") == "610***********0016"
    assert mask_number("KAZ110090123105") == "KAZ********3105"


def test_a_short_number_shows_nothing() -> None:
    """Seven shown characters of eight would be no mask."""
    assert mask_number("12345678") == "********"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张华", "张*"),
        ("张桂兰", "张*兰"),
        ("欧阳桂兰", "欧**兰"),
        ("𠮷野家", "𠮷*家"),
        ("张", "*"),
        ("", ""),
        ("SAMPLE ONE", "S***** O**"),
    ],
)
def test_names(name: str, masked: str) -> None:
    """A rare character outside the basic plane counts once."""
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13800005678", "138****5678"), ("029-00001234", "138****"[:0] + "029****1234"), ("1234", "****"), ("", "")],
)
def test_phones(phone: str, masked: str) -> None:
    """Eleven digits keep three and four; others only the last four."""
    assert mask_phone(phone) == masked


def test_a_phone_of_another_length_keeps_its_last_four() -> None:
    """Short numbers of station offices."""
    assert mask_phone("02912345") == "****2345"


def test_accounts_show_the_last_four() -> None:
    """And nothing of the length."""
    assert mask_account("6217000012346021") == "****6021"
    assert mask_account("602") == "***"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("陕西省西安市临潼区骊山街道测试路1号", "陕西省西安市临潼区骊山街道***"),
        ("测试镇1号", "测试镇***"),
        ("测试省测试市测试路1号", "测试省测试市***"),
        ("测试路1号", "测试路1号"),
    ],
)
def test_addresses_stop_at_the_street_office(address: str, masked: str) -> None:
    """To street or community, guide 10.3."""
    assert mask_address(address) == masked
