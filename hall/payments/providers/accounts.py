"""``payments.toml``: the hall's accounts at payment providers. Read once, at start; every field is checked.

Secrets are never in it: it names files, by default beside it, that only the hall's own user may read (payments sheet,
section 7). Without the file (``DIR/payments.toml``), or without a provider's table in it, that provider is not
offered. No message here holds more of a secret than the name of its file.
"""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from hall.errors import HallError
from hall.services.configuration import Url

MAX_SECRET_BYTES = 16 * 1024
"""A longer file is no key."""

MIN_RSA_BITS = 2048
"""A shorter key is refused."""

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.@-]{1,64}$")]
FileName = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Seconds = Annotated[float, Field(gt=0, le=60)]


class AccountsError(HallError):
    """``payments.toml`` or a file that it names cannot be used; the message names the place, never a value."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class WeChatPart(_Part):
    """A merchant's account at WeChat Pay, API v3 in public-key mode.

    Attributes:
        mchid, appid: the merchant, and the app that is bound to it.
        certificate_serial: of the merchant's certificate.
        private_key_file: the merchant's private key, PEM.
        api_v3_key_file: 32 characters.
        public_key_id, public_key_file: WeChat Pay's public key, ``PUB_KEY_ID_…``, PEM.
        notify_url: where WeChat Pay reaches this hall.
        payment_codes: whether residents may show a payment code.
        device_id: a name for this hall as WeChat Pay's records show it.
    """

    mchid: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,32}$")]
    appid: Word
    certificate_serial: Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{1,64}$")]
    private_key_file: FileName
    api_v3_key_file: FileName
    public_key_id: Annotated[str, StringConstraints(pattern=r"^PUB_KEY_ID_[0-9A-Za-z]{1,64}$")]
    public_key_file: FileName
    notify_url: Url
    payment_codes: bool = True
    device_id: Word = "hall"
    url: Url = "https://api.mch.weixin.qq.com"
    second_url: Url | None = "https://api2.mch.weixin.qq.com"
    connect_s: Seconds = 5.0
    read_s: Seconds = 10.0


class AlipayPart(_Part):
    """A merchant's account at Alipay, RSA2 in public-key mode.

    Attributes:
        app_id, seller_id: the app, and the merchant's own number (``2088…``).
        private_key_file: the app's private key, PEM.
        public_key_file: Alipay's public key, PEM.
        notify_url: where Alipay reaches this hall.
        payment_codes: whether residents may show a payment code.
    """

    app_id: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,32}$")]
    seller_id: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,32}$")]
    private_key_file: FileName
    public_key_file: FileName
    notify_url: Url
    payment_codes: bool = True
    url: Url = "https://openapi.alipay.com/gateway.do"
    connect_s: Seconds = 5.0
    read_s: Seconds = 10.0


class BridgePart(_Part):
    """A small service that speaks our bridge protocol (docs/payments.md) on one side and an acquirer's on the other.

    Attributes:
        url: where it is.
        secret_file: signs each request and each answer, 32 to 128 characters.
        merchant: the name that it knows this hall by.
    """

    url: Url
    secret_file: FileName
    merchant: Word
    connect_s: Seconds = 5.0
    read_s: Seconds = 10.0


class PaymentsFile(_Part):
    """The whole file."""

    version: Literal[1] = 1
    wechat: WeChatPart | None = None
    alipay: AlipayPart | None = None
    unionpay_qr: BridgePart | None = None
    nontax: BridgePart | None = None


@dataclass(frozen=True, slots=True)
class WeChatAccount:
    """`WeChatPart` with its keys in memory."""

    part: WeChatPart
    private_key: RSAPrivateKey = field(repr=False)
    api_v3_key: str = field(repr=False)
    public_key: RSAPublicKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """`AlipayPart` with its keys in memory."""

    part: AlipayPart
    private_key: RSAPrivateKey = field(repr=False)
    public_key: RSAPublicKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class BridgeAccount:
    """`BridgePart` with its secret in memory."""

    part: BridgePart
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that are there."""

    wechat: WeChatAccount | None = None
    alipay: AlipayAccount | None = None
    unionpay_qr: BridgeAccount | None = None
    nontax: BridgeAccount | None = None


def read_accounts(path: Path, *, required: bool) -> Accounts:
    """Return the accounts that ``path`` names, with their keys; none when it is not there and not ``required``.

    Raises:
        AccountsError: the file, or one that it names, is missing, open to others or not valid.
    """
    try:
        tree = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if required:
            raise AccountsError(f"{path} is not there") from None
        return Accounts()
    except (OSError, ValueError) as error:
        raise AccountsError(f"{path} cannot be read: {type(error).__name__}") from None
    try:
        file = PaymentsFile.model_validate(tree)
    except ValidationError as error:
        places = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        )
        raise AccountsError(f"{path}: {places}") from None
    return _with_keys(file, path.parent)


def _with_keys(file: PaymentsFile, folder: Path) -> Accounts:
    return Accounts(
        wechat=None if file.wechat is None else _wechat(file.wechat, folder),
        alipay=None
        if file.alipay is None
        else AlipayAccount(
            file.alipay,
            private_key(folder / file.alipay.private_key_file),
            public_key(folder / file.alipay.public_key_file),
        ),
        unionpay_qr=None if file.unionpay_qr is None else _bridge(file.unionpay_qr, folder),
        nontax=None if file.nontax is None else _bridge(file.nontax, folder),
    )


def _wechat(part: WeChatPart, folder: Path) -> WeChatAccount:
    path = folder / part.api_v3_key_file
    api_v3_key = secret_text(path)
    if len(api_v3_key) != 32:
        raise AccountsError(f"{path} does not hold 32 characters")
    return WeChatAccount(
        part, private_key(folder / part.private_key_file), api_v3_key, public_key(folder / part.public_key_file)
    )


def _bridge(part: BridgePart, folder: Path) -> BridgeAccount:
    path = folder / part.secret_file
    secret = secret_text(path)
    if not 32 <= len(secret) <= 128:
        raise AccountsError(f"{path} does not hold 32 to 128 characters")
    return BridgeAccount(part, secret.encode("ascii"))


def private_key(path: Path) -> RSAPrivateKey:
    """Read a private RSA key. Raises `AccountsError`, also when others may read it."""
    try:
        key = load_pem_private_key(_private(path), None)
    except (ValueError, TypeError):
        raise AccountsError(f"{path} is no private key in PEM without a password") from None
    if not isinstance(key, RSAPrivateKey):
        raise AccountsError(f"{path} is no RSA key")
    _check_length(key.key_size, path)
    return key


def public_key(path: Path) -> RSAPublicKey:
    """Read a provider's public RSA key. Raises `AccountsError`, also when others may write it."""
    try:
        key = load_pem_public_key(_read(path, stat.S_IWGRP | stat.S_IWOTH, "others may write it"))
    except ValueError:
        raise AccountsError(f"{path} is no public key in PEM") from None
    if not isinstance(key, RSAPublicKey):
        raise AccountsError(f"{path} is no RSA key")
    _check_length(key.key_size, path)
    return key


def secret_text(path: Path) -> str:
    """Read a secret of printable ASCII characters. Raises `AccountsError`, also when others may read it."""
    try:
        text = _private(path).decode("ascii").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or not text.isprintable():
        raise AccountsError(f"{path} does not hold a secret")
    return text


def _check_length(bits: int, path: Path) -> None:
    if bits < MIN_RSA_BITS:
        raise AccountsError(f"{path} is shorter than {MIN_RSA_BITS} bits")


def _private(path: Path) -> bytes:
    return _read(path, stat.S_IRWXG | stat.S_IRWXO, "others may read it; chmod 600")


def _read(path: Path, forbidden: int, complaint: str) -> bytes:
    """Read a small regular file of our own user (or root) that has none of the rights ``forbidden``."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise AccountsError(f"{path} cannot be opened: {type(error).__name__}") from None
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_SECRET_BYTES:
            raise AccountsError(f"{path} is no small file")
        if found.st_uid not in {os.geteuid(), 0}:
            raise AccountsError(f"{path} belongs to another user")
        if found.st_mode & forbidden:
            raise AccountsError(f"{path}: {complaint}")
        return file.read(MAX_SECRET_BYTES)
