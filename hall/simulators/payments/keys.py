"""The sandbox's own keys and the ``payments.toml`` of a hall that uses it. None of them is of use anywhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

MCHID, APPID = "1900000001", "wxsandbox00000001"
CERTIFICATE_SERIAL = "5A4E0B0000000001"
PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000012026112400000001"
ALIPAY_APP, ALIPAY_SELLER = "2021000000000001", "2088000000000001"
BRIDGE_MERCHANT = "sandbox-hall"


@dataclass(frozen=True, slots=True)
class SandboxKeys:
    """Every key of both sides.

    Attributes:
        wechat_merchant, alipay_merchant: the hall's own keys.
        wechat, alipay: the providers' keys.
        stranger: nobody's; forged answers are signed with it.
    """

    wechat_merchant: RSAPrivateKey = field(repr=False)
    wechat: RSAPrivateKey = field(repr=False)
    alipay_merchant: RSAPrivateKey = field(repr=False)
    alipay: RSAPrivateKey = field(repr=False)
    stranger: RSAPrivateKey = field(repr=False)
    api_v3_key: str = field(repr=False, default="sandbox-0123456789-0123456789-ab")
    bridge_secret: str = field(repr=False, default="sandbox-bridge-secret-0123456789")


def make_keys() -> SandboxKeys:
    """Make new keys; it takes about half a second."""
    merchant, wechat, app, alipay, stranger = (generate_private_key(65537, 2048) for _ in range(5))
    return SandboxKeys(merchant, wechat, app, alipay, stranger)


def write_accounts(folder: Path, keys: SandboxKeys, sandbox_url: str, hall_url: str) -> Path:
    """Write the hall's side of the keys and a ``payments.toml`` into ``folder``; return the latter's path."""
    secrets = {
        "wechat-private.pem": private_pem(keys.wechat_merchant),
        "wechat-public.pem": _public_pem(keys.wechat),
        "wechat-api-v3.key": keys.api_v3_key.encode("ascii"),
        "alipay-private.pem": private_pem(keys.alipay_merchant),
        "alipay-public.pem": _public_pem(keys.alipay),
        "bridge.key": keys.bridge_secret.encode("ascii"),
    }
    for name, content in secrets.items():
        write_secret(folder / name, content)
    path = folder / "payments.toml"
    write_secret(path, payments_toml(sandbox_url, hall_url).encode("utf-8"))
    return path


def payments_toml(sandbox_url: str, hall_url: str) -> str:
    """Return the file for a sandbox and a hall at these addresses."""
    return f"""version = 1

[wechat]
mchid = "{MCHID}"
appid = "{APPID}"
certificate_serial = "{CERTIFICATE_SERIAL}"
private_key_file = "wechat-private.pem"
api_v3_key_file = "wechat-api-v3.key"
public_key_id = "{PUBLIC_KEY_ID}"
public_key_file = "wechat-public.pem"
notify_url = "{hall_url}/v1/payments/notify/wechat"
url = "{sandbox_url}/wechat"
second_url = "{sandbox_url}/wechat"

[alipay]
app_id = "{ALIPAY_APP}"
seller_id = "{ALIPAY_SELLER}"
private_key_file = "alipay-private.pem"
public_key_file = "alipay-public.pem"
notify_url = "{hall_url}/v1/payments/notify/alipay"
url = "{sandbox_url}/alipay/gateway.do"

[unionpay_qr]
url = "{sandbox_url}/bridge/unionpay_qr"
secret_file = "bridge.key"
merchant = "{BRIDGE_MERCHANT}"

[nontax]
url = "{sandbox_url}/bridge/nontax"
secret_file = "bridge.key"
merchant = "{BRIDGE_MERCHANT}"
"""


def private_pem(key: RSAPrivateKey) -> bytes:
    """Return a private key as its file has it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_pem(key: RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its own user can read, in place of one that is there."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
