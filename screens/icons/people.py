"""Icons of people, hands and living things: pictograms, nobody in particular."""

from __future__ import annotations

from screens.icons.drawing import Drawing

_EYE = "M 4 24 C 13 9 35 9 44 24 C 35 39 13 39 4 24 Z"
_HEART = "M 24 42 C 4 28 4 8 16 8 C 20 8 23 11 24 14 C 25 11 28 8 32 8 C 44 8 44 28 24 42 Z"
_EYES = "O 17.5 19.5 2.4 O 30.5 19.5 2.4"

PEOPLE: dict[str, Drawing] = {
    "elder": Drawing(
        "O 22 8.5 5 M 21 18 L 31 25 M 21 18 C 18 22 18 27 20 31 L 14 43 M 20 29 L 28 35 L 29.5 43 "
        "M 32 43 V 27 Q 32 24.5 34.5 24.5",
        "O 22 8.5 5",
    ),
    "person": Drawing(
        "O 24 14.5 8.5 M 5.5 42 C 7 24.5 41 24.5 42.5 42 Z",
        "O 24 14.5 8.5",
    ),
    "people": Drawing(
        "O 17 16 7 M 4 40 C 5 25.5 29 25.5 30 40 Z A 31 16 6.5 115 -230 M 35 28 C 40.5 29.5 43.5 33.5 44 40 H 37",
        "O 17 16 7",
    ),
    "baby": Drawing(
        "O 24 26 17.5 M 17 31 C 19.5 36 28.5 36 31 31 M 24 8.5 C 22 4 28.5 2.5 28.5 7",
        "O 24 26 17.5",
        "O 17.5 24 2.3 O 30.5 24 2.3",
    ),
    "face_very_glad": Drawing("O 24 24 19.5 M 14 28 C 17 37 31 37 34 28 Z", "O 24 24 19.5", _EYES),
    "face_glad": Drawing("O 24 24 19.5 M 15 30 C 19 35.5 29 35.5 33 30", "O 24 24 19.5", _EYES),
    "face_calm": Drawing("O 24 24 19.5 M 16 32 H 32", "O 24 24 19.5", _EYES),
    "face_sad": Drawing("O 24 24 19.5 M 16 34 C 20 29.5 28 29.5 32 34", "O 24 24 19.5", _EYES),
    "face_very_sad": Drawing("O 24 24 19.5 M 15 36 C 18 27 30 27 33 36", "O 24 24 19.5", _EYES),
    "walk": Drawing(
        "O 26 7.5 4.5 M 25 16 L 22 28 L 30 34 L 32 43 M 22 28 L 19 35 L 13 43 M 25 16 L 17 20 L 14 27 M 25 17 "
        "L 30 23 L 36 25",
        "O 26 7.5 4.5",
    ),
    "touch": Drawing(
        "M 19 30 V 15.5 C 19 10.5 26 10.5 26 15.5 V 25 L 36 27.5 Q 41 29 40 34 L 38.5 40 Q 37.5 44 33.5 44 H 25.5 "
        "Q 22.5 44 20.5 41.5 L 10.5 32 C 7.5 28.5 12 25.5 15 28 Z M 12.2 20 C 9.5 1.5 35.5 1.5 32.8 20",
        "M 19 30 V 15.5 C 19 10.5 26 10.5 26 15.5 V 25 L 36 27.5 Q 41 29 40 34 L 38.5 40 Q 37.5 44 33.5 44 H 25.5 "
        "Q 22.5 44 20.5 41.5 L 10.5 32 C 7.5 28.5 12 25.5 15 28 Z",
    ),
    "heart": Drawing(_HEART, _HEART),
    "wheelchair": Drawing(
        "O 19 7.5 4 M 19 15 V 28 H 30 L 36 40 H 41 M 19 20.5 H 28 A 20 33 10.5 130 215",
        "",
    ),
    "eye": Drawing(f"{_EYE} O 24 24 6", "O 24 24 6"),
    "eye_off": Drawing(f"{_EYE} O 24 24 6 M 7 42 L 41 6", ""),
    "leaf": Drawing(
        "M 8 40 C 4 18 18 6 42 7 C 43 30 30 42 12 36 M 8 43 C 12 32 20 23 31 17",
        "M 10 36 C 4 18 18 6 42 7 C 43 30 30 42 12 36 Z",
    ),
}
