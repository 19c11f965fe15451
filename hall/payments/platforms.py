"""The regional non-tax platform: it says what a payment notice is for, and it is told that it is paid.

Its word on a bill is the last one (payments sheet, sections 1 and 6). A notice's number is opaque. Each region has an
adapter of its own; `FilePlatform` is one in a JSON file, for trials and demos, and no office's system.

Errors::

    PlatformError
    ├── PlatformAwayError   no answer: whether it was told is not known, the same can be told again
    └── NotSettledError     the platform's final word: this money does not settle the bill
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from offline_queue.wire.payments import FeeClass

T = TypeVar("T")


class PlatformError(Exception):
    """The root of what platforms raise."""


class PlatformAwayError(PlatformError):
    """The platform does not answer."""


class NotSettledError(PlatformError):
    """The bill is paid otherwise, or for another amount.

    Attributes:
        paid_elsewhere: whether it is paid.
    """

    def __init__(self, *, paid_elsewhere: bool) -> None:
        super().__init__("paid elsewhere" if paid_elsewhere else "not to be paid like this")
        self.paid_elsewhere = paid_elsewhere


@dataclass(frozen=True, slots=True)
class NoticeBill:
    """What a notice is for.

    Attributes:
        amount_fen: all that is to be paid, with the late fee.
        payer_masked: as the platform masks it; shown, never kept.
        document_number: of the electronic payment book, once paid.
    """

    fee_class: FeeClass
    subject: str
    payee: str
    amount_fen: int
    late_fee_fen: int
    payer_masked: str = field(repr=False)
    is_paid: bool
    document_number: str | None


class BillPlatform(Protocol):
    """A region's platform. Calls block, for 15 s at most; safe to call from several threads."""

    def query(self, notice_code: str, region_code: str) -> NoticeBill | None:
        """Return what a notice is for; None for a number that is none. Raises `PlatformAwayError`."""

    def settle(self, notice_code: str, region_code: str, order_number: str, amount_fen: int) -> str:
        """Tell that an order's money pays a notice; return the electronic payment book's number.

        Again with the same order it returns the same number. Raises `PlatformError`.
        """


@dataclass(frozen=True, slots=True)
class RegionRule:
    """Which notices are a region's, as far as their numbers say.

    Attributes:
        pattern: what a number looks like there.
        prefixes: what numbers of the region begin with; none: that is not known.
        lengths: how many signs they have; none: any.
    """

    region_code: str
    pattern: str = "[0-9]{20}"
    prefixes: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()

    def fits(self, notice_code: str) -> bool:
        """Whether a number can be one of the region's."""
        known = not self.prefixes or notice_code.startswith(self.prefixes)
        long_enough = not self.lengths or len(notice_code) in self.lengths
        return known and long_enough and re.fullmatch(self.pattern, notice_code) is not None


def regions_for(rules: Sequence[RegionRule], notice_code: str) -> tuple[str, ...]:
    """Return the regions that a notice may be of: those with the longest prefix of it, else those without prefixes."""
    fitting = [rule for rule in rules if rule.fits(notice_code)]
    longest = max((len(part) for rule in fitting for part in rule.prefixes if notice_code.startswith(part)), default=0)
    if longest:
        start = notice_code[:longest]
        fitting = [rule for rule in fitting if start in rule.prefixes]
    return tuple(rule.region_code for rule in fitting)


class FilePlatform:
    """A platform in a JSON file: ``{"bills": {CODE: {"subject", "payee", "amount_fen", "payer", …}}}``.

    Every call holds a lock over the file, so that several processes can have it; a change replaces the file.
    """

    def __init__(self, path: Path, pattern: str = "[0-9]{20}") -> None:
        self._path = path
        self._pattern = re.compile(pattern)

    def query(self, notice_code: str, region_code: str) -> NoticeBill | None:  # noqa: ARG002 - one file, one region
        """Return what a notice is for."""
        if not self._pattern.fullmatch(notice_code):
            return None
        bill = self._locked(lambda bills: bills.get(notice_code))
        if bill is None:
            return None
        late_fee_fen = int(bill.get("late_fee_fen", 0))
        return NoticeBill(
            fee_class=FeeClass(bill.get("fee_class", FeeClass.SERVICE_FEE)),
            subject=bill["subject"],
            payee=bill["payee"],
            amount_fen=int(bill["amount_fen"]) + late_fee_fen,
            late_fee_fen=late_fee_fen,
            payer_masked=_masked(bill.get("payer", "")),
            is_paid="paid_by" in bill,
            document_number=bill.get("document_number"),
        )

    def settle(self, notice_code: str, region_code: str, order_number: str, amount_fen: int) -> str:
        """Mark a notice paid by an order, once."""

        def work(bills: dict[str, Any]) -> str:
            bill = bills.get(notice_code)
            if bill is None:
                raise NotSettledError(paid_elsewhere=False)
            if bill.get("paid_by", order_number) != order_number:
                raise NotSettledError(paid_elsewhere=True)
            if amount_fen != int(bill["amount_fen"]) + int(bill.get("late_fee_fen", 0)):
                raise NotSettledError(paid_elsewhere=False)
            seed = hashlib.sha256(f"{notice_code}:{order_number}".encode()).hexdigest()
            bill["paid_by"] = order_number
            number: str = bill.setdefault("document_number", f"{region_code}{int(seed[:12], 16):014d}"[:20])
            return number

        return self._locked(work)

    def _locked(self, work: Callable[[dict[str, Any]], T]) -> T:
        try:
            with self._path.with_suffix(".lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                tree = json.loads(self._path.read_text("utf-8"))
                before = json.dumps(tree)
                value = work(tree["bills"])
                if json.dumps(tree) != before:
                    self._replace(tree)
                return value
        except (OSError, ValueError, KeyError) as error:
            raise PlatformAwayError(type(error).__name__) from None

    def _replace(self, tree: dict[str, Any]) -> None:
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(tree, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


def _masked(name: str) -> str:
    return name[:1] + "*" * (len(name) - 1)
