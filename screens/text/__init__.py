"""Setting text: where Chinese lines may break, how punctuation and digits sit, and drawing it fast."""

from screens.text.block import Align, Setting, TextBlock
from screens.text.typesetter import Typesetter

__all__ = ["Align", "Setting", "TextBlock", "Typesetter"]
