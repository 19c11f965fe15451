"""What the page says on which the resident signs. Source: domain guide 2.3 (签名板), glossary (signature_image)."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from screens.components.ink_field import InkSpec, Stroke
from screens.pages.signature import SignatureState


def present_signature(texts: Texts, step: StepView, *, strokes: tuple[Stroke, ...], enough: bool) -> SignatureState:
    """The page; ``enough`` is whether there is ink enough for a name."""
    return SignatureState(
        head=present_step(texts, step, texts("signature.title")),
        ink=InkSpec(texts("signature.field"), texts("signature.hint"), strokes),
        note=texts("signature.note"),
        clear=texts("signature.clear"),
        undo=texts("signature.undo"),
        staff=texts("signature.staff"),
        drawn=bool(strokes),
        done=texts("signature.done"),
        done_reason="" if enough else texts("signature.too_little" if strokes else "signature.none"),
        back=texts("signature.back"),
        paging=present_paging(texts),
    )
