"""Profile hall-v1: what was signed passes, anything else does not."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_queue.wire.sealing import key_id_of
from offline_queue.wire.signatures import (
    MAX_SKEW_S,
    ClockSkewError,
    DigestMismatchError,
    MessageSignature,
    SignatureInvalidError,
    SignatureMalformedError,
    SignatureMissingError,
    check_body,
    content_digest,
    read_signature,
    sign_answer,
    sign_request,
    verify_answer,
    verify_request,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY_ID = key_id_of(KEY.public_key().public_bytes_raw())
NONCE = "bm9uY2Utbm9uY2Ut"
NOW = 1_795_000_000


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def signed(path: str = "/v1/entries/x", query: str = "", body: bytes = b"{}", created: int = NOW) -> dict[str, str]:
    return lower(
        sign_request(KEY, KEY_ID, method="PUT", path=path, query=query, body=body, created=created, nonce=NONCE)
    )


def verify(
    signature: MessageSignature, *, method: str = "PUT", path: str = "/v1/entries/x", query: str = "", now: float = NOW
) -> None:
    verify_request(signature, KEY.public_key(), method=method, path=path, query=query, now=now)


def test_a_signed_request_passes() -> None:
    signature = read_signature(signed())
    verify(signature)
    check_body(signature, b"{}")
    assert (signature.key_id, signature.created, signature.nonce) == (KEY_ID, NOW, NONCE)


def test_the_signature_base_is_that_of_rfc_9421() -> None:
    """The base written out by hand from RFC 9421 section 2.5, so that another implementation agrees."""
    headers = signed(path="/v1/a%20b", query="x=1", body=b"hello")
    digest = base64.b64encode(hashlib.sha256(b"hello").digest()).decode()
    params = (
        '("@method" "@path" "@query" "content-digest")'
        f';created={NOW};keyid="{KEY_ID}";nonce="{NONCE}";alg="ed25519";tag="hall-v1"'
    )
    base = (
        '"@method": PUT\n"@path": /v1/a%20b\n"@query": ?x=1\n'
        f'"content-digest": sha-256=:{digest}:\n"@signature-params": {params}'
    )
    assert headers["signature-input"] == f"hall={params}"
    KEY.public_key().verify(base64.b64decode(headers["signature"][6:-1]), base.encode())


@pytest.mark.parametrize(
    "asked", [{"method": "GET"}, {"path": "/v1/entries/y"}, {"query": "x=2"}, {"path": "/v1/entries/x/"}]
)
def test_a_signature_does_not_fit_another_request(asked: dict[str, str]) -> None:
    with pytest.raises(SignatureInvalidError):
        verify(read_signature(signed()), **asked)  # type: ignore[arg-type]  # a row of the table


def test_an_altered_body_is_refused() -> None:
    with pytest.raises(DigestMismatchError):
        check_body(read_signature(signed()), b"{} ")


def test_an_altered_digest_is_refused() -> None:
    headers = signed() | {"content-digest": content_digest(b"other")}
    with pytest.raises(SignatureInvalidError):
        verify(read_signature(headers))


def test_another_key_is_refused() -> None:
    other = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(SignatureInvalidError):
        verify_request(read_signature(signed()), other, method="PUT", path="/v1/entries/x", now=NOW)


@pytest.mark.parametrize("skew_s", [MAX_SKEW_S, -MAX_SKEW_S])
def test_a_clock_at_the_edge_of_the_window_passes(skew_s: int) -> None:
    verify(read_signature(signed(created=NOW + skew_s)))


@pytest.mark.parametrize("skew_s", [MAX_SKEW_S + 1, -MAX_SKEW_S - 1])
def test_a_clock_outside_the_window_is_told_its_skew(skew_s: int) -> None:
    with pytest.raises(ClockSkewError) as caught:
        verify(read_signature(signed(created=NOW + skew_s)))
    assert caught.value.skew_s == skew_s


def test_a_bad_signature_with_a_wrong_clock_is_bad_first() -> None:
    """The hall's time is told only to whom signed well."""
    with pytest.raises(SignatureInvalidError):
        verify(read_signature(signed(created=0)), path="/other")


@pytest.mark.parametrize("name", ["signature", "signature-input", "content-digest"])
def test_a_missing_header_is_refused(name: str) -> None:
    headers = signed()
    del headers[name]
    with pytest.raises(SignatureMissingError):
        read_signature(headers)


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("signature-input", "hall=", "sig1="),
        ("signature-input", "ed25519", "hmac-sha256"),
        ("signature-input", "hall-v1", "hall-v2"),
        ("signature-input", "created=", "expires="),
        ("signature", "hall=:", "hall=:=="),
        ("signature", ":", ""),
        ("content-digest", "sha-256", "sha-512"),
    ],
)
def test_another_form_is_refused(name: str, was: str, now: str) -> None:
    headers = signed()
    headers[name] = headers[name].replace(was, now)
    with pytest.raises(SignatureMalformedError):
        read_signature(headers)


def test_a_request_that_covers_less_is_refused() -> None:
    headers = lower(sign_answer(KEY, KEY_ID, status=200, body=b"", created=NOW, nonce=NONCE))
    with pytest.raises(SignatureMalformedError):
        verify(read_signature(headers))


@settings(max_examples=100)
@given(st.text(max_size=200), st.text(max_size=120))
def test_garbage_is_never_a_signature(raw_input: str, value: str) -> None:
    headers = signed() | {"signature-input": raw_input, "signature": value}
    with pytest.raises(SignatureMalformedError):
        read_signature(headers)


def answered(body: bytes = b"{}", status: int = 201, offset: int | None = None, nonce: str = NONCE) -> dict[str, str]:
    headers = lower(sign_answer(KEY, KEY_ID, status=status, body=body, created=NOW, nonce=nonce, upload_offset=offset))
    return headers if offset is None else headers | {"upload-offset": str(offset)}


def check(headers: dict[str, str], *, status: int = 201, body: bytes = b"{}") -> None:
    verify_answer(headers, KEY.public_key(), status=status, body=body, nonce=NONCE)


def test_a_signed_answer_passes() -> None:
    check(answered())
    check(answered(offset=262_160, status=204, body=b""), status=204, body=b"")


def test_an_answer_to_another_request_is_refused() -> None:
    with pytest.raises(SignatureInvalidError):
        check(answered(nonce="b3RoZXItbm9uY2Ut"))


def test_an_answer_with_another_status_or_body_is_refused() -> None:
    with pytest.raises(SignatureInvalidError):
        check(answered(), status=200)
    with pytest.raises(DigestMismatchError):
        check(answered(), body=b"{ }")


def test_an_answer_with_an_altered_offset_is_refused() -> None:
    with pytest.raises(SignatureInvalidError):
        check(answered(offset=1) | {"upload-offset": "2"})
    with pytest.raises(SignatureMalformedError):
        check(answered(offset=1) | {"upload-offset": "one"})


def test_an_offset_that_nobody_signed_is_refused() -> None:
    with pytest.raises(SignatureMalformedError):
        check(answered() | {"upload-offset": "2"})


def test_the_page_of_a_captive_portal_is_no_answer() -> None:
    with pytest.raises(SignatureMissingError):
        check({"content-type": "text/html"}, status=200, body=b"<html>login</html>")
