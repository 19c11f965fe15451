"""``fees.toml``: what the hall's items cost, who gets it, who pays less, and where payment notices are looked up.

Data, not code: amounts and grounds change with a notice of an office, not with a version of the hall. Without the
file (``DIR/fees.toml``) the hall has no bills. Amounts are integer fen.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from hall.errors import HallError
from offline_queue.wire.fields import Token
from offline_queue.wire.payments import MAX_AMOUNT_FEN, FeeClass, NoticeCode, ReductionGround, RegionCodeField

Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
MaybeText = Annotated[str, StringConstraints(max_length=200)]
Amount = Annotated[int, Field(ge=0, le=MAX_AMOUNT_FEN)]
Percent = Annotated[int, Field(ge=0, le=100)]
"""What is still to be paid, in hundredths of the fee; 0 exempts."""


class FeesFileError(HallError):
    """``fees.toml`` cannot be read or is not valid; the message names the place."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class GroundPart(_Part):
    """By what somebody can claim to pay less; what it comes to for a fee is said at the fee, or here for all of them.

    Attributes:
        id: by which it is claimed.
        name, name_en: what residents call it.
        basis: the law or notice that allows it, where a fee names none of its own.
        proof, proof_en: the paper that staff ask for.
        percent: what is still to be paid, where a fee does not say otherwise.
    """

    id: Token
    name: Text
    name_en: MaybeText = ""
    basis: Text
    proof: MaybeText = ""
    proof_en: MaybeText = ""
    percent: Percent | None = None


class Reduction(_Part):
    """Somebody with this ground pays ``amount_fen``, or ``percent`` of the fee, instead; 0 exempts.

    Without both it is the ground's own ``percent``; without ``basis`` the ground's own.
    """

    ground: Token
    amount_fen: Amount | None = None
    percent: Percent | None = None
    basis: Text | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if self.amount_fen is not None and self.percent is not None:
            raise ValueError("an amount and a percentage")
        return self


class FeeRule(_Part):
    """One fee of one item.

    Attributes:
        code: names the fee within its item.
        basis: the order or notice by which it is charged.
    """

    item_id: Token
    code: Token
    name: Text
    fee_class: FeeClass
    amount_fen: Amount
    payee: Text
    basis: Text
    reductions: tuple[Reduction, ...] = ()

    @model_validator(mode="after")
    def _reductions_reduce(self) -> Self:
        if any((reduction.amount_fen or 0) > self.amount_fen for reduction in self.reductions):
            raise ValueError("a reduction asks for more than the fee")
        if len({reduction.ground for reduction in self.reductions}) != len(self.reductions):
            raise ValueError("a ground is named twice")
        return self


class PlatformPart(_Part):
    """A region's non-tax platform.

    Attributes:
        adapter: ``file`` is a platform in a JSON file, for trials; a real one is a class of its own.
        pattern: what a notice's number looks like there; it is opaque beyond that.
        prefixes: what the numbers of this region begin with; such a number is looked up here and nowhere else. None:
            nothing is known of that.
        lengths: how many signs they have; None: any number that the pattern takes.
    """

    region_code: RegionCodeField
    adapter: Literal["file"] = "file"
    file: str
    pattern: str = "[0-9]{20}"
    prefixes: tuple[NoticeCode, ...] = ()
    lengths: tuple[Annotated[int, Field(ge=1, le=40)], ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """What a fee comes to for somebody: the amount, and by which ground and law it is less; None: by none."""

    amount_fen: int
    ground: str | None = None
    basis: str | None = None


class FeesFile(_Part):
    """The whole file."""

    version: Literal[1] = 1
    cash: bool = False
    card: bool = False
    grounds: tuple[GroundPart, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    platforms: tuple[PlatformPart, ...] = ()

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        if len({(fee.item_id, fee.code) for fee in self.fees}) != len(self.fees):
            raise ValueError("a fee is named twice")
        if len({platform.region_code for platform in self.platforms}) != len(self.platforms):
            raise ValueError("a region is named twice")
        if len({ground.id for ground in self.grounds}) != len(self.grounds):
            raise ValueError("a ground is named twice")
        for reduction in (reduction for fee in self.fees for reduction in fee.reductions):
            ground = self.ground(reduction.ground)
            if reduction.basis is None and ground is None:
                raise ValueError("a reduction without a basis, by a ground that is not listed")
            measures = (reduction.amount_fen, reduction.percent, None if ground is None else ground.percent)
            if all(measure is None for measure in measures):
                raise ValueError("a reduction without an amount, by a ground without a percentage")
        return self

    def of_item(self, item_id: str) -> tuple[FeeRule, ...]:
        """Return the fees of an item."""
        return tuple(fee for fee in self.fees if fee.item_id == item_id)

    def ground(self, ground_id: str | None) -> GroundPart | None:
        """Return a ground that is listed."""
        return next((ground for ground in self.grounds if ground.id == ground_id), None)

    def price_of(self, fee: FeeRule, claimed: tuple[str, ...]) -> Price:
        """Return what somebody with these grounds pays: by the one that leaves least."""
        prices = [self._reduced(fee, reduction) for reduction in fee.reductions if reduction.ground in claimed]
        return min(prices, key=lambda price: price.amount_fen, default=Price(fee.amount_fen))

    def grounds_of(self, fees: tuple[FeeRule, ...]) -> tuple[ReductionGround, ...]:
        """Return by what at least one of these fees can be less, the listed ones first; one not listed has no name."""
        ids = {reduction.ground: None for fee in fees for reduction in fee.reductions}
        listed = [ground for ground in self.grounds if ground.id in ids]
        told = [
            ReductionGround(
                ground=ground.id,
                name=ground.name,
                name_en=ground.name_en,
                basis=ground.basis,
                proof=ground.proof,
                proof_en=ground.proof_en,
            )
            for ground in listed
        ]
        return (*told, *(ReductionGround(ground=name) for name in ids if self.ground(name) is None))

    def _reduced(self, fee: FeeRule, reduction: Reduction) -> Price:
        ground = self.ground(reduction.ground)
        basis = reduction.basis or (ground.basis if ground is not None else None)
        if reduction.amount_fen is not None:
            return Price(reduction.amount_fen, reduction.ground, basis)
        percent = reduction.percent if reduction.percent is not None or ground is None else ground.percent
        assert percent is not None, "the file was checked"
        # What is less than a fen is the payer's.
        return Price(fee.amount_fen * percent // 100, reduction.ground, basis)


def read_fees(path: Path) -> FeesFile:
    """Return the file's content; an empty one when it is not there. Raises `FeesFileError`."""
    try:
        return FeesFile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return FeesFile()
    except ValidationError as error:
        places = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        )
        raise FeesFileError(f"{path}: {places}") from None
    except (OSError, ValueError) as error:
        raise FeesFileError(f"{path} cannot be read: {type(error).__name__}") from None
