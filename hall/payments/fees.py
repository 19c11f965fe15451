"""``fees.toml``: what the hall's items cost, who gets it, who pays less, and where payment notices are looked up.

Data, not code: amounts and grounds change with a notice of an office, not with a version of the hall. Without the
file (``DIR/fees.toml``) the hall has no bills. Amounts are integer fen.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from hall.errors import HallError
from offline_queue.wire.fields import Token
from offline_queue.wire.payments import MAX_AMOUNT_FEN, FeeClass, RegionCodeField

Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Amount = Annotated[int, Field(ge=0, le=MAX_AMOUNT_FEN)]


class FeesFileError(HallError):
    """``fees.toml`` cannot be read or is not valid; the message names the place."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Reduction(_Part):
    """Somebody with this ground pays ``amount_fen`` instead; 0 exempts."""

    ground: Token
    amount_fen: Amount
    basis: Text


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
        if any(reduction.amount_fen > self.amount_fen for reduction in self.reductions):
            raise ValueError("a reduction asks for more than the fee")
        if len({reduction.ground for reduction in self.reductions}) != len(self.reductions):
            raise ValueError("a ground is named twice")
        return self


class PlatformPart(_Part):
    """A region's non-tax platform.

    Attributes:
        adapter: ``file`` is a platform in a JSON file, for trials; a real one is a class of its own.
        pattern: what a notice's number looks like there; it is opaque beyond that.
    """

    region_code: RegionCodeField
    adapter: Literal["file"] = "file"
    file: str
    pattern: str = "[0-9]{20}"


class FeesFile(_Part):
    """The whole file."""

    version: Literal[1] = 1
    cash: bool = False
    card: bool = False
    fees: tuple[FeeRule, ...] = ()
    platforms: tuple[PlatformPart, ...] = ()

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        if len({(fee.item_id, fee.code) for fee in self.fees}) != len(self.fees):
            raise ValueError("a fee is named twice")
        if len({platform.region_code for platform in self.platforms}) != len(self.platforms):
            raise ValueError("a region is named twice")
        return self

    def of_item(self, item_id: str) -> tuple[FeeRule, ...]:
        """Return the fees of an item."""
        return tuple(fee for fee in self.fees if fee.item_id == item_id)


def amount_for(fee: FeeRule, grounds: tuple[str, ...]) -> tuple[int, str | None]:
    """Return what somebody with these grounds pays, and the ground that counted: the one that leaves least."""
    fitting = [reduction for reduction in fee.reductions if reduction.ground in grounds]
    if not fitting:
        return fee.amount_fen, None
    best = min(fitting, key=lambda reduction: reduction.amount_fen)
    return best.amount_fen, best.ground


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
