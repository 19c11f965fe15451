"""``services.toml``: the other systems around a hall, as data. Read once, at start; every field is checked.

Without the file (``DIR/services.toml``) nothing is configured: notices go to a file, departments get nothing.
"""

from __future__ import annotations

import tomllib
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from hall.errors import HallError
from hall.services.calls import Peer
from offline_queue.wire.shared_data import DataSource


class ServicesFileError(HallError):
    """``services.toml`` cannot be read or is not valid; the message names the place, never a token."""


def _plain_url(url: str) -> str:
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not parts.hostname or not (parts.scheme == "https" or here) or parts.query or parts.fragment or parts.username:
        raise ValueError("https, or plain http on this machine; nothing but host, port and path")
    return url.rstrip("/")


Url = Annotated[str, AfterValidator(_plain_url)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class System(_Part):
    """Where another system is and how it is asked."""

    url: Url
    token: str | None = Field(default=None, repr=False)
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 10.0

    @property
    def peer(self) -> Peer:
        """The client for it."""
        return Peer(self.url, self.token, self.timeout_s)


class NoticesPart(_Part):
    """How text messages leave the hall.

    Attributes:
        adapter: ``file`` writes them down and reaches nobody; ``command`` and ``http`` hand them on.
        command: program and arguments; gets one JSON object on standard input, ends with 0 when it took it.
        system: of the adapter ``http``.
    """

    adapter: Literal["file", "command", "http"] = "file"
    command: tuple[str, ...] = ()
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 20.0
    system: System | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if self.adapter == "command" and not self.command:
            raise ValueError("a command is missing")
        if self.adapter == "http" and self.system is None:
            raise ValueError("a system is missing")
        return self


class DepartmentPart(_Part):
    """A department's receiving system.

    Attributes:
        department_id: the hall's name for it.
        offices: the receiving offices, as the catalogue names them, whose cases go there.
        items: service items that go there whatever their office.
        poll_s: how often its steps are read.
    """

    department_id: Name
    offices: tuple[Text, ...] = ()
    items: tuple[Name, ...] = ()
    poll_s: Annotated[int, Field(ge=1, le=86_400)] = 60
    system: System


class HoursPart(_Part):
    """When an office is open, in the hall's zone."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("closes before it opens")
        return self


class ServicePart(_Part):
    """A window.

    Attributes:
        items: what is handled there; nothing named means everything.
        prefix: first in its ticket and booking numbers.
        slot_minutes, seats, days_ahead: the slots for appointments; 0 seats for none.
        tickets_per_day: numbers of one day.
    """

    service_id: Name
    name: Text
    items: tuple[Name, ...] = ()
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}$")]
    slot_minutes: Annotated[int, Field(ge=5, le=480)] = 30
    seats: Annotated[int, Field(ge=0, le=100)] = 1
    days_ahead: Annotated[int, Field(ge=0, le=60)] = 7
    tickets_per_day: Annotated[int, Field(ge=0, le=999)] = 200

    @property
    def length(self) -> timedelta:
        """Of one slot."""
        return timedelta(minutes=self.slot_minutes)


class OfficePart(_Part):
    """An office where people come to.

    Attributes:
        open_on_rest_days: whether it is open on days that are no working days by the holiday table.
    """

    station_code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")]
    place: Text
    hours: Annotated[tuple[HoursPart, ...], Field(min_length=1)]
    open_on_rest_days: bool = False
    services: Annotated[tuple[ServicePart, ...], Field(min_length=1)]


class SourcePart(_Part):
    """A source of shared data."""

    source: DataSource
    system: System


class PrefillPart(_Part):
    """What the form of an item may be filled with.

    Attributes:
        fields: of the source that are passed on; it may say more, which is dropped.
        basis: the law or rule that allows it; shown to the resident and kept with each query.
    """

    item_id: Name
    source: DataSource
    fields: Annotated[tuple[Name, ...], Field(min_length=1)]
    basis: Text


class IssuerPart(_Part):
    """A system that issues papers for some items."""

    issuer_id: Name
    items: Annotated[tuple[Name, ...], Field(min_length=1)]
    system: System


class PhonePart(_Part):
    """Pages for residents' phones: ``url`` is where phones reach this hall, without a path of its own."""

    url: Url


class ServicesFile(_Part):
    """The whole file."""

    version: Literal[1] = 1
    notices: NoticesPart = NoticesPart()
    departments: tuple[DepartmentPart, ...] = ()
    offices: tuple[OfficePart, ...] = ()
    sources: tuple[SourcePart, ...] = ()
    prefill: tuple[PrefillPart, ...] = ()
    issuers: tuple[IssuerPart, ...] = ()
    phone: PhonePart | None = None

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        for names, what in (
            ([department.department_id for department in self.departments], "department"),
            ([office.station_code for office in self.offices], "office"),
            ([part.source for part in self.sources], "source"),
            ([issuer.issuer_id for issuer in self.issuers], "issuer"),
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"a {what} is named twice")
        if not {part.source for part in self.prefill} <= {part.source for part in self.sources}:
            raise ValueError("a form is to be filled from a source that is not there")
        return self


def read_services(path: Path, *, required: bool) -> ServicesFile:
    """Return what the file says; the defaults when it is not there and not ``required``.

    Raises:
        ServicesFileError: it cannot be read or is not valid.
    """
    try:
        tree = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if required:
            raise ServicesFileError(f"{path} is not there") from None
        return ServicesFile()
    except (OSError, ValueError) as error:
        raise ServicesFileError(f"{path} cannot be read: {type(error).__name__}") from None
    try:
        return ServicesFile.model_validate(tree)
    except ValidationError as error:
        places = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        )
        raise ServicesFileError(f"{path}: {places}") from None
