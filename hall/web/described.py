"""The OpenAPI side: which answers and problems a call has, which body it takes, and the page that shows it."""

from __future__ import annotations

import html
import re
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from hall.errors import STATUS_OF, TITLES
from hall.payments.decisions import DifferenceDecision, OrderDecision
from offline_queue.wire.appointments import AppointmentRequest, AppointmentsQuery, TicketRequest
from offline_queue.wire.batches import BATCH_MEDIA_TYPE, MAX_BATCH_BYTES
from offline_queue.wire.card_queries import CardQuery
from offline_queue.wire.enrolment import EnrolmentRequest
from offline_queue.wire.entries import PROBLEM_MEDIA_TYPE, Problem, ProblemKind, SealedEntry
from offline_queue.wire.heartbeat import Heartbeat
from offline_queue.wire.key_rotation import KeyRotation
from offline_queue.wire.payments import BillQuery, CardReport, CashReport, OrderQuery, OrderRequest
from offline_queue.wire.phone_links import PhoneLinkRequest
from offline_queue.wire.progress import ProgressQuery
from offline_queue.wire.shared_data import CertificateFileQuery, CertificateQuery, PrefillQuery
from offline_queue.wire.staff_calls import StaffCallRequest

_REF = "#/components/schemas/{model}"
_LIVE: tuple[type[BaseModel], ...] = (
    CardQuery,
    AppointmentRequest,
    AppointmentsQuery,
    TicketRequest,
    PhoneLinkRequest,
    StaffCallRequest,
    PrefillQuery,
    CertificateQuery,
    CertificateFileQuery,
    BillQuery,
    OrderQuery,
    OrderRequest,
    CashReport,
    CardReport,
    OrderDecision,
    DifferenceDecision,
)
_BODIES: tuple[type[BaseModel], ...] = (
    SealedEntry,
    EnrolmentRequest,
    Heartbeat,
    KeyRotation,
    ProgressQuery,
    Problem,
    *_LIVE,
)
_EVERY_SIGNED = (
    ProblemKind.SIGNATURE,
    ProblemKind.CLOCK_SKEW,
    ProblemKind.KEY_UNKNOWN,
    ProblemKind.KEY_REVOKED,
    ProblemKind.STALLED,
    ProblemKind.RATE,
    ProblemKind.TOO_LARGE,
)
_EVERY = (ProblemKind.INTERNAL, ProblemKind.BUSY)


def described(
    answers: dict[int, type[BaseModel] | None], *problems: ProblemKind, signed: bool = True
) -> dict[int | str, dict[str, Any]]:
    """Return FastAPI's ``responses``: the good answers by status, every problem by status with its kinds."""
    responses: dict[int | str, dict[str, Any]] = {}
    for status, model in answers.items():
        responses[status] = {"description": HTTPStatus(status).phrase}
        if model is not None:
            responses[status]["model"] = model
    by_status: dict[int, list[ProblemKind]] = {}
    for kind in dict.fromkeys((*problems, *(_EVERY_SIGNED if signed else ()), *_EVERY)):
        by_status.setdefault(STATUS_OF[kind], []).append(kind)
    if ProblemKind.UPLOAD_PROTOCOL in problems:
        by_status |= {412: [ProblemKind.UPLOAD_PROTOCOL], 415: [ProblemKind.UPLOAD_PROTOCOL]}
    for status, kinds in by_status.items():
        responses[status] = {
            "description": "; ".join(f"`{kind}`: {TITLES[kind]}" for kind in kinds),
            "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
        }
    return responses


def body_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the part of an operation that names its JSON body."""
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def batch_body() -> dict[str, Any]:
    """Return the part of an operation whose body is a batch: lines of entries."""
    schema = {"type": "string", "description": "one `SealedEntry` as JSON a line", "maxLength": MAX_BATCH_BYTES}
    return {"requestBody": {"required": True, "content": {BATCH_MEDIA_TYPE: {"schema": schema}}}}


def tus_headers(*names: str) -> dict[str, Any]:
    """Return the part of an operation that names tus's headers."""
    kinds = {"Upload-Length": "integer", "Upload-Offset": "integer"}
    return {
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": kinds.get(name, "string")}}
            for name in ("Tus-Resumable", *names)
        ]
    }


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """Return the whole contract as OpenAPI; bodies are read from bytes, so their models are added here."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        _, extra = models_json_schema(
            [(model, "validation") for model in _BODIES], ref_template=_REF.replace("{model}", "{model}")
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name, schema in extra["$defs"].items():
            schemas.setdefault(name, schema)
        app.openapi_schema = document
    return app.openapi_schema


def docs_page(document: dict[str, Any]) -> str:
    """Return the contract as one page that needs nothing from any other host."""
    parts = [
        f"<h1>{html.escape(document['info']['title'])} {html.escape(document['info']['version'])}</h1>",
        f"<p>{html.escape(document['info'].get('description', ''))}</p>",
        '<p>Machine-readable: <a href="/openapi.json">openapi.json</a></p>',
    ]
    for tag in document.get("tags", ()):
        name = html.escape(tag["name"])
        parts.append(f'<h2 id="tag-{name}">{name}</h2><p>{html.escape(tag["description"])}</p><ul>')
        parts.extend(
            f'<li><a href="#{_anchor(method, path)}"><code>{method.upper()} {html.escape(path)}</code></a></li>'
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
            if tag["name"] in operation.get("tags", ())
        )
        parts.append("</ul>")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts.append(f'<h2 id="{_anchor(method, path)}"><code>{method.upper()} {html.escape(path)}</code></h2>')
            parts.append(f"<p>{html.escape(operation.get('description', ''))}</p><table>")
            if body := operation.get("requestBody"):
                parts.append(f"<tr><td>body</td><td>{_types(body)}</td></tr>")
            for status, response in operation.get("responses", {}).items():
                text = html.escape(response["description"])
                parts.append(f"<tr><td>{status}</td><td>{text} {_types(response)}</td></tr>")
            parts.append("</table>")
    for name, schema in document["components"]["schemas"].items():
        rows = "".join(
            f"<tr><td><code>{html.escape(field)}</code></td><td>{html.escape(_kind(value))}</td></tr>"
            for field, value in schema.get("properties", {}).items()
        )
        text = html.escape(schema.get("description", "").split("\n")[0])
        parts.append(f'<h3 id="{name}">{name}</h3><p>{text}</p><table>{rows}</table>')
    style = "body{font:16px sans-serif;max-width:60em;margin:2em auto}td{padding:.2em 1em .2em 0;vertical-align:top}"
    return f'<!doctype html><meta charset="utf-8"><title>Hall</title><style>{style}</style>' + "\n".join(parts)


def _anchor(method: str, path: str) -> str:
    """Return the name of a call's place on the page."""
    return re.sub("[^a-z0-9]+", "-", f"{method}{path}".lower()).strip("-")


def _types(part: dict[str, Any]) -> str:
    """Return links to what a body or an answer is; other media types by their name."""
    told = []
    for media_type, content in part.get("content", {}).items():
        kind = _kind(content.get("schema", {}))
        if "$ref" in content.get("schema", {}):
            told.append(f'<a href="#{kind}">{kind}</a>')
        else:
            told.append(f"<code>{html.escape(media_type)}</code>")
    return " ".join(told)


def _kind(schema: dict[str, Any]) -> str:
    """Return a field's type in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " or ".join(_kind(choice) for choice in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("pattern") or schema.get("format") or schema.get("const") or schema.get("type", "any"))
