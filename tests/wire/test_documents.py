"""Documents and envelopes: strict, closed to unknown fields on writes, open on reads, silent about their values."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from offline_queue.wire.documents import DOCUMENTS, DRAFTS, CaseDocument, Consent, FormValue
from offline_queue.wire.enrolment import (
    CODE_ALPHABET,
    EnrolmentAnswer,
    EnrolmentRequest,
    key_fingerprint,
    normalise_code,
)
from offline_queue.wire.entries import (
    EntryAnswer,
    EntryKind,
    EntryState,
    Problem,
    ProblemKind,
    SealedEntry,
)
from offline_queue.wire.fields import Base64Bytes
from offline_queue.wire.progress import ProgressQuery
from offline_queue.wire.times import format_utc, from_epoch, to_utc
from tests.wire.build import CANARIES, MOMENT, case_document, make_case, rating_document, withdrawal_document

KEY = X25519PrivateKey.generate()


@pytest.mark.parametrize("document", [case_document(), rating_document(), withdrawal_document(case_document())])
def test_a_document_survives_its_json(document: BaseModel) -> None:
    assert type(document).model_validate_json(document.model_dump_json()) == document


def test_a_case_document_shows_no_person_in_its_repr() -> None:
    shown = repr(case_document())
    assert not [canary for canary in CANARIES if canary in shown]
    assert "482913" not in shown


def test_what_is_not_valid_is_told_without_its_value() -> None:
    raw = json.loads(case_document().model_dump_json())
    raw["applicant"]["number"] = "张桂兰"
    raw["form"][0]["value"] = {"9999000012345678901": 1}
    with pytest.raises(ValidationError) as caught:
        CaseDocument.model_validate_json(json.dumps(raw))
    assert not [canary for canary in CANARIES if canary in str(caught.value)]


def test_a_field_that_is_not_in_the_contract_is_refused_on_writes() -> None:
    raw = json.loads(case_document().model_dump_json()) | {"extra": 1}
    with pytest.raises(ValidationError):
        CaseDocument.model_validate_json(json.dumps(raw))


def test_a_receipt_number_with_a_wrong_check_character_is_refused() -> None:
    raw = json.loads(case_document().model_dump_json())
    raw["receipt_number"] = raw["receipt_number"][:-1] + ("A" if raw["receipt_number"][-1] != "A" else "B")
    with pytest.raises(ValidationError):
        CaseDocument.model_validate_json(json.dumps(raw))


def test_a_time_without_a_zone_is_refused() -> None:
    raw = json.loads(case_document().model_dump_json()) | {"queued_at": "2026-11-24T04:30:00"}
    with pytest.raises(ValidationError):
        CaseDocument.model_validate_json(json.dumps(raw))


@pytest.mark.parametrize("value", ["text", True, 12, ("one", "two"), None, ""])
def test_a_form_value_keeps_its_type(value: object) -> None:
    field = FormValue(key="k", label="l", type="t", value=value)  # type: ignore[arg-type]  # a row of the table
    again = FormValue.model_validate_json(field.model_dump_json())
    assert again.value == value
    assert type(again.value) is type(value)


def test_every_kind_that_has_a_draft_has_its_document() -> None:
    assert DRAFTS.keys() == DOCUMENTS.keys()
    for kind, document in DOCUMENTS.items():
        assert issubclass(document, DRAFTS[kind])


def test_an_envelope_survives_its_body() -> None:
    made = make_case(KEY.public_key(), b"page")
    assert SealedEntry.from_body(made.body) == made.sealed
    assert made.sealed.to_body() == made.body


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "unheard_of"},
        {"contract": 2},
        {"sequence": 0},
        {"sequence": "1"},
        {"sequence": True},
        {"entry_id": "7E0F4B32-0000-4000-8000-000000000001"},
        {"wrapped_key": "not base64!"},
        {"wrapped_key": 5},
        {"suite": "x"},
        {"extra": 1},
    ],
)
def test_an_envelope_that_is_not_of_the_contract_is_refused(change: dict[str, object]) -> None:
    raw = json.loads(make_case(KEY.public_key()).body) | change
    with pytest.raises(ValidationError):
        SealedEntry.from_body(json.dumps(raw).encode())


def test_a_manifest_counts_up_and_names_each_attachment_once() -> None:
    raw = json.loads(make_case(KEY.public_key(), b"a", b"b").body)
    one, two = raw["attachments"]
    for wrong in ([two, one], [two], [one, two | {"attachment_id": one["attachment_id"]}]):
        with pytest.raises(ValidationError):
            SealedEntry.from_body(json.dumps(raw | {"attachments": wrong}).encode())


def test_an_answer_of_a_newer_hall_is_read() -> None:
    answer = EntryAnswer(
        entry_id=case_document().entry_id,
        digest="0" * 64,
        state=EntryState.STORED,
        received_at=MOMENT,
        hall_time=MOMENT,
    )
    raw = json.loads(answer.model_dump_json()) | {"news": [1, 2]}
    assert EntryAnswer.model_validate_json(json.dumps(raw)) == answer


def test_a_problem_of_a_newer_hall_has_no_kind() -> None:
    problem = Problem(
        type="urn:service-circle:problem:schema", title="t", status=422, retryable=False, hall_time=MOMENT
    )
    assert problem.kind is ProblemKind.SCHEMA
    assert problem.model_copy(update={"type": "urn:service-circle:problem:new"}).kind is None
    assert Problem.model_validate_json(problem.model_dump_json()) == problem


@given(st.binary(max_size=64))
def test_bytes_survive_base64(raw: bytes) -> None:
    class Holder(BaseModel):
        value: Base64Bytes

    holder = Holder(value=raw)
    assert Holder.model_validate_json(holder.model_dump_json()).value == raw


@pytest.mark.parametrize(("typed", "meant"), [("ab0i-lo12", "AB011012"), (" 0123 4567 ", "01234567")])
def test_a_typed_code_is_read_as_meant(typed: str, meant: str) -> None:
    assert normalise_code(typed) == meant


def test_an_enrolment_takes_codes_of_the_alphabet_only() -> None:
    request = EnrolmentRequest(code=CODE_ALPHABET[:8], public_key=bytes(32), software="0.1.0")
    assert EnrolmentRequest.model_validate_json(request.model_dump_json()) == request
    assert CODE_ALPHABET[:8] not in repr(request)
    for code, key in (("ABCDEFGU", bytes(32)), ("ABCDEFG", bytes(32)), ("ABCDEFGH", bytes(31))):
        with pytest.raises(ValidationError):
            EnrolmentRequest(code=code, public_key=key, software="0.1.0")
    assert "terminal_no" in EnrolmentAnswer.model_fields


def test_a_fingerprint_has_four_groups_of_four_digits() -> None:
    assert [len(group) for group in key_fingerprint(bytes(32)).split()] == [4, 4, 4, 4]
    assert key_fingerprint(bytes(32)) != key_fingerprint(bytes(31) + b"\x01")


def test_a_progress_query_shows_nothing_in_its_repr() -> None:
    shown = repr(ProgressQuery(receipt_number="LS01-261124-10001-X", lookup_code="482913"))
    assert "482913" not in shown
    assert "LS01" not in shown


def test_times_are_utc_with_a_z() -> None:
    xian = datetime(2026, 11, 24, 12, 30, tzinfo=timezone(timedelta(hours=8)))
    assert to_utc(xian).tzinfo is UTC
    assert format_utc(xian) == "2026-11-24T04:30:00Z"
    assert from_epoch(0) == datetime(1970, 1, 1, tzinfo=UTC)


@given(
    st.datetimes(
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5, minutes=-30))])
    )
)
def test_a_document_writes_its_times_in_the_one_form(moment: datetime) -> None:
    assume(datetime(2, 1, 1, tzinfo=UTC) < moment < datetime(9999, 1, 1, tzinfo=UTC))
    written = json.loads(Consent(kind="privacy_notice", text_version="1", given_at=moment).model_dump_json())
    assert written["given_at"] == format_utc(moment)


def test_the_kinds_are_those_of_the_contract() -> None:
    assert {kind.value for kind in EntryKind} == {
        "case",
        "withdrawal",
        "amendment",
        "rating",
        "complaint",
        "payment_outcome",
        "device_report",
    }
