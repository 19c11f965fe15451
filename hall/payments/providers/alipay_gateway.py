"""Alipay's gateway: sign, post, cut, verify (payments sheet, section 4). RSA2 is SHA256withRSA, PKCS#1 v1.5.

An answer's signature is over the exact text of its object in the body; the object is cut out, never written anew.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from hall.payments.provider import SignatureInvalidError, UnavailableError
from hall.payments.providers.accounts import AlipayAccount
from hall.payments.providers.exchange import Answer, Exchange, NoAnswerError, Request

CHINA = timezone(timedelta(hours=8))
MAX_FIELDS = 100
"""A notification with more fields is refused."""

_DECODER = json.JSONDecoder()


def request_text(parameters: Mapping[str, str]) -> str:
    """Return what a request's signature is over: all that is not empty but ``sign``, sorted, unescaped."""
    return _joined((name, value) for name, value in parameters.items() if value and name != "sign")


def notification_text(parameters: Mapping[str, str]) -> str:
    """Return what a notification's signature is over: everything but ``sign`` and ``sign_type``."""
    return _joined((name, value) for name, value in parameters.items() if name not in {"sign", "sign_type"})


def signature_of(key: RSAPrivateKey, text: str) -> str:
    """Return a signature in base64."""
    return base64.b64encode(key.sign(text.encode("utf-8"), PKCS1v15(), SHA256())).decode("ascii")


def is_signed(key: RSAPublicKey, text: str, signature: str) -> bool:
    """Whether the signature is that key's over this text."""
    try:
        key.verify(base64.b64decode(signature, validate=True), text.encode("utf-8"), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


class AlipayGateway:
    """One merchant's line to the gateway. Safe to call from several threads."""

    def __init__(self, account: AlipayAccount, exchange: Exchange, clock: Callable[[], datetime]) -> None:
        self._account = account
        self._exchange = exchange
        self._clock = clock

    def call(self, method: str, content: Mapping[str, str], *, notify: bool = False) -> dict[str, Any]:
        """Call a method; return its answer's object, whose signature has been checked, whatever its code.

        Raises:
            UnavailableError: no answer, or one that is not to be believed.
        """
        part = self._account.part
        parameters = {
            "app_id": part.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": self._clock().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }
        if notify:
            parameters["notify_url"] = part.notify_url
        parameters["sign"] = signature_of(self._account.private_key, request_text(parameters))
        answer = self._sent(
            Request(
                "POST",
                part.url,
                {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8", "Accept": "application/json"},
                urlencode(parameters).encode("ascii"),
            )
        )
        if answer.status != 200:
            raise UnavailableError(f"status-{answer.status}")
        return self._believed(answer.body, method.replace(".", "_") + "_response")

    def fetch(self, url: str, limit_bytes: int) -> bytes:
        """Get a file that an answer named; the address itself is the permission. Raises `UnavailableError`."""
        answer = self._sent(Request("GET", url, limit_bytes=limit_bytes))
        if answer.status != 200:
            raise UnavailableError(f"status-{answer.status}")
        return answer.body

    def notified(self, body: bytes) -> dict[str, str]:
        """Return the fields of a notification, whose signature has been checked.

        Raises:
            SignatureInvalidError: it is not Alipay's.
        """
        try:
            pairs = parse_qsl(
                body.decode("ascii"),
                keep_blank_values=True,
                strict_parsing=True,
                errors="strict",
                max_num_fields=MAX_FIELDS,
            )
        except ValueError:
            raise SignatureInvalidError("malformed") from None
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise SignatureInvalidError("malformed")
        if not fields.get("sign") or fields.get("sign_type") != "RSA2":
            raise SignatureInvalidError("unsigned")
        if not is_signed(self._account.public_key, notification_text(fields), fields["sign"]):
            raise SignatureInvalidError("signature")
        return fields

    def _sent(self, request: Request) -> Answer:
        try:
            return self._exchange(request)
        except NoAnswerError as error:
            raise UnavailableError(error.cause) from None

    def _believed(self, body: bytes, name: str) -> dict[str, Any]:
        try:
            parts = cut(body.decode("utf-8"))
        except (ValueError, RecursionError):
            raise UnavailableError("malformed") from None
        text, signature = parts.get(name), parts.get("sign")
        if text is None or signature is None:
            raise UnavailableError("unsigned")
        told, signed = json.loads(text), json.loads(signature)
        if not isinstance(told, dict) or not isinstance(signed, str):
            raise UnavailableError("malformed")
        if not is_signed(self._account.public_key, text, signed):
            raise UnavailableError("signature")
        return told


def cut(text: str) -> dict[str, str]:
    """Return the exact text of each value of a JSON object, by its name.

    Raises:
        ValueError: it is no object, a name comes twice, or something follows it.
    """
    parts: dict[str, str] = {}
    at = _expect(text, 0, "{")
    while True:
        name, end = _DECODER.raw_decode(text, _skip(text, at))
        start = _skip(text, _expect(text, end, ":"))
        _, end = _DECODER.raw_decode(text, start)
        if not isinstance(name, str) or name in parts:
            raise ValueError("a name that is none, or comes twice")
        parts[name] = text[start:end]
        at = _skip(text, end)
        if text[at : at + 1] != ",":
            break
        at += 1
    if _skip(text, _expect(text, at, "}")) != len(text):
        raise ValueError("something follows")
    return parts


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _expect(text: str, at: int, mark: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != mark:
        raise ValueError(f"{mark} is missing")
    return at + 1


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))
