"""Samples of the page with the code for the resident's phone."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.phone import PhonePhase, present_phone
from screens.pages.phone import PhonePage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample

ADDRESS = "https://hall.example/p/q3Vd0bZfJ9xkW2mYt7RcLs4hNaEuPi8G#Zm9yIHNhbXBsZXMgb25seSwgbm8gcmVhbCBrZXkgYXQ"


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Waiting, opened, fetching, over, of no use, no line."""
    step = sample_step(texts, catalogue, 5, "step.review")
    name = catalogue.text(catalogue.file.materials["agent_authorization"].name, texts.language)

    def state(phase: PhonePhase, message: str = "") -> Sample:
        return PhonePage, present_phone(
            texts, step, phase, name=name, code=ADDRESS, seconds=527, total=600, message=message
        )

    return {
        "waiting": state(PhonePhase.WAITING),
        "opened": state(PhonePhase.OPENED),
        "fetching": state(PhonePhase.FETCHING),
        "over": state(PhonePhase.OVER),
        "unreadable": state(PhonePhase.OVER, "phone.unreadable"),
        "none-offline": state(PhonePhase.NONE, "phone.offline"),
    }
