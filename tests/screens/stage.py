"""A stage for pages: an application with the product's fonts, named modes, a page in its shell as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage

from config.catalogue import Catalogue, load_catalogue
from config.texts import Language, Texts
from kiosk.present.shell import Place, present_shell
from screens.fonts import FontFiles, load_fonts, load_rare_fonts
from screens.look import Look, Orientation, TextSize, ThemeName
from screens.page import Page
from screens.shell import Shell
from screens.shell_state import Countdown
from tests.screens.samples import Sample

NOW = datetime(2026, 11, 24, 10, 24)  # noqa: DTZ001 - local time of the sample terminal

MAIN_MODES = (
    "portrait",
    "portrait-large",
    "portrait-senior",
    "portrait-max",
    "portrait-hc",
    "portrait-yellow",
    "portrait-lower",
    "portrait-en",
    "portrait-senior-en",
    "landscape",
    "landscape-senior",
    "landscape-hc",
    "landscape-en",
)
"""A set in which every value of every mode occurs; tests and gallery use it unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A look and a language."""

    name: str
    look: Look
    language: Language


def mode_named(name: str) -> Mode:
    """The mode of a name such as ``portrait-senior-hc-en``: parts in any order, joined by hyphens."""
    theme, size, orientation = ThemeName.STANDARD, TextSize.STANDARD, Orientation.PORTRAIT
    lower, language = False, Language.ZH
    for part in name.split("-"):
        match part:
            case "portrait" | "landscape":
                orientation = Orientation(part)
            case "large" | "senior" | "max":
                size = TextSize(part)
            case "hc":
                theme = ThemeName.HIGH_CONTRAST
            case "yellow":
                theme = ThemeName.BLACK_ON_YELLOW
            case "lower":
                lower = True
            case "en":
                language = Language.EN
            case "zh" | "standard":
                pass
            case _:
                raise ValueError(f"no such mode: {part}")
    width, height = (1080, 1920) if orientation is Orientation.PORTRAIT else (1920, 1080)
    look = Look(theme, size, orientation, width, height, lower_reach=lower)
    return Mode(name, look, language)


def sample_place(language: str) -> Place:
    """The station that all samples stand in."""
    return Place("Lishan Service Center" if language == "en" else "骊山街道便民服务中心", 1)


@lru_cache(maxsize=2)
def sample_texts(language: Language) -> Texts:
    """The texts of that language."""
    return Texts.load(language)


@lru_cache(maxsize=1)
def sample_catalogue() -> Catalogue:
    """The catalogue that ships with the product."""
    return load_catalogue()


@lru_cache(maxsize=1)
def ensure_fonts() -> None:
    """Load the product's fonts once; needs an application."""
    load_fonts(FontFiles())
    load_rare_fonts(FontFiles())


def stage_page(
    sample: Sample,
    mode: Mode,
    *,
    online: bool = True,
    countdown: Countdown | None = None,
    texts: Texts | None = None,
) -> Shell:
    """A shell with that page in front in that mode, laid out and shown; no ring has turned yet."""
    ensure_fonts()
    page_class, state = sample
    shell = Shell(mode.look)
    shell.resize(mode.look.width, mode.look.height)
    shell.render(
        present_shell(
            texts or sample_texts(mode.language),
            place=sample_place(mode.language),
            now=NOW,
            online=online,
            look=mode.look,
            back=page_class.__name__ != "HomePage",
            home=page_class.__name__ != "HomePage",
            countdown=countdown or Countdown(52, 60),
        )
    )
    page: Page = page_class()
    shell.show_page(page)
    page.render(state)
    shell.show()
    QCoreApplication.sendPostedEvents()
    return shell


def picture_of(shell: Shell) -> QImage:
    """The shell as it is painted."""
    return shell.grab().toImage()


def strike(shell: Shell) -> None:
    """Take the stage down, at once."""
    shell.hide()
    shell.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
