"""Icons of acts and states: arrows, ticks, aids, line state."""

from __future__ import annotations

from screens.icons.drawing import Drawing

_BELL = "M 24 6 C 14.5 6 11.5 13 11.5 20 C 11.5 29 9 32 6.5 36 H 41.5 C 39 32 36.5 29 36.5 20 C 36.5 13 33.5 6 24 6 Z"
_PIN = "M 24 44 L 12 28 C 4.5 17.5 12 4 24 4 C 36 4 43.5 17.5 36 28 Z"
_SPEAKER = "M 6 18.5 H 12 L 22 9 V 39 L 12 29.5 H 6 Z"
_STAR = "M 24 5 L 29.6 17.6 L 43.4 19 L 33 28.2 L 36 41.8 L 24 34.7 L 12 41.8 L 15 28.2 L 4.6 19 L 18.4 17.6 Z"
_WARNING = "M 21.4 7.8 Q 24 3.6 26.6 7.8 L 44 38 Q 46 42 41.5 42 H 6.5 Q 2 42 4 38 Z"
_BARS = "R 5 30 7 12 2.5 R 20.5 20 7 22 2.5 R 36 7 7 35 2.5"

SIGNS: dict[str, Drawing] = {
    "clock": Drawing("O 24 24 19.5 M 24 12.5 V 24 L 32.5 29", "O 24 24 19.5"),
    "pin": Drawing(f"{_PIN} O 24 19 5", _PIN),
    "bell": Drawing(f"{_BELL} M 24 3 V 6 M 18.5 40.5 C 20 45.5 28 45.5 29.5 40.5", _BELL),
    "search": Drawing("O 20 20 14 M 30.5 30.5 L 43 43", "O 20 20 14"),
    "handwriting": Drawing("M 5 37 L 14 13 L 21 35 L 28 18 L 33 33 L 36 29 L 43 25.5"),
    "online": Drawing(_BARS, "R 36 7 7 35 2.5"),
    "offline": Drawing(f"{_BARS} M 5 6 L 43 44"),
    "star": Drawing(_STAR, _STAR),
    "retry": Drawing("A 24 25 17 62 -332 M 32 4 L 33 11.5 L 25.5 13"),
    "volume": Drawing(f"{_SPEAKER} M 36.5 17.5 V 30.5 M 30 24 H 43", _SPEAKER),
    "speak": Drawing(f"{_SPEAKER} A 20 24 10 38 -76 A 20 24 17 42 -84 A 20 24 24 44 -88", _SPEAKER),
    "lower": Drawing(
        "R 7 5 34 38 4 M 24 11 V 21 M 19 17 L 24 22 L 29 17 M 7 28 H 41 M 15 35.5 H 33",
        "M 7 28 H 41 V 39 Q 41 43 37 43 H 11 Q 7 43 7 39 Z",
    ),
    "text_size": Drawing("M 4 39 L 16 9 L 28 39 M 8.5 29 H 23.5 M 38 38 V 18 M 31.5 24 L 38 17 L 44.5 24"),
    "contrast": Drawing("O 24 24 18.5", "", "M 24 5.5 A 24 24 18.5 90 180 Z"),
    "globe": Drawing("O 24 24 19 M 5 24 H 43 M 24 5 C 12 14 12 34 24 43 C 36 34 36 14 24 5 Z"),
    "back": Drawing("M 30 10 L 16 24 L 30 38"),
    "forward": Drawing("M 18 10 L 32 24 L 18 38"),
    "up": Drawing("M 10 31 L 24 17 L 38 31"),
    "down": Drawing("M 10 17 L 24 31 L 38 17"),
    "nav_home": Drawing(
        "M 5 24 L 21.5 8 Q 24 5.6 26.5 8 L 43 24 M 11 19.5 V 39 Q 11 42 14 42 H 20 V 32 Q 20 30 22 30 H 26 "
        "Q 28 30 28 32 V 42 H 34 Q 37 42 37 39 V 19.5"
    ),
    "exit": Drawing("M 27 8 H 12 Q 8 8 8 12 V 36 Q 8 40 12 40 H 27 M 20 24 H 43 M 35 15.5 L 43.5 24 L 35 32.5"),
    "check": Drawing("M 7 25.5 L 18.5 37 L 41 12"),
    "check_circle": Drawing("O 24 24 19.5 M 14.5 24.5 L 21 31.5 L 34 17", "O 24 24 19.5"),
    "cross": Drawing("M 11 11 L 37 37 M 37 11 L 11 37"),
    "info": Drawing("O 24 24 19.5 M 24 22 V 34.5", "O 24 24 19.5", "O 24 14.5 2.5"),
    "warning": Drawing(f"{_WARNING} M 24 17 V 28", _WARNING, "O 24 34.5 2.4"),
    "backspace": Drawing(
        "M 17 9 H 40 Q 44 9 44 13 V 35 Q 44 39 40 39 H 17 L 3.5 24 Z M 22.5 18 L 34.5 30 M 34.5 18 L 22.5 30"
    ),
    "plus": Drawing("M 24 8 V 40 M 8 24 H 40"),
    "minus": Drawing("M 8 24 H 40"),
    "question": Drawing(
        "O 24 24 19.5 M 18 19 C 18 11 30.5 11 30.5 19 C 30.5 24.5 24 24 24 29.5", "O 24 24 19.5", "O 24 35 2.3"
    ),
}
