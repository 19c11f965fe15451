"""The part of wechatpayv3 that talks, made bounded and strict (payments sheet, sections 3.1 and 8).

The package knows WeChat Pay's calls and its signatures. Here one merchant's core replaces its HTTP: our exchange, our
clock, no certificate download, answers checked for key, time and signature over the bytes that came. It is an object
of ours that one client is given; nothing of the package is changed for anybody else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core
from wechatpayv3.type import RequestType
from wechatpayv3.utils import aes_decrypt, rsa_sign

from hall.payments.provider import SignatureInvalidError, UnavailableError
from hall.payments.providers.accounts import WeChatAccount
from hall.payments.providers.exchange import MAX_ANSWER_BYTES, MAX_BILL_BYTES, Answer, Exchange, NoAnswerError, Request

WINDOW_S = 300
"""How far the time of an answer or a notification may be from ours."""

ALGORITHM = "WECHATPAY2-SHA256-RSA2048"
_SIGNED_WITH = ("wechatpay-signature", "wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial")


class MerchantCore(Core):  # type: ignore[misc]  # the package has no types
    """One merchant's line to WeChat Pay. Safe to call from several threads."""

    def __init__(
        self,
        account: WeChatAccount,
        exchange: Exchange,
        clock: Callable[[], datetime],
        nonce: Callable[[], str],
    ) -> None:
        super().__init__(**_keys_of(account))
        self._account = account
        self._exchange = exchange
        self._clock = clock
        self._nonce = nonce

    def request(
        self,
        path: str,
        method: RequestType = RequestType.GET,
        data: object = None,
        skip_verify: bool = False,
        **unused: object,
    ) -> tuple[int, bytes]:
        """Send one signed request; return status and body, whose signature has been checked unless ``skip_verify``.

        An error answer may come without a signature, but not with a wrong one.

        Raises:
            UnavailableError: no answer, or one that is not to be believed.
        """
        if any(unused.values()):
            raise NotImplementedError(f"not needed here: {sorted(unused)}")
        body = b"" if data is None else json.dumps(data, ensure_ascii=False).encode("utf-8")
        limit = MAX_BILL_BYTES if skip_verify else MAX_ANSWER_BYTES
        answer = self._sent(method.value, path, body, limit)
        signed = "wechatpay-signature" in answer.headers
        if not skip_verify and (signed or 200 <= answer.status < 300):
            try:
                self.check(answer.headers, answer.body)
            except SignatureInvalidError as error:
                raise UnavailableError(error.cause) from None
        return answer.status, answer.body

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check an answer or a notification: key, time, signature. Header names are in lower case.

        Raises:
            SignatureInvalidError: it is not WeChat Pay's, or too old.
        """
        if any(not headers.get(name) for name in _SIGNED_WITH):
            raise SignatureInvalidError("unsigned")
        if headers.get("wechatpay-signature-type", ALGORITHM) != ALGORITHM:
            raise SignatureInvalidError("signature")
        if headers["wechatpay-serial"] != self._account.part.public_key_id:
            raise SignatureInvalidError("signature")
        timestamp = headers["wechatpay-timestamp"]
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise SignatureInvalidError("stale")
        if abs(self._clock().timestamp() - int(timestamp)) > WINDOW_S:
            raise SignatureInvalidError("stale")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            raise SignatureInvalidError("signature") from None
        if not self._verify_signature({**headers, "wechatpay-signature-type": ALGORITHM}, text):
            raise SignatureInvalidError("signature")

    def opened(self, nonce: str, ciphertext: str, associated_data: str) -> str:
        """Return what is sealed in a notification. Raises `SignatureInvalidError` (sealed)."""
        try:
            text: str | None = aes_decrypt(nonce, ciphertext, associated_data, self._account.api_v3_key)
        except ValueError:
            text = None
        if text is None:
            raise SignatureInvalidError("sealed")
        return text

    def _update_certificates(self) -> None:
        """Do nothing: in public-key mode there is one key, and it comes from a file."""

    def _sent(self, method: str, path: str, body: bytes, limit: int) -> Answer:
        """Send to the first line, and to the second one where the first cannot be reached at all."""
        part = self._account.part
        try:
            return self._exchange(self._signed(part.url, method, path, body, limit))
        except NoAnswerError as error:
            if error.cause != "unreachable" or part.second_url in {None, part.url}:
                raise UnavailableError(error.cause) from None
        try:
            return self._exchange(self._signed(str(part.second_url), method, path, body, limit))
        except NoAnswerError as error:
            raise UnavailableError(error.cause) from None

    def _signed(self, line: str, method: str, path: str, body: bytes, limit: int) -> Request:
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "service-circle-hall",
            "Wechatpay-Serial": self._account.part.public_key_id,
            "Authorization": self._authorization(method, path, body),
        }
        return Request(method, line + path, headers, body, limit)

    def _authorization(self, method: str, path: str, body: bytes) -> str:
        part = self._account.part
        timestamp, nonce = str(int(self._clock().timestamp())), self._nonce()
        text = request_text(method, path, timestamp, nonce, body.decode("utf-8"))
        return (
            f'{ALGORITHM} mchid="{part.mchid}",nonce_str="{nonce}",signature="{rsa_sign(self._private_key, text)}",'
            f'timestamp="{timestamp}",serial_no="{part.certificate_serial}"'
        )


def request_text(method: str, path: str, timestamp: str, nonce: str, body: str) -> str:
    """Return what a request's signature is over: five lines, each ended, the last one also when it is empty."""
    return f"{method}\n{path}\n{timestamp}\n{nonce}\n{body}\n"


def client_of(core: MerchantCore, account: WeChatAccount) -> Any:  # noqa: ANN401 - the package has no types
    """Return the package's client, talking through ``core``."""
    part = account.part
    client = WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE, appid=part.appid, notify_url=part.notify_url, **_keys_of(account)
    )
    client._core = core  # noqa: SLF001 - the package has no other way in
    return client


def _keys_of(account: WeChatAccount) -> dict[str, str]:
    """Return the keys as the package takes them; with a public key it fetches nothing."""
    part = account.part
    return {
        "mchid": part.mchid,
        "cert_serial_no": part.certificate_serial,
        "private_key": account.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "apiv3_key": account.api_v3_key,
        "public_key": account.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        "public_key_id": part.public_key_id,
    }
