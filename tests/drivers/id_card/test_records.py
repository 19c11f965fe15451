"""The four text records: the sheet's vectors, odd characters, and everything that must be refused."""

from __future__ import annotations

import hashlib
import random
from datetime import date

import pytest

from drivers.id_card.cards import SAMPLE_FIELDS, SAMPLE_PHOTO, build_text, sample_card
from drivers.id_card.codec import BodyError, CardContent, Reply, encode_card_content
from drivers.id_card.errors import CardDataError, UnknownCardTypeError
from drivers.id_card.ethnic_groups import ethnic_group_name, ethnic_group_text, known_codes
from drivers.id_card.records import (
    CardType,
    CitizenRecord,
    ForeignResident2017Record,
    ForeignResident2023Record,
    HmtPermitRecord,
    LongTerm,
    SexCode,
    UnknownSexCode,
    parse_text,
)

CITIZEN_FIELDS = {
    "name": "测试员",
    "sex": "1",
    "ethnic_group_code": "01",
    "birth_date": "19800101",
    "address": "测试省测试市测试路1号",
    "citizen_number": "34052419800101001X",
    "issuing_authority": "测试市公安局",
    "valid_from": "20200101",
    "valid_until": "长期",
}
VECTORS = [
    ("citizen", CITIZEN_FIELDS, "eb343d438b6ddbd6", "40 42 4A"),
    ("J", SAMPLE_FIELDS["J"], "eb38537be192457b", "9C 9E 96"),
    ("I", SAMPLE_FIELDS["I"], "6bc7bd80fd0a900d", "F1 F3 FB"),
    ("Y", SAMPLE_FIELDS["Y"], "feb1fa188e6e266c", "86 84 8C"),
]


@pytest.mark.parametrize(("kind", "fields", "digest", "checks"), VECTORS)
def test_the_sheets_vectors(kind: str, fields: dict[str, str], digest: str, checks: str) -> None:
    """Section 14: the record's hash, and the CHK of the three reads."""
    text = build_text(kind, fields)
    assert len(text) == 256
    assert hashlib.sha256(text).hexdigest()[:16] == digest
    plain, with_two = CardContent(text, SAMPLE_PHOTO, b""), CardContent(text, SAMPLE_PHOTO, bytes(1024))
    frames = [
        Reply(0, 0, 0x90, encode_card_content(content, with_fingerprint=asked)).encode()
        for content, asked in ((plain, False), (plain, True), (with_two, True))
    ]
    assert " ".join(f"{frame[-1]:02X}" for frame in frames) == checks
    assert frames[0].startswith(bytes.fromhex("AAAAAA9669 0508 000090 0100 0400"))
    assert frames[1].startswith(bytes.fromhex("AAAAAA9669 050A 000090 0100 0400 0000"))
    assert frames[2].startswith(bytes.fromhex("AAAAAA9669 090A 000090 0100 0400 0400"))


def test_a_citizen_card() -> None:
    """Every field in its place; a card of an old person never expires."""
    assert parse_text(build_text("citizen", CITIZEN_FIELDS)) == CitizenRecord(
        name="测试员",
        sex=SexCode.MALE,
        ethnic_group_code="01",
        birth_date=date(1980, 1, 1),
        address="测试省测试市测试路1号",
        citizen_number="34052419800101001X",
        issuing_authority="测试市公安局",
        valid_from=date(2020, 1, 1),
        valid_until=LongTerm.LONG_TERM,
    )


def test_a_residence_permit() -> None:
    """Flag J: a travel permit number and no ethnic group."""
    assert parse_text(build_text("J", SAMPLE_FIELDS["J"])) == HmtPermitRecord(
        name="测试员",
        sex=SexCode.FEMALE,
        birth_date=date(1994, 8, 23),
        address="测试市测试路2号",
        citizen_number="810000199408230021",
        issuing_authority="测试市公安局",
        valid_from=date(2024, 1, 1),
        valid_until=date(2029, 1, 1),
        travel_permit_number="H12345678",
        issue_count="01",
    )


def test_a_foreigners_card_of_2017() -> None:
    """Flag I."""
    assert parse_text(build_text("I", SAMPLE_FIELDS["I"])) == ForeignResident2017Record(
        english_name="TEST, SAMPLE ONE",
        sex=SexCode.FEMALE,
        card_number="KAZ110090123105",
        country_code="KAZ",
        chinese_name="测试员",
        issue_date=date(2018, 1, 1),
        expiry_date=date(2028, 1, 1),
        birth_date=date(1990, 12, 31),
        card_version="01",
        office_code="1100",
    )


def test_a_foreigners_card_of_2023() -> None:
    """Flag Y."""
    assert parse_text(build_text("Y", SAMPLE_FIELDS["Y"])) == ForeignResident2023Record(
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


def test_a_long_english_name_keeps_the_space_at_its_seam() -> None:
    """46 characters in two places of the record; the 35th is a space here."""
    name = "ABCDEFGHIJ KLMNOPQRSTUV WXYZABCDEF GHIJKLMNOPQ"
    assert name[34] == " "
    record = parse_text(build_text("Y", {**SAMPLE_FIELDS["Y"], "english_name": name, "chinese_name": ""}))
    assert isinstance(record, ForeignResident2023Record)
    assert (record.english_name, record.chinese_name) == (name, "")


@pytest.mark.parametrize("flag", ["41 00", "6A 00", "4E 65", "00 D8"])
def test_unknown_card_type(flag: str) -> None:
    """Read as a citizen card it would show wrong fields, so it is refused by its flag alone."""
    text = bytearray(build_text("citizen", CITIZEN_FIELDS))
    text[248:250] = bytes.fromhex(flag)
    with pytest.raises(UnknownCardTypeError) as caught:
        parse_text(bytes(text))
    assert caught.value.detail == f"U+{int.from_bytes(bytes.fromhex(flag), 'little'):04X}"


def test_a_flag_of_zeros_is_blank() -> None:
    """Spaces and zeros are both padding."""
    text = bytearray(build_text("citizen", CITIZEN_FIELDS))
    text[248:250] = b"\x00\x00"
    assert parse_text(bytes(text)).card_type is CardType.CITIZEN


def test_rare_characters_survive() -> None:
    """Extension B as a surrogate pair, private use, a lone surrogate."""
    name = "\U00020bb7\ue863\ud842"
    record = parse_text(build_text("citizen", {**CITIZEN_FIELDS, "name": name}))
    assert isinstance(record, CitizenRecord)
    assert record.name == name


@pytest.mark.parametrize("size", [0, 255, 257])
def test_wrong_length(size: int) -> None:
    """A record is 256 bytes."""
    with pytest.raises(BodyError):
        parse_text(bytes(size))


@pytest.mark.parametrize("digits", ["20230230", "2023010", "", "2023-1-1", "长期", "２０２３０１０１"])
def test_an_impossible_date_names_the_field_only(digits: str) -> None:
    """The content of the field is in no message."""
    with pytest.raises(CardDataError) as caught:
        parse_text(build_text("citizen", {**CITIZEN_FIELDS, "birth_date": digits}))
    assert (caught.value.field, str(caught.value)) == ("birth_date", "card_data_wrong: birth_date")


@pytest.mark.parametrize(
    ("code", "sex"), [("0", "UNKNOWN"), ("1", "MALE"), ("2", "FEMALE"), ("9", "NOT_STATED"), ("", "UNKNOWN")]
)
def test_sex_codes(code: str, sex: str) -> None:
    """Not one is not two."""
    record = parse_text(build_text("citizen", {**CITIZEN_FIELDS, "sex": code}))
    assert record.sex is SexCode[sex]


def test_an_unknown_sex_code_is_kept_as_it_is() -> None:
    """It is not guessed at, and the card is read."""
    record = parse_text(build_text("citizen", {**CITIZEN_FIELDS, "sex": "3"}))
    assert record.sex == UnknownSexCode("3")
    assert "3" not in repr(record)


def test_ethnic_groups() -> None:
    """56 groups in order, three more codes, and no crash on others."""
    assert len(known_codes()) == 59
    assert [ethnic_group_name(code) for code in ("01", "26", "56", "81", "97", "98")] == [
        "汉",
        "东乡",
        "基诺",
        "穿青人",
        "其他",
        "外国血统中国籍人士",
    ]
    assert [ethnic_group_name(code) for code in ("00", "57", "", "X")] == [None] * 4
    assert [ethnic_group_text(code) for code in ("01", "57", "")] == ["汉", "code 57", ""]


@pytest.mark.parametrize("name", SAMPLE_FIELDS)
def test_records_never_show_a_field(name: str) -> None:
    """Nothing of a card gets into a log by a repr."""
    record = parse_text(sample_card(name).content.text)
    assert repr(record) == f"{type(record).__name__}()"
    assert repr(sample_card(name)) == "SimulatedCard(content=CardContent(), is_id_card=True)"


def test_mutated_records_give_a_record_or_a_typed_error() -> None:
    """Never another exception, whatever the bytes."""
    rng = random.Random(5)
    texts = [build_text(kind, fields) for kind, fields, _, _ in VECTORS]
    outcomes: set[str] = set()
    for _ in range(4000):
        text = bytearray(rng.choice(texts))
        for _ in range(rng.randrange(1, 5)):
            text[rng.randrange(256)] = rng.randrange(256)
        try:
            outcomes.add(type(parse_text(bytes(text))).__name__)
        except (CardDataError, UnknownCardTypeError) as error:
            outcomes.add(type(error).__name__)
    assert {"CitizenRecord", "CardDataError", "UnknownCardTypeError"} <= outcomes
