"""Who stands at the terminal, from each kind of card and from typing."""

import dataclasses
from datetime import date

import pytest

from drivers.id_card.records import (
    CitizenRecord,
    ForeignResident2017Record,
    ForeignResident2023Record,
    HmtPermitRecord,
    LongTerm,
    SexCode,
)
from kiosk.identity import Validity, from_card, typed_in
from offline_queue.wire.documents import CardType, PersonSource

TODAY = date(2026, 11, 24)
CITIZEN = CitizenRecord(
    name="张桂兰",
    sex=SexCode.MALE,
    ethnic_group_code="01",
    birth_date=date(1945, 3, 12),
    address="测试省测试市测试路1号",
    citizen_number="610198194503120016",
    issuing_authority="测试市公安局",
    valid_from=date(2010, 1, 1),
    valid_until=LongTerm.LONG_TERM,
)


def test_a_citizen_card_gives_the_newest_address_of_its_chip() -> None:
    """The printed address stays on the card."""
    assert from_card(CITIZEN, None).address == "测试省测试市测试路1号"
    assert from_card(CITIZEN, "测试省测试市新路9号").address == "测试省测试市新路9号"


@pytest.mark.parametrize(
    ("on_card", "shown"),
    [
        ("\U00020bb7田", "\U00020bb7田"),
        ("\ue863", "\ue863"),
        ("张\ud842", "张\ufffd"),
        ("\ud842张", "\ufffd张"),
        ("张\udfb7田", "张\ufffd田"),
    ],
)
def test_half_a_character_becomes_the_sign_for_one(on_card: str, shown: str) -> None:
    """Fields end after so many 16-bit units; a document takes whole characters only."""
    person = from_card(dataclasses.replace(CITIZEN, name=on_card), on_card).to_person(None)
    assert (person.name, person.address) == (shown, shown)


def test_ethnicity_never_leaves_the_card() -> None:
    """Guide 10.2: no field for it."""
    person = from_card(CITIZEN, None).to_person("13800000000")
    assert "ethnic" not in person.model_dump_json()
    assert person.source is PersonSource.CHIP


def test_nothing_personal_shows_in_repr() -> None:
    """A log line with an identity in it leaks nothing."""
    shown = repr(from_card(CITIZEN, None))
    assert "张" not in shown
    assert "610198" not in shown


def test_a_permit_and_both_foreign_cards_are_told_apart() -> None:
    """Each has its own place for name and number."""
    permit = HmtPermitRecord(
        name="测试员",
        sex=SexCode.FEMALE,
        birth_date=date(1994, 8, 23),
        address="测试路2号",
        citizen_number="810000199408230021",
        issuing_authority="测试市公安局",
        valid_from=date(2024, 1, 1),
        valid_until=date(2029, 1, 1),
        travel_permit_number="H12345678",
        issue_count="01",
    )
    old = ForeignResident2017Record(
        english_name="TEST, SAMPLE ONE",
        sex=SexCode.FEMALE,
        card_number="KAZ110090123105",
        country_code="KAZ",
        chinese_name="",
        issue_date=date(2018, 1, 1),
        expiry_date=date(2025, 1, 1),
        birth_date=date(1990, 12, 31),
        card_version="01",
        office_code="1100",
    )
    new = ForeignResident2023Record(
        chinese_name="测试员",
        sex=SexCode.FEMALE,
        renewal_count="01",
        birth_date=date(1990, 12, 31),
        english_name="TEST, SAMPLE ONE",
        card_number="911398199012310021",
        issue_date=date(2024, 1, 1),
        expiry_date=date(2034, 1, 1),
        country_code="KAZ",
        earlier_number_link="000",
    )
    assert from_card(permit, None).card_type is CardType.HMT_PERMIT
    assert (from_card(old, None).name, from_card(old, None).number) == ("TEST, SAMPLE ONE", "KAZ110090123105")
    assert from_card(new, None).name == "测试员"
    assert from_card(old, None).validity(TODAY) is Validity.EXPIRED
    assert from_card(new, None).validity(TODAY) is Validity.VALID
    assert from_card(CITIZEN, None).validity(TODAY) is Validity.LONG_TERM


@pytest.mark.parametrize(
    ("number", "card_type", "birth_date"),
    [
        ("610198194503120016", CardType.RESIDENT_ID, date(1945, 3, 12)),
        ("61019819520908002x", CardType.RESIDENT_ID, date(1952, 9, 8)),
        ("810000199408230021", CardType.HMT_PERMIT, date(1994, 8, 23)),
        ("911398199012310021", CardType.FOREIGN_PERMANENT_ID, date(1990, 12, 31)),
        ("KAZ110090123105", CardType.FOREIGN_PERMANENT_ID, None),
        ("12345", CardType.OTHER, None),
    ],
)
def test_a_typed_number_tells_what_it_is(number: str, card_type: CardType, birth_date: date | None) -> None:
    """And its validity is unknown, because nobody saw the card."""
    person = typed_in(" 测试员 ", number)
    assert (person.card_type, person.birth_date, person.name) == (card_type, birth_date, "测试员")
    assert person.typed
    assert person.validity(TODAY) is Validity.UNKNOWN


def test_age_counts_full_years() -> None:
    """The birthday itself counts."""
    person = typed_in("测试员", "610198194503120016")
    assert person.age(date(2026, 3, 11)) == 80
    assert person.age(date(2026, 3, 12)) == 81
    assert typed_in("x", "12345").age(TODAY) is None
