"""All text that people read, by key, in two languages.

The texts live in ``zh_CN.po`` and ``en.po`` beside this file: the message id is a key such as
``id_card.place``, the message is the text, with named places such as ``{name}``. The standard library reads
the compiled ``.mo`` files (``make texts`` builds them). Light on purpose: the first picture is painted with
it.

Error hierarchy::

    TextError
    ├── TextFileError         a compiled catalogue is missing or damaged
    ├── TextMissingError      a key has no text in this language
    └── TextPlaceholderError  a text asks for a value that was not given, or has a broken place
"""

from __future__ import annotations

import gettext
import struct
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, Self


class Language(StrEnum):
    """The languages of the interface; the value names the catalogue file."""

    ZH = "zh_CN"
    EN = "en"


class TextError(Exception):
    """Something is wrong with the texts. Carries keys and names, never a value to be filled in."""


class TextFileError(TextError):
    """The compiled catalogue ``path`` is missing or damaged; ``make texts`` builds it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}; build it with `make texts`")
        self.path = path
        self.reason = reason


class TextMissingError(TextError):
    """The catalogue of ``language`` has no text for ``key``."""

    def __init__(self, key: str, language: Language) -> None:
        super().__init__(f"no text for {key!r} in {language}")
        self.key = key
        self.language = language


class TextPlaceholderError(TextError):
    """The text of ``key`` cannot be filled in: ``reason`` names the place."""

    def __init__(self, key: str, language: Language, reason: str) -> None:
        super().__init__(f"cannot fill in {key!r} in {language}: {reason}")
        self.key = key
        self.language = language
        self.reason = reason


class _NoText(gettext.NullTranslations):
    """Stands behind a catalogue so that a missing key is an error instead of the key itself."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def gettext(self, message: str) -> NoReturn:
        """Refuse."""
        raise TextMissingError(message, self._language)


class Texts:
    """The texts of one language. Immutable; safe to use from any thread.

    >>> texts = Texts.load(Language.EN)
    >>> texts("device.action.refill_paper")
    'Load a new paper roll.'
    """

    __slots__ = ("_catalogue", "language")

    def __init__(self, language: Language, catalogue: gettext.GNUTranslations) -> None:
        catalogue.add_fallback(_NoText(language))
        self._catalogue = catalogue
        self.language = language

    @classmethod
    def load(cls, language: Language, directory: Path | None = None) -> Self:
        """Read the compiled catalogue of ``language``, from the package unless ``directory`` is given.

        Raises:
            TextFileError: the file is missing or is no compiled catalogue.
        """
        path = (directory or Path(__file__).parent) / f"{language.value}.mo"
        try:
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)
        except FileNotFoundError as error:
            raise TextFileError(path, "the file is missing") from error
        except (OSError, ValueError, LookupError, struct.error) as error:
            raise TextFileError(path, f"not a compiled catalogue ({type(error).__name__})") from error
        return cls(language, catalogue)

    def __call__(self, key: str, /, **values: object) -> str:
        """Give the text of ``key`` with every ``{place}`` filled from ``values``.

        A value without a place is ignored.

        Raises:
            TextMissingError: the key is unknown.
            TextPlaceholderError: a place has no value, or does not fit its value.
        """
        text = self._catalogue.gettext(key)
        try:
            return text.format_map(values)
        except KeyError as error:
            raise TextPlaceholderError(key, self.language, f"no value for {error.args[0]!r}") from None
        except (ValueError, IndexError, AttributeError, TypeError) as error:
            # The message of the cause could quote a value, so only its kind is kept.
            raise TextPlaceholderError(key, self.language, type(error).__name__) from None

    def has(self, key: str) -> bool:
        """Whether ``key`` has a text in this language."""
        try:
            self._catalogue.gettext(key)
        except TextMissingError:
            return False
        return True

    def templates(self) -> dict[str, str]:
        """Every text by its key, its places not filled in."""
        catalogue: dict[object, str] = vars(self._catalogue)["_catalog"]
        return {key: text for key, text in catalogue.items() if isinstance(key, str) and key}
