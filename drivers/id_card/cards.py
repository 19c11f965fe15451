"""Cards for simulators and tests: 256-byte text records built from fields, and two sample people.

Every number here has the region 610198, which is allocated to no county, so that it can belong to nobody.

Source: ID card reader sheet, sections 6 to 8 and 14.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drivers.id_card.codec import ADDRESS_SIZE, PHOTO_SIZE, CardContent, encode_text

SAMPLE_PHOTO = bytes.fromhex("574C66007E003200").ljust(PHOTO_SIZE, b"\x00")
"""A photo's size and beginning, with nothing in it."""

# Per layout: the field's name and its size in bytes, in the order of the record. An empty name is a reserved
# field, a quoted one is fixed.
_LAYOUTS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "citizen": (
        ("name", 30),
        ("sex", 2),
        ("ethnic_group_code", 4),
        ("birth_date", 16),
        ("address", 70),
        ("citizen_number", 36),
        ("issuing_authority", 30),
        ("valid_from", 16),
        ("valid_until", 16),
        ("", 36),
    ),
    "J": (
        ("name", 30),
        ("sex", 2),
        ("", 4),
        ("birth_date", 16),
        ("address", 70),
        ("citizen_number", 36),
        ("issuing_authority", 30),
        ("valid_from", 16),
        ("valid_until", 16),
        ("travel_permit_number", 18),
        ("issue_count", 4),
        ("", 6),
        ("'J'", 2),
        ("", 6),
    ),
    "I": (
        ("english_name", 120),
        ("sex", 2),
        ("card_number", 30),
        ("country_code", 6),
        ("chinese_name", 30),
        ("issue_date", 16),
        ("expiry_date", 16),
        ("birth_date", 16),
        ("card_version", 4),
        ("office_code", 8),
        ("'I'", 2),
        ("", 6),
    ),
    "Y": (
        ("chinese_name", 30),
        ("sex", 2),
        ("renewal_count", 4),
        ("birth_date", 16),
        ("english_name_begin", 70),
        ("card_number", 36),
        ("", 30),
        ("issue_date", 16),
        ("expiry_date", 16),
        ("english_name_end", 22),
        ("country_code", 6),
        ("'Y'", 2),
        ("earlier_number_link", 6),
    ),
}

_ENGLISH_NAME_BEGIN_UNITS = 35


@dataclass(frozen=True, slots=True)
class SimulatedCard:
    """A card that can lie on a simulated reader.

    Field by field it looks like a person, so it is never shown.
    """

    content: CardContent
    addresses: tuple[str, ...] = field(default=(), repr=False)
    """Additional addresses, the newest last."""
    is_id_card: bool = True
    """False for a card of another kind: the module finds it and does not know its type."""

    def newest_address_data(self) -> bytes | None:
        """The 70 bytes of the newest additional address, None when there is none."""
        return encode_text(self.addresses[-1], ADDRESS_SIZE) if self.addresses else None


def build_text(kind: str, fields: Mapping[str, str]) -> bytes:
    """The 256-byte text record of a card.

    Args:
        kind: ``citizen``, ``J``, ``I`` or ``Y``.
        fields: texts by the names of the record's fields, dates as eight digits; what is missing stays blank.

    Raises:
        ValueError: an unknown kind or field, or a text too long for its field.
    """
    if kind not in _LAYOUTS:
        raise ValueError(f"no such kind of card: {kind}")
    values = dict(fields)
    if kind == "Y":
        name = values.pop("english_name", "")
        values["english_name_begin"] = name[:_ENGLISH_NAME_BEGIN_UNITS]
        values["english_name_end"] = name[_ENGLISH_NAME_BEGIN_UNITS:]
    record = b""
    for name, size_bytes in _LAYOUTS[kind]:
        text = name[1:-1] if name.startswith("'") else values.pop(name, "")
        record += encode_text(text, size_bytes)
    if values:
        raise ValueError(f"a card of kind {kind} has no field {min(values)}")
    return record


def make_card(
    kind: str,
    fields: Mapping[str, str],
    *,
    addresses: tuple[str, ...] = (),
    photo_wlt: bytes = SAMPLE_PHOTO,
    fingerprint: bytes = b"",
) -> SimulatedCard:
    """A card of a kind with these fields; see ``build_text``."""
    return SimulatedCard(CardContent(build_text(kind, fields), photo_wlt, fingerprint), addresses)


SAMPLE_FIELDS: Mapping[str, Mapping[str, str]] = {
    "citizen": {
        "name": "张桂兰",
        "sex": "2",
        "ethnic_group_code": "01",
        "birth_date": "19470508",
        "address": "陕西省西安市临潼区骊山街道测试路1号",
        "citizen_number": "610198194705080024",
        "issuing_authority": "测试市公安局",
        "valid_from": "20100601",
        "valid_until": "长期",
    },
    "citizen-man": {
        "name": "测试员",
        "sex": "1",
        "ethnic_group_code": "03",
        "birth_date": "19810912",
        "address": "陕西省西安市临潼区骊山街道测试路2号",
        "citizen_number": "610198198109120016",
        "issuing_authority": "测试市公安局",
        "valid_from": "20200101",
        "valid_until": "20400101",
    },
    "J": {
        "name": "测试员",
        "sex": "2",
        "birth_date": "19940823",
        "address": "测试市测试路2号",
        "citizen_number": "810000199408230021",
        "issuing_authority": "测试市公安局",
        "valid_from": "20240101",
        "valid_until": "20290101",
        "travel_permit_number": "H12345678",
        "issue_count": "01",
    },
    "I": {
        "english_name": "TEST, SAMPLE ONE",
        "sex": "2",
        "card_number": "KAZ110090123105",
        "country_code": "KAZ",
        "chinese_name": "测试员",
        "issue_date": "20180101",
        "expiry_date": "20280101",
        "birth_date": "19901231",
        "card_version": "01",
        "office_code": "1100",
    },
    "Y": {
        "chinese_name": "测试员",
        "sex": "2",
        "renewal_count": "01",
        "birth_date": "19901231",
        "english_name": "TEST, SAMPLE ONE",
        "card_number": "911398199012310021",
        "issue_date": "20240101",
        "expiry_date": "20340101",
        "country_code": "KAZ",
        "earlier_number_link": "000",
    },
}
"""Fields of the sample cards by name: two residents, and the sheet's example of each other kind."""


def sample_card(name: str = "citizen") -> SimulatedCard:
    """A sample card by its name. Raises ``ValueError`` for a name that there is not."""
    if name not in SAMPLE_FIELDS:
        raise ValueError(f"no such sample card: {name}")
    return make_card(name.partition("-")[0], SAMPLE_FIELDS[name])


def not_an_id_card() -> SimulatedCard:
    """A card of another kind, a bus card for example."""
    return SimulatedCard(CardContent(b"", b"", b""), is_id_card=False)


def card_from_file(path: Path) -> SimulatedCard:
    """A card from a JSON file: ``{"kind": "citizen", "fields": {...}, "addresses": [...]}``.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no such JSON, or a field does not fit.
    """
    described = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(described, dict) or not isinstance(described.get("fields"), dict):
        raise ValueError("a card file holds kind and fields")  # noqa: TRY004 - the content is wrong, not a caller's type
    fields = {str(name): str(value) for name, value in described["fields"].items()}
    addresses = tuple(str(address) for address in described.get("addresses", ()))
    return make_card(str(described.get("kind", "citizen")), fields, addresses=addresses)
