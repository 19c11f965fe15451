"""The payments sheet's vectors for signatures and seals, and what the keys may look like on disk."""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from wechatpayv3.utils import aes_decrypt

from hall.payments.provider import Order, SignatureInvalidError
from hall.payments.providers.accounts import Accounts, AccountsError, read_accounts
from hall.payments.providers.alipay_gateway import cut, notification_text, request_text
from hall.payments.providers.offered import offered_providers
from hall.payments.providers.wechat_core import request_text as wechat_request_text
from hall.simulators.payments.keys import SandboxKeys, write_accounts
from tests.hall.payments.providers.conftest import Clock, Market

NONCE, AAD, KEY = "abcdefghijkl", "transaction", "0123456789abcdef0123456789abcdef"
PLAIN = '{"out_trade_no":"K01202611240001","trade_state":"SUCCESS","amount":{"total":10000}}'
SEALED = (
    "Eu6myr+6GaECeJdOZPZ6BX56iy6LsF1tL48MqOJs/ttO5IKIXDWWxhUJ5MF69qXnvAbp9/gbJaj8020swcL9K7jRs7bYhAk5ZDUhUhhY1A3KiJahZrp2"
    "L8JsLVPn5m8uXROz"
)


def test_the_text_that_wechat_signs() -> None:
    """Five lines, each ended, the last one empty: the sheet's digest."""
    text = wechat_request_text(
        "GET",
        "/v3/pay/transactions/out-trade-no/K01202611240001?mchid=1900000001",
        "1767225600",
        "0123456789ABCDEF0123456789ABCDEF",
        "",
    )

    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()

    assert digest == "ca864ea3552f544bffddf740da97b8526922c4fdccadf50f5e173d3e2f6a237f"


def test_the_text_that_alipay_signs() -> None:
    """Sorted, unescaped, with ``sign_type`` and without what is empty: the sheet's digest."""
    text = request_text(
        {
            "version": "1.0",
            "app_id": "2021000000000001",
            "sign_type": "RSA2",
            "sign": "not this",
            "app_auth_token": "",
            "charset": "utf-8",
            "method": "alipay.trade.precreate",
            "notify_url": "https://pay.example.gov.cn/a",
            "timestamp": "2026-11-24 10:00:00",
            "biz_content": '{"out_trade_no":"K01202611240001","total_amount":"100.00","subject":"demo",'
            '"timeout_express":"5m"}',
        }
    )

    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()

    assert digest == "aacf3e5d203c3ae9a9edc00707fd697d1d1f4a7542c5b9b8d93ef1577d2d508b"
    assert notification_text({"b": "2", "sign": "x", "sign_type": "RSA2", "a": "1"}) == "a=1&b=2"


def test_a_sealed_notification_opens() -> None:
    """AEAD_AES_256_GCM: the sheet's text opens with its key, and a changed byte of it does not."""
    assert aes_decrypt(NONCE, SEALED, AAD, KEY) == PLAIN
    assert aes_decrypt(NONCE, SEALED[:-4] + "XROz"[::-1], AAD, KEY) is None
    assert aes_decrypt(NONCE, SEALED, "refund", KEY) is None


def test_an_answer_is_cut_out_exactly() -> None:
    """The object's text is as it came: spaces, escapes and braces in texts included."""
    inner = '{ "msg":"a}\\"{,", "n":1.0 }'

    assert cut(f' {{"x_response": {inner} ,"sign":"S"}} ') == {"x_response": inner, "sign": '"S"'}
    for damaged in ("", "{}", "[]", '{"a":1', '{"a":1}x', '{"a":1,"a":2}', "{1:2}", '{"a" 1}', '{"a":}'):
        with pytest.raises(ValueError, match=r"missing|none|follows|Expecting"):
            cut(damaged)


@pytest.fixture
def folder(tmp_path: Path, sandbox_keys: SandboxKeys) -> Path:
    return write_accounts(tmp_path, sandbox_keys, "http://127.0.0.1:9", "http://127.0.0.1:9").parent


def test_without_accounts_nothing_is_offered(tmp_path: Path) -> None:
    """No file, or a file without a provider's table: that provider is not offered."""
    (tmp_path / "empty.toml").write_text("version = 1\n", "utf-8")

    assert read_accounts(tmp_path / "payments.toml", required=False) == Accounts()
    assert read_accounts(tmp_path / "empty.toml", required=True) == Accounts()
    assert offered_providers(Accounts(), Clock()) == {}
    with pytest.raises(AccountsError):
        read_accounts(tmp_path / "payments.toml", required=True)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o700 | 0o007])
@pytest.mark.parametrize("name", ["wechat-private.pem", "wechat-api-v3.key", "alipay-private.pem", "bridge.key"])
def test_a_secret_that_others_may_read_is_refused(folder: Path, name: str, mode: int) -> None:
    """Any right of the group or of others on a secret keeps the hall from using it."""
    (folder / name).chmod(mode)

    with pytest.raises(AccountsError, match=name):
        read_accounts(folder / "payments.toml", required=True)


def test_a_public_key_that_others_may_write_is_refused(folder: Path) -> None:
    """Who may write the provider's key may forge its answers; reading it harms nothing."""
    (folder / "wechat-public.pem").chmod(0o644)
    assert read_accounts(folder / "payments.toml", required=True).wechat is not None
    (folder / "wechat-public.pem").chmod(0o664)

    with pytest.raises(AccountsError, match="wechat-public"):
        read_accounts(folder / "payments.toml", required=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_secret_of_another_user_is_refused(folder: Path) -> None:
    """A secret has to belong to the hall's own user."""
    os.chown(folder / "bridge.key", 12_345, 12_345)

    with pytest.raises(AccountsError, match="another user"):
        read_accounts(folder / "payments.toml", required=True)


def _pem(key: object) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined,no-any-return]


_ED25519_PUBLIC = (
    Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("wechat-private.pem", b"-----BEGIN PRIVATE KEY-----\nnothing\n-----END PRIVATE KEY-----\n"),
        ("wechat-private.pem", _pem(Ed25519PrivateKey.generate())),
        ("wechat-private.pem", _pem(generate_private_key(65537, 1024))),
        ("wechat-public.pem", b"nothing"),
        ("wechat-public.pem", _ED25519_PUBLIC),
        ("wechat-api-v3.key", b"too short"),
        ("wechat-api-v3.key", b"\xff" * 32),
        ("bridge.key", b"short"),
        ("bridge.key", b""),
        ("alipay-private.pem", b"0" * 20_000),
    ],
)
def test_what_is_no_key_is_refused(folder: Path, name: str, content: bytes) -> None:
    """Damaged, short or other keys are named by their file, and nothing of them is said."""
    (folder / name).write_bytes(content)

    with pytest.raises(AccountsError, match=name) as caught:
        read_accounts(folder / "payments.toml", required=True)
    assert "nothing" not in str(caught.value)


def test_a_link_or_a_folder_is_no_secret(folder: Path) -> None:
    """Links are not followed: somebody else may own what they point to."""
    (folder / "bridge.key").rename(folder / "elsewhere")
    (folder / "bridge.key").symlink_to(folder / "elsewhere")

    with pytest.raises(AccountsError, match="cannot be opened"):
        read_accounts(folder / "payments.toml", required=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version = 1", "version = 2"),
        ('mchid = "1900000001"', 'mchid = "secret text"'),
        ('url = "http://127.0.0.1:9/wechat"', 'url = "http://pay.example/wechat"'),
        ('seller_id = "2088000000000001"', ""),
        ("[nontax]", "[nontacks]"),
        ("[nontax]", "[nontax"),
        ('public_key_id = "PUB_KEY_ID_', 'public_key_id = "'),
    ],
)
def test_a_file_that_is_not_valid_names_the_place(folder: Path, old: str, new: str) -> None:
    """Wrong figures, unknown tables and addresses without encryption are refused; no value is repeated."""
    path = folder / "payments.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")

    with pytest.raises(AccountsError, match=r"payments\.toml") as caught:
        read_accounts(path, required=True)
    assert "secret text" not in str(caught.value)


def test_nothing_secret_is_logged_or_shown(market: Market, caplog: pytest.LogCaptureFixture) -> None:
    """Keys, payment codes and bodies are in no log line and in no ``repr``."""
    caplog.set_level(logging.DEBUG)
    keys, order, code = market.sandbox.keys, market.order(), market.code("wechat")
    provider = market.providers["wechat"]

    provider.pay_with_code(order, code)
    provider.query(order)
    with pytest.raises(SignatureInvalidError) as caught:
        provider.read_notification({}, b"{}")

    shown = f"{caplog.text} {caught.value!r} {market.accounts!r} {provider!r} {keys!r}"
    for secret in (code, keys.api_v3_key, keys.bridge_secret, "BEGIN PRIVATE"):
        assert secret not in shown


def test_a_hall_without_accounts_imports_nothing_heavy() -> None:
    """WeChat Pay's package and its HTTP library are imported only where there is an account."""
    script = (
        "import sys, hall.payments.providers.offered as offered, hall.payments.providers.accounts as accounts\n"
        "assert offered.offered_providers(accounts.Accounts(), None) == {}\n"
        "print({'wechatpayv3', 'requests'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout == "set()\n"


def test_the_order_has_no_place_for_a_name() -> None:
    """What a provider is told of an order is its number, amount, subject, times and terminal."""
    assert set(Order.__slots__) == {"number", "amount_fen", "subject", "created_at", "expires_at", "terminal"}
