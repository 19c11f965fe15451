"""Forms are filled from shared data only as a rule allows for the item, for a card on the reader; nothing is kept."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import select

from hall.services.tables import data_queries
from offline_queue.wire import routes
from offline_queue.wire.card_queries import CardReading
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.shared_data import (
    CertificateFileQuery,
    CertificateQuery,
    CertificatesAnswer,
    PrefillAnswer,
    PrefillQuery,
)
from tests.hall.services.asking import OTHER, SENIOR, card, everything_written, post
from tests.hall.services.conftest import District
from tests.hall.terminal import Terminal, assert_problem

FIRM = "92610198MA00000017"
PRINT = "insurance_certificate_print"


def query(item_id: str, number: str = SENIOR, credit_code: str | None = None) -> PrefillQuery:
    return PrefillQuery(item_id=item_id, purpose="case_form", card=card(number), credit_code=credit_code)


def prefill(district: District, asked: PrefillQuery) -> PrefillAnswer:
    response = post(district.terminal, routes.PREFILL_QUERIES, asked)
    assert response.status_code == 200, response.text
    return PrefillAnswer.model_validate_json(response.content)


def outcomes(told: PrefillAnswer) -> list[tuple[str, str]]:
    return [(one.source, one.outcome) for one in told.sources]


def test_only_what_the_rule_names_is_passed_on(district: District) -> None:
    """The source says more (ethnicity); the terminal never sees it; the legal basis comes with the answer."""
    told = prefill(district, query("senior_allowance"))
    assert {one.key: one.value for one in told.fields} == {
        "household_head": "张桂兰",
        "household_address": "示例街道示例社区1号",
    }
    assert outcomes(told) == [("household", "answered")]
    assert told.sources[0].basis


def test_an_item_without_a_rule_is_not_asked_about(district: District) -> None:
    response = post(district.terminal, routes.PREFILL_QUERIES, query("residence_permit"))
    assert_problem(response, 404, ProblemKind.NOT_OFFERED)


def test_the_business_source_needs_the_licence_and_its_representative(district: District) -> None:
    """Without a credit code it is not asked; for another person's card it holds nothing."""
    assert outcomes(prefill(district, query("food_business_permit"))) == [("credit", "answered")]
    asked = query("food_business_permit", credit_code=FIRM)
    assert outcomes(prefill(district, asked)) == [("business", "answered"), ("credit", "answered")]
    other = query("food_business_permit", OTHER, FIRM)
    assert outcomes(prefill(district, other)) == [("business", "nothing"), ("credit", "nothing")]


def test_a_source_that_is_down_is_said_to_be(district: District) -> None:
    district.simulators.fail(503)
    told = prefill(district, query("food_business_permit", credit_code=FIRM))
    assert outcomes(told) == [("business", "down"), ("credit", "answered")]


@pytest.mark.parametrize("changes", [{"purpose": "curiosity"}, {"card": {"source": "manual"}}])
def test_another_purpose_or_a_typed_number_is_refused(district: District, changes: dict[str, object]) -> None:
    body = query("senior_allowance").model_dump(mode="json")
    inner = changes.get("card")
    body |= {"card": body["card"] | inner} if isinstance(inner, dict) else changes
    response = district.terminal.call("POST", routes.PREFILL_QUERIES, json.dumps(body).encode())
    assert_problem(response, 422, ProblemKind.SCHEMA)


def test_each_query_is_kept_with_its_basis_and_without_anybody(
    district: District, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    prefill(district, query("food_business_permit", credit_code=FIRM))
    rows = district.running.hall.database.read(lambda connection: connection.execute(select(data_queries)).all())
    assert [(row.kind, row.item_id, row.source, row.outcome) for row in rows] == [
        ("prefill", "food_business_permit", "business", "answered"),
        ("prefill", "food_business_permit", "credit", "answered"),
    ]
    assert all(row.basis for row in rows)
    written = everything_written(district.running) + caplog.text
    assert not any(value in written for value in (SENIOR, FIRM, "张桂兰", "示例小吃店"))


def test_questions_about_one_person_are_limited_over_all_calls(district: District) -> None:
    for _ in range(district.running.hall.settings.person_queries):
        prefill(district, query("senior_allowance"))
    limited = post(district.terminal, routes.CERTIFICATE_QUERIES, CertificateQuery(item_id=PRINT, card=card()))
    assert_problem(limited, 429, ProblemKind.RATE)


def papers(terminal: Terminal, number: str = SENIOR) -> CertificatesAnswer:
    response = post(terminal, routes.CERTIFICATE_QUERIES, CertificateQuery(item_id=PRINT, card=card(number)))
    assert response.status_code == 200, response.text
    return CertificatesAnswer.model_validate_json(response.content)


def file_query(told: CertificatesAnswer, holder: CardReading | None = None, **changes: str) -> CertificateFileQuery:
    paper = told.certificates[0]
    values = {"item_id": PRINT, "certificate_id": paper.certificate_id, "content_sha256": paper.content_sha256}
    return CertificateFileQuery.model_validate(values | changes | {"card": holder or card()})


def test_a_paper_comes_as_its_issuer_made_it(district: District) -> None:
    told = papers(district.terminal)
    response = post(district.terminal, routes.CERTIFICATE_FILES, file_query(told))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert hashlib.sha256(response.content).hexdigest() == told.certificates[0].content_sha256
    assert len(response.content) == told.certificates[0].size_bytes


def test_whoever_has_no_papers_gets_an_empty_list(district: District) -> None:
    assert papers(district.terminal, "61019819780615003X").certificates == ()


def test_a_paper_of_somebody_else_is_not_found(district: District) -> None:
    asked = file_query(papers(district.terminal), card(OTHER))
    assert_problem(post(district.terminal, routes.CERTIFICATE_FILES, asked), 404, ProblemKind.NOT_FOUND)


def test_other_bytes_than_were_listed_are_not_passed_on(district: District) -> None:
    asked = file_query(papers(district.terminal), content_sha256="0" * 64)
    assert_problem(post(district.terminal, routes.CERTIFICATE_FILES, asked), 502, ProblemKind.SOURCE_DOWN)


@pytest.mark.parametrize("fault", [0, 500, 403])
def test_an_issuer_that_does_not_answer_is_said_to_be_down(district: District, fault: int) -> None:
    district.simulators.fail(fault)
    response = post(district.terminal, routes.CERTIFICATE_QUERIES, CertificateQuery(item_id=PRINT, card=card()))
    assert_problem(response, 502, ProblemKind.SOURCE_DOWN)


def test_an_item_without_an_issuer_has_no_papers(district: District) -> None:
    asked = CertificateQuery(item_id="senior_allowance", card=card())
    assert_problem(post(district.terminal, routes.CERTIFICATE_QUERIES, asked), 404, ProblemKind.NOT_OFFERED)


def test_papers_leave_no_trace_at_the_hall(district: District, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    told = papers(district.terminal)
    post(district.terminal, routes.CERTIFICATE_FILES, file_query(told))
    written = everything_written(district.running) + caplog.text
    assert not any(value in written for value in (SENIOR, told.certificates[0].certificate_id))
    folder = district.running.hall.settings.data_dir
    assert not any(b"%PDF-" in path.read_bytes() for path in folder.rglob("*") if path.is_file())
