"""``services.toml``: the other systems around a hall, as data. Read once, at start; every field is checked.

Without the file (``DIR/services.toml``) nothing is configured: notices go to a file, departments get nothing.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from hall.errors import HallError
from hall.services.calls import Peer


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


class ServicesFile(_Part):
    """The whole file."""

    version: Literal[1] = 1
    notices: NoticesPart = NoticesPart()
    departments: tuple[DepartmentPart, ...] = ()

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        names = [department.department_id for department in self.departments]
        if len(set(names)) != len(names):
            raise ValueError("a department is named twice")
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
