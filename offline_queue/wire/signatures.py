"""HTTP message signatures (RFC 9421), profile ``hall-v1``: Ed25519, fixed components, fixed order.

A request is signed over ``@method``, ``@path``, ``@query`` and ``content-digest`` (RFC 9530, SHA-256; also
for an empty body), with the parameters created, keyid, nonce, alg, tag, under the label ``hall``. The host
is left out, so a proxy may end TLS in between.

An answer to a signed request is signed by the hall over ``@status`` and ``content-digest``, and
``upload-offset`` where the answer has one, with the nonce of the request: an answer without that signature
is not the hall's, whatever its status says (captive portal, proxy page, altered body). Only a reply that
passed `verify_answer` counts as a verdict.

The reader takes exactly this profile. A signature in another form is refused, also where RFC 9421 would
allow it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from offline_queue.wire.errors import WireError

MAX_SKEW_S = 300
TAG = "hall-v1"
LABEL = "hall"
REQUEST_COMPONENTS = '("@method" "@path" "@query" "content-digest")'
ANSWER_COMPONENTS = '("@status" "content-digest")'
OFFSET_ANSWER_COMPONENTS = '("@status" "content-digest" "upload-offset")'

_INPUT = re.compile(
    r'hall=(?P<params>(?P<components>\([^()]*\));created=(?P<created>[0-9]{1,12});keyid="(?P<key_id>[0-9a-f]{32})"'
    r';nonce="(?P<nonce>[A-Za-z0-9_-]{16,64})";alg="ed25519";tag="hall-v1")'
)
_VALUE = re.compile(r"hall=:(?P<value>[A-Za-z0-9+/]{86}==):")
_DIGEST = re.compile(r"sha-256=:(?P<value>[A-Za-z0-9+/]{43}=):")


class SignatureError(WireError):
    """A message is not signed as the profile demands."""


class SignatureMissingError(SignatureError):
    """There is no signature, or a header that belongs to it is missing."""


class SignatureMalformedError(SignatureError):
    """There is a signature in a form that the profile does not know."""


class SignatureInvalidError(SignatureError):
    """The signature does not fit the message, the key or the request that was asked."""


class DigestMismatchError(SignatureError):
    """The body is not the one that was signed."""


class ClockSkewError(SignatureError):
    """The signature is good, its time is outside the window.

    Attributes:
        skew_s: signer's time minus verifier's time.
    """

    def __init__(self, skew_s: int) -> None:
        super().__init__(f"signed {skew_s} s away from this clock")
        self.skew_s = skew_s


@dataclass(frozen=True, slots=True)
class MessageSignature:
    """A signature as read from headers; nothing in it is trusted before a verify function returned.

    Attributes:
        key_id: names the signer's key.
        created: signer's time, Unix seconds.
        nonce: chosen by the sender of the request.
        components: the covered components, as written.
        params: the whole value of the signature's input, as signed.
        content_digest: the header's value, as signed.
        signature: 64 bytes.
    """

    key_id: str
    created: int
    nonce: str
    components: str
    params: str
    content_digest: str
    signature: bytes


def content_digest(body: bytes) -> str:
    """Return the ``Content-Digest`` of a body: ``sha-256=:…:``."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def sign_request(
    key: Ed25519PrivateKey,
    key_id: str,
    *,
    method: str,
    path: str,
    query: str = "",
    body: bytes = b"",
    created: int,
    nonce: str,
) -> dict[str, str]:
    """Return the three headers of a signed request.

    Args:
        key: the terminal's key.
        key_id: its name, ``sealing.key_id_of`` its raw public bytes.
        method: in capitals.
        path: as on the request line, percent-encoded, without the query.
        query: as on the request line, without the question mark.
        body: the whole body.
        created: hall time, Unix seconds.
        nonce: 16 to 64 characters of the URL-safe base64 alphabet, fresh per request.
    """
    digest = content_digest(body)
    params = _params(REQUEST_COMPONENTS, created, key_id, nonce)
    return _headers(key, digest, params, _request_base(method, path, query, digest, params))


def read_signature(headers: Mapping[str, str]) -> MessageSignature:
    """Read a signature. ``headers`` must find names in lower case.

    Raises:
        SignatureMissingError: a header is absent.
        SignatureMalformedError: not the profile's form.
    """
    try:
        raw_input, raw_value = headers["signature-input"], headers["signature"]
        digest = headers["content-digest"]
    except KeyError as error:
        raise SignatureMissingError("a signature header is missing") from error
    found, value = _INPUT.fullmatch(raw_input), _VALUE.fullmatch(raw_value)
    if found is None or value is None or _DIGEST.fullmatch(digest) is None:
        raise SignatureMalformedError("not of profile hall-v1")
    return MessageSignature(
        key_id=found["key_id"],
        created=int(found["created"]),
        nonce=found["nonce"],
        components=found["components"],
        params=found["params"],
        content_digest=digest,
        signature=base64.b64decode(value["value"]),
    )


def verify_request(
    signature: MessageSignature,
    public_key: Ed25519PublicKey,
    *,
    method: str,
    path: str,
    query: str = "",
    now: float,
) -> None:
    """Check the signature over a request's head; `check_body` has to follow for its body.

    Raises:
        SignatureMalformedError: other components than a request must cover.
        SignatureInvalidError: does not fit.
        ClockSkewError: fits, but is more than 300 s from ``now`` (Unix seconds).
    """
    if signature.components != REQUEST_COMPONENTS:
        raise SignatureMalformedError("covers other components than a request must")
    _verify(public_key, signature, _request_base(method, path, query, signature.content_digest, signature.params))
    skew_s = signature.created - int(now)
    if abs(skew_s) > MAX_SKEW_S:
        raise ClockSkewError(skew_s)


def check_body(signature: MessageSignature, body: bytes) -> None:
    """Raise `DigestMismatchError` unless ``body`` is the one whose digest was signed."""
    if not hmac.compare_digest(content_digest(body), signature.content_digest):
        raise DigestMismatchError("the body is not the signed one")


def sign_answer(
    key: Ed25519PrivateKey,
    key_id: str,
    *,
    status: int,
    body: bytes,
    created: int,
    nonce: str,
    upload_offset: int | None = None,
) -> dict[str, str]:
    """Return the headers of a signed answer; ``nonce`` is that of the request."""
    digest = content_digest(body)
    components = ANSWER_COMPONENTS if upload_offset is None else OFFSET_ANSWER_COMPONENTS
    params = _params(components, created, key_id, nonce)
    return _headers(key, digest, params, _answer_base(status, digest, params, upload_offset))


def verify_answer(
    headers: Mapping[str, str], public_key: Ed25519PublicKey, *, status: int, body: bytes, nonce: str
) -> None:
    """Check that an answer is the hall's and belongs to the request that carried ``nonce``.

    ``headers`` must find names in lower case. The answer's time is not judged: the nonce is fresh, the
    terminal's clock is not.

    Raises:
        SignatureMissingError, SignatureMalformedError, SignatureInvalidError, DigestMismatchError.
    """
    signature = read_signature(headers)
    raw_offset = headers.get("upload-offset")
    expected = ANSWER_COMPONENTS if raw_offset is None else OFFSET_ANSWER_COMPONENTS
    if signature.components != expected:
        raise SignatureMalformedError("covers other components than this answer must")
    if raw_offset is not None and not re.fullmatch(r"[0-9]{1,16}", raw_offset):
        raise SignatureMalformedError("the offset is not a number")
    if not hmac.compare_digest(signature.nonce, nonce):
        raise SignatureInvalidError("answers another request")
    offset = None if raw_offset is None else int(raw_offset)
    _verify(public_key, signature, _answer_base(status, signature.content_digest, signature.params, offset))
    check_body(signature, body)


def _params(components: str, created: int, key_id: str, nonce: str) -> str:
    return f'{components};created={created};keyid="{key_id}";nonce="{nonce}";alg="ed25519";tag="{TAG}"'


def _request_base(method: str, path: str, query: str, digest: str, params: str) -> bytes:
    lines = (
        f'"@method": {method}',
        f'"@path": {path}',
        f'"@query": ?{query}',
        f'"content-digest": {digest}',
        f'"@signature-params": {params}',
    )
    return "\n".join(lines).encode("utf-8")


def _answer_base(status: int, digest: str, params: str, upload_offset: int | None) -> bytes:
    lines = [f'"@status": {status}', f'"content-digest": {digest}']
    if upload_offset is not None:
        lines.append(f'"upload-offset": {upload_offset}')
    lines.append(f'"@signature-params": {params}')
    return "\n".join(lines).encode("utf-8")


def _headers(key: Ed25519PrivateKey, digest: str, params: str, base: bytes) -> dict[str, str]:
    value = base64.b64encode(key.sign(base)).decode("ascii")
    return {
        "Content-Digest": digest,
        "Signature-Input": f"{LABEL}={params}",
        "Signature": f"{LABEL}=:{value}:",
    }


def _verify(public_key: Ed25519PublicKey, signature: MessageSignature, base: bytes) -> None:
    try:
        public_key.verify(signature.signature, base)
    except InvalidSignature as error:
        raise SignatureInvalidError("does not fit") from error
