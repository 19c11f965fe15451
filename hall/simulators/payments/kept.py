"""A sandbox that can be killed: its keys and what truly happened lie in a folder, and the next one goes on with them.

Money that moved is written before anybody is told of it, and everything else before the call is answered. Nothing is
synced to the disk: this is for the end of a process, not of a machine.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import TypeAdapter

from hall.clocks import utc_now
from hall.simulators.payments.keys import SandboxKeys, make_keys, private_pem, write_secret
from hall.simulators.payments.server import PaymentSandbox
from hall.simulators.payments.world import Movement, PhoneCode, Trade, World

WORLD_FILE = "world.json"
_KEYS = ("wechat_merchant", "wechat", "alipay_merchant", "alipay", "stranger")
"""In the order of `SandboxKeys`."""


@dataclass
class _Kept:
    """Everything of a world that lasts."""

    trades: list[Trade] = field(default_factory=list)
    codes: dict[str, PhoneCode] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)
    refunds_wait: bool = False


_ADAPTER = TypeAdapter(_Kept)


class KeptWorld(World):
    """A world in a file.

    Raises:
        ValueError: the file is not one of ours.
    """

    def __init__(self, clock: Callable[[], datetime], seed: int, folder: Path) -> None:
        super().__init__(clock, seed)
        self._path = folder / WORLD_FILE
        if self._path.exists():
            self._read(_ADAPTER.validate_json(self._path.read_bytes()))

    def keep(self) -> None:
        """Replace the file with what is so now."""
        with self.lock:
            kept = _Kept(list(self._trades.values()), dict(self._codes), list(self.movements), self.refunds_wait)
            fresh = self._path.with_suffix(".new")
            fresh.write_bytes(_ADAPTER.dump_json(kept))
            fresh.replace(self._path)

    def _move(self, trade: Trade, amount_fen: int) -> None:
        super()._move(trade, amount_fen)
        self.keep()

    def _read(self, kept: _Kept) -> None:
        for trade in kept.trades:
            self.open(trade)
        self._codes, self.movements, self.refunds_wait = dict(kept.codes), list(kept.movements), kept.refunds_wait


def keep_keys(folder: Path, keys: SandboxKeys) -> None:
    """Write the keys into a folder, the last one last: it says that they are all there."""
    for name in _KEYS:
        write_secret(folder / f"{name}.pem", private_pem(getattr(keys, name)))


def kept_keys(folder: Path) -> SandboxKeys:
    """Return the keys in a folder, made there if it has none yet."""
    paths = [folder / f"{name}.pem" for name in _KEYS]
    if not paths[-1].exists():
        made = make_keys()
        keep_keys(folder, made)
        return made
    merchant, wechat, app, alipay, stranger = (_key(path) for path in paths)
    return SandboxKeys(merchant, wechat, app, alipay, stranger)


def open_sandbox(
    folder: Path | None, clock: Callable[[], datetime] = utc_now, *, delay_s: float = 12.0
) -> PaymentSandbox:
    """Return a sandbox that goes on with what lies in a folder; without one it is new and forgets."""
    if folder is None:
        return PaymentSandbox(make_keys(), clock, delay_s=delay_s)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Numbers of its own must not come again after its end.
    world = KeptWorld(clock, secrets.randbits(64), folder)
    return PaymentSandbox(kept_keys(folder), clock, delay_s=delay_s, world=world)


def _key(path: Path) -> RSAPrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    return key
