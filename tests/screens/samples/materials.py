"""Samples of the page on which papers are laid under the camera."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.materials import CameraPhase, MaterialEntry, present_materials
from screens.pages.materials import MaterialsPage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Looking, lying well, taken, starting, gone."""
    step = sample_step(texts, catalogue, 5, "step.review")

    def entries(*, taken: bool) -> tuple[MaterialEntry, ...]:
        def one(ref: str, *, required: bool, pages: int) -> MaterialEntry:
            name = catalogue.text(catalogue.file.materials[ref].name, texts.language)
            ids = tuple(f"{ref}/{index}" for index in range(pages))
            return MaterialEntry(ref, name, required, not required, False, ref.startswith("agent"), ids)

        return (
            one("social_card_account", required=False, pages=1),
            one("agent_authorization", required=True, pages=1 if taken else 0),
        )

    def state(
        camera: CameraPhase,
        hint: str | None,
        checks: tuple[bool, bool, bool] | None,
        *,
        taken: bool = False,
        message: str | None = None,
    ) -> Sample:
        return MaterialsPage, present_materials(
            texts,
            step,
            entries=entries(taken=taken),
            current="agent_authorization",
            hint=hint,
            checks=checks,
            camera=camera,
            message=message,
            can_go_on=taken,
            online=camera is not CameraPhase.STARTING,
        )

    return {
        "usual": state(CameraPhase.LIVE, "hold_still", (True, True, True)),
        "no-page": state(CameraPhase.LIVE, "no_page", None),
        "glare": state(CameraPhase.LIVE, "glare", (True, True, False)),
        "taken": state(CameraPhase.TAKEN, None, None, taken=True),
        "starting": state(CameraPhase.STARTING, None, None),
        "gone": state(CameraPhase.GONE, None, None, message="device.error.camera_gone"),
    }
