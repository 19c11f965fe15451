"""Notifications, bill files, answers and payment codes that are damaged or made up: typed errors, nothing else.

A push plays one seed; the long proof another one, twenty times as long. The seed is printed where a test fails.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import string
import sys
import zipfile
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

import pytest

from hall.payments.provider import Notification, ProviderError, RefusedError, SignatureInvalidError, UnavailableError
from hall.payments.providers.alipay_gateway import cut
from hall.payments.providers.bill_files import alipay_rows, fen_of, unpacked, wechat_rows
from hall.simulators.payments import bill_files
from hall.simulators.payments.alipay import sign, signed_text
from hall.simulators.payments.keys import ALIPAY_SELLER, MCHID
from tests.hall.payments.providers.conftest import Market

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
SEED = int(os.environ.get("KIOSK_SEED", 20_261_124 if PROVE == 1 else random.SystemRandom().randrange(10**9)))


@pytest.fixture
def chance() -> random.Random:
    sys.stdout.write(f"seed {SEED}\n")
    return random.Random(SEED)


def _damaged(chance: random.Random, content: bytes) -> bytes:
    """Return the content with one to three bytes changed, gone, doubled, or its end cut off."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(made)) if made else 0
        match chance.randrange(5):
            case 0 | 1:
                made[place : place + 1] = bytes([chance.randrange(256)])
            case 2:
                del made[place : place + chance.randint(1, 8)]
            case 3:
                made[place:place] = made[place : place + chance.randint(1, 8)]
            case _:
                del made[place:]
    return bytes(made)


def _only_raises(allowed: type[Exception], act: Callable[[], object]) -> bool:
    """Whether it went through; every error but the allowed one is the test's."""
    try:
        act()
    except allowed:
        return False
    return True


def _a_day(market: Market) -> None:
    for name in ("wechat", "alipay"):
        order = market.order()
        market.providers[name].create(order)
        market.sandbox.world.pay(order.number)


def test_damaged_notifications(market: Market, chance: random.Random) -> None:
    """4,000 damaged notifications: refused, or, where the damage is in no signed byte, the very same words."""
    _a_day(market)
    notices = market.sandbox.notices.take()
    for provider, notice in zip((market.providers["wechat"], market.providers["alipay"]), notices, strict=True):
        genuine = provider.read_notification(notice.headers, notice.body)
        for _ in range(2_000 * PROVE):
            headers, body = dict(notice.headers), notice.body
            if chance.randrange(4) or provider.name == "alipay":
                body = _damaged(chance, body)
            else:
                name = chance.choice(sorted(headers))
                headers[name] = _damaged(chance, headers[name].encode("latin-1")).decode("latin-1")
            told: list[Notification | None] = []
            try:
                told.append(provider.read_notification(headers, body))
            except SignatureInvalidError:
                continue
            assert told == [genuine]


def test_signed_nonsense_in_a_notification(market: Market, chance: random.Random) -> None:
    """300 documents that are signed properly and say something else than described: refused."""
    wechat = market.sandbox.wechat
    values: list[object] = [
        None,
        0,
        -1,
        "",
        "x",
        [],
        {},
        True,
        1e300,
        "AEAD_AES_256_GCM",
        "encrypt-resource",
        "TRANSACTION.SUCCESS",
    ]
    for _ in range(300 * PROVE):
        resource = {
            name: chance.choice(values)
            for name in ("algorithm", "ciphertext", "nonce", "associated_data")
            if chance.random() < 0.9
        }
        document = {"id": "EV-1", "event_type": chance.choice(values), "resource": resource}
        body = json.dumps(document if chance.random() < 0.9 else chance.choice(values)).encode("utf-8")
        headers = wechat.signature(body, forged=False, stale=False)
        try:
            market.providers["wechat"].read_notification(headers, body)
        except SignatureInvalidError:
            continue
        raise AssertionError(document)


def test_signed_nonsense_of_the_other_wallet(market: Market, chance: random.Random) -> None:
    """600 properly signed forms with fields that are gone or made up: refused, or read as they say."""
    _a_day(market)
    (notice,) = [one for one in market.sandbox.notices.take() if b"notify_id" in one.body]
    genuine = dict(parse_qsl(notice.body.decode("ascii")))
    values = [
        "",
        "0",
        "-1",
        "1e3",
        "0.001",
        "99999999999.00",
        "TRADE_CLOSED",
        "TRADE_FINISHED",
        "x" * 300,
        "沙\x00",
        "nan",
    ]
    for _ in range(600 * PROVE):
        fields = dict(genuine)
        for name in chance.sample(sorted(fields.keys() - {"sign"}), chance.randint(1, 3)):
            if chance.random() < 0.3:
                del fields[name]
            else:
                fields[name] = chance.choice(values)
        fields["sign"] = sign(market.sandbox.keys.alipay, signed_text(fields, without=frozenset({"sign", "sign_type"})))
        body = urlencode(fields).encode("ascii")
        try:
            told = market.providers["alipay"].read_notification(notice.headers, body)
        except SignatureInvalidError:
            continue
        said = fields["out_trade_no"], fen_of(fields["total_amount"])
        assert told is None or said == (told.order_number, told.amount_fen), fields


def test_damaged_bill_files(market: Market, chance: random.Random) -> None:
    """12,000 damaged files, packed and unpacked: refused, or read."""
    _a_day(market)
    packed, _ = bill_files.wechat(market.sandbox.world, "2026-11-24")
    zipped = bill_files.alipay(market.sandbox.world, "2026-11-24", ALIPAY_SELLER)
    text = unpacked(packed)
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        details = archive.read(archive.infolist()[0])
    for _ in range(5_000 * PROVE):
        _only_raises(UnavailableError, lambda: wechat_rows(_damaged(chance, text), MCHID))
    for _ in range(3_000 * PROVE):
        _only_raises(UnavailableError, lambda: unpacked(_damaged(chance, packed)))
        _only_raises(UnavailableError, lambda: alipay_rows(_damaged(chance, zipped)))
    for _ in range(1_000 * PROVE):
        _only_raises(UnavailableError, lambda: alipay_rows(_zip_of(_damaged(chance, details))))
    assert unpacked(gzip.compress(b"whole")) == b"whole"


def _zip_of(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", content)
    return out.getvalue()


def test_damaged_answers_of_alipay(chance: random.Random) -> None:
    """10,000 damaged answers: each is cut into parts or refused as no answer."""
    answer = b'{"alipay_trade_query_response":{"code":"10000","trade_no":"20","x":[1,{"y":"\\u6c99 }"}]},"sign":"ab=="}'
    for _ in range(10_000 * PROVE):
        text = _damaged(chance, answer).decode("utf-8", "replace")
        _only_raises(ValueError, lambda text=text: cut(text))  # type: ignore[misc]


def test_made_up_payment_codes(market: Market, chance: random.Random) -> None:
    """15,000 texts: what does not have a code's exact form is refused before anything is sent."""
    alphabet = string.digits * 4 + "aX -\n\x00１٣"
    sent: list[str] = []
    for name, first, lengths in (("wechat", "13", {18}), ("alipay", "28", set(range(16, 25)))):
        provider = market.providers[name]
        for _ in range(7_500 * PROVE):
            text = first * chance.randrange(2) + "".join(chance.choices(alphabet, k=chance.randrange(26)))
            if text.isascii() and text.isdigit() and len(text) in lengths:
                sent.append(text)
                continue
            assert not _only_raises(RefusedError, lambda p=provider, t=text: p.pay_with_code(market.order(), t))  # type: ignore[misc]
    assert market.sandbox.world.trades(market.sandbox.bridges["nontax"].scheme) == []
    assert market.balance_fen == 0


def test_made_up_amounts(chance: random.Random) -> None:
    """10,000 texts: an amount in fen, exactly as written, or refused."""
    for _ in range(10_000 * PROVE):
        text = "".join(chance.choices("0123456789..-+e, ١", k=chance.randrange(1, 9)))
        try:
            fen = fen_of(text)
        except ProviderError:
            continue
        assert abs(fen * 1.0 - float(text) * 100) < 1e-3 * max(1.0, abs(fen))
