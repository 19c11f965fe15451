"""Frames of 1280×720 with one QR code each, drawn and then treated as badly as cameras and people treat codes.

A drawn "photo" (code on paper, a screen or a poster; bent, tilted, blurred, badly lit, damaged, noisy) is pasted into a
photo without codes, and the whole goes through JPEG once. Every frame is made from its number alone, so that a figure
can be measured again. The hardness is set so that a plain reader misses about one frame in eight.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from drivers.vision.pages.geometry import Floats, Pixels

WIDTH, HEIGHT = 1280, 720
PAGES = Path(__file__).parents[2] / "data" / "pages"
CHINESE = "办事大厅三号窗口高龄补贴申领材料回执请核对姓名证件号码"


@dataclass(frozen=True, slots=True)
class Bars:
    """A payload that is drawn as a bar code."""

    text: str


Payload = str | bytes | Bars


@dataclass(frozen=True, slots=True, eq=False)
class CodeFrame:
    """A frame, what its code says (None: there is no code), and how it was treated."""

    image: Pixels
    text: str | None
    treatment: str

    @property
    def chinese(self) -> bool:
        """Whether the payload has Chinese characters."""
        return self.text is not None and not self.text.isascii()


def code_frames(count: int, seed: int = 1) -> Iterator[CodeFrame]:
    """So many frames, the treatments in turn."""
    names = list(TREATMENTS)
    for number in range(count):
        yield code_frame(names[number % len(names)], seed * 100_003 + number)


def code_frame(treatment: str, number: int) -> CodeFrame:
    """One frame, made from its number."""
    rng = random.Random(f"{treatment}/{number}")
    text, payload = _payload(rng)
    photo = TREATMENTS[treatment](rng, payload)
    frame = background(rng)
    _paste(rng, frame, photo)
    return CodeFrame(_jpeg(frame, rng.randint(55, 92)), text, treatment)


def bar_frames(count: int, seed: int = 1) -> Iterator[CodeFrame]:
    """So many frames with one EAN-13 or Code 128, the treatments that bar codes meet in turn."""
    for number in range(count):
        treatment = BAR_TREATMENTS[number % len(BAR_TREATMENTS)]
        rng = random.Random(f"bars/{treatment}/{seed}/{number}")
        text = f"LS01-261124-1{rng.randrange(10**4):04d}"
        if rng.random() < 0.5:
            twelve = f"69{rng.randrange(10**10):010d}"
            weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
            text = twelve + str(-weighted % 10)
        frame = background(rng)
        _paste(rng, frame, TREATMENTS[treatment](rng, Bars(text)))
        yield CodeFrame(_jpeg(frame, rng.randint(55, 92)), text, f"bars {treatment}")


def empty_frames(count: int, seed: int = 1) -> Iterator[CodeFrame]:
    """Frames without a code: photos, and drawn clutter that looks like one from afar."""
    for number in range(count):
        rng = random.Random(f"empty/{seed}/{number}")
        frame = background(rng)
        if number % 2:
            for _ in range(rng.randint(2, 7)):
                _clutter(rng, frame)
        yield CodeFrame(_jpeg(frame, rng.randint(55, 92)), None, "clutter" if number % 2 else "photo")


def background(rng: random.Random) -> Pixels:
    """A part of a photo without a code."""
    names = _photo_names()
    image = np.asarray(cv2.imread(str(PAGES / rng.choice(names))), np.uint8)
    top = rng.randint(0, max(0, image.shape[0] - HEIGHT))
    cut = image[top : top + HEIGHT, :WIDTH]
    if cut.shape[:2] != (HEIGHT, WIDTH):
        cut = np.asarray(cv2.resize(cut, (WIDTH, HEIGHT)), np.uint8)
    return cut.copy() if rng.random() < 0.5 else np.ascontiguousarray(cut[:, ::-1])


@functools.cache
def _photo_names() -> tuple[str, ...]:
    return tuple(sorted(path.name for path in PAGES.glob("*.jpg")))


def _payload(rng: random.Random) -> tuple[str, Payload]:
    match rng.randrange(6):
        case 0:
            text = f"https://example.gov.cn/r/{rng.randrange(10**9):09d}"
        case 1:
            text = "".join(rng.choices("0123456789", k=rng.choice((18, 18, 24))))
        case 2:
            text = f"LS01-261124-1{rng.randrange(10**4):04d}-{rng.choice('0123456789ABCX')}"
        case 3:
            text = "".join(rng.choices(CHINESE, k=rng.randint(4, 20)))
            return text, text.encode()
        case 4:
            text = "".join(rng.choices(CHINESE, k=rng.randint(4, 20)))
            return text, text.encode("gb18030")
        case _:
            text = "MECARD:N:" + "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ ", k=rng.randint(20, 90))) + ";"
    return text, text


def drawn(payload: str | bytes, scale: int, ec_level: str = "M") -> Pixels:
    """The code with its quiet zone, so many pixels a module."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level=ec_level)
    picture = np.asarray(code.to_image(scale=scale), np.uint8)
    return np.pad(picture, 2 * scale, constant_values=255)


def drawn_bars(text: str, scale: int) -> Pixels:
    """A bar code with its quiet zone: EAN-13 for thirteen digits, else Code 128."""
    retail = len(text) == 13 and text.isdecimal()
    kind = zxingcpp.BarcodeFormat.EAN13 if retail else zxingcpp.BarcodeFormat.Code128
    row = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=1, add_hrt=False), np.uint8)
    line = row[row.shape[0] // 2][np.newaxis]
    bars = np.repeat(np.repeat(line, 45 * scale, axis=0), scale, axis=1)
    return np.asarray(np.pad(bars, 8 * scale, constant_values=255), np.uint8)


def _photo(
    rng: random.Random,
    payload: Payload,
    *,
    module: float | None = None,
    tilt: float = 0.08,
    turn: float | None = None,
    ink: int = 30,
    paper: int = 220,
    before: Callable[[Pixels], Pixels] | None = None,
) -> Pixels:
    """The code on paper as a camera sees it: print, then perspective. ``module`` is the size of a module in pixels."""
    bars = isinstance(payload, Bars)
    flat = drawn_bars(payload.text, 10) if isinstance(payload, Bars) else drawn(payload, 10, rng.choice("LMMQH"))
    if before is not None:
        flat = before(flat)
    pixels = (module if module is not None else rng.uniform(4.0, 8.0)) / (20 if bars else 10)
    high_over_wide = flat.shape[0] / flat.shape[1]
    size = min(pixels * flat.shape[1], 640.0)
    margin = size * 0.25
    turned = rng.uniform(-25, 25) if turn is None else turn
    quad = _tilted(rng, size, high_over_wide, tilt, turned)
    quad += margin - quad.min(axis=0)
    wide, high = (int(v) for v in np.ceil(quad.max(axis=0) + margin))
    bottom, right = flat.shape[0] - 1, flat.shape[1] - 1
    source = np.array([[0, 0], [right, 0], [right, bottom], [0, bottom]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, quad.astype(np.float32))
    tone = np.asarray(ink + flat.astype(np.float32) * (paper - ink) / 255.0, np.float32)
    # Four times the size first, then the area: a sensor adds up what falls on a pixel.
    scaled = np.diag([3.0, 3.0, 1.0]) @ matrix
    large = cv2.warpPerspective(
        tone, scaled, (wide * 3, high * 3), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=paper
    )
    return _pixels(np.asarray(cv2.resize(large, (wide, high), interpolation=cv2.INTER_AREA), np.float32))


def _tilted(rng: random.Random, size: float, high_over_wide: float, tilt: float, turned: float) -> Floats:
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float64) * size / 2 * [1.0, high_over_wide]
    angle = np.radians(turned)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = corners @ turn.T
    axis = rng.uniform(0, 2 * np.pi)
    depth = corners @ np.array([np.cos(axis), np.sin(axis)]) / size
    foreshortened = corners - np.outer(depth * size * tilt * 1.2, [np.cos(axis), np.sin(axis)])
    return np.asarray(foreshortened / (1.0 + tilt * depth * 1.6)[:, None], np.float32)


def _plain(rng: random.Random, payload: Payload) -> Pixels:
    return _noisy(rng, _photo(rng, payload), 3)


def _perspective(rng: random.Random, payload: Payload) -> Pixels:
    return _noisy(rng, _photo(rng, payload, tilt=rng.uniform(0.2, 0.42), turn=rng.uniform(-180, 180)), 4)


def _blurred(rng: random.Random, payload: Payload) -> Pixels:
    module = rng.uniform(3.5, 8.0)
    photo = _photo(rng, payload, module=module)
    return _noisy(rng, _gauss(photo, module * rng.uniform(0.3, 0.62)), 3)


def _moved(rng: random.Random, payload: Payload) -> Pixels:
    module = rng.uniform(4.0, 8.0)
    photo = _photo(rng, payload, module=module)
    length = max(3, int(module * rng.uniform(0.5, 1.15)))
    kernel = np.zeros((length * 2 + 1, length * 2 + 1), np.float32)
    angle = rng.uniform(0, np.pi)
    ends = [
        (round(length + sign * np.cos(angle) * length / 2), round(length + sign * np.sin(angle) * length / 2))
        for sign in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return _noisy(rng, _pixels(np.asarray(cv2.filter2D(photo, cv2.CV_32F, kernel / kernel.sum()), np.float32)), 3)


def _small(rng: random.Random, payload: Payload) -> Pixels:
    return _noisy(rng, _gauss(_photo(rng, payload, module=rng.uniform(1.6, 2.8)), 0.5), 3)


def _low_contrast(rng: random.Random, payload: Payload) -> Pixels:
    paper = rng.randint(90, 235)
    return _noisy(rng, _photo(rng, payload, ink=paper - rng.randint(14, 40), paper=paper), 2.5)


def _uneven(rng: random.Random, payload: Payload) -> Pixels:
    photo = _photo(rng, payload).astype(np.float32)
    high, wide = photo.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    along = ((x - wide / 2) * np.cos(angle) + (y - high / 2) * np.sin(angle)) / max(high, wide)
    sharpness = rng.choice((4.0, 12.0, 60.0))
    light = rng.uniform(0.12, 0.35) + 1.0 / (1.0 + np.exp(-(along + rng.uniform(-0.15, 0.15)) * sharpness))
    return _noisy(rng, _pixels(np.asarray(photo * light, np.float32)), 4)


def _inverted(rng: random.Random, payload: Payload) -> Pixels:
    module = rng.uniform(3.0, 7.0)
    photo = _photo(rng, payload, module=module, ink=rng.randint(170, 240), paper=rng.randint(10, 60))
    return _noisy(rng, _gauss(photo, module * rng.uniform(0.1, 0.35)), 4)


def _damaged(rng: random.Random, payload: Payload) -> Pixels:
    def dirt(flat: Pixels) -> Pixels:
        marked = flat.copy()
        side = flat.shape[0]
        for _ in range(rng.randint(2, 6)):
            at = (rng.randint(0, side), rng.randint(0, side))
            tone = rng.choice((0, 255, 128))
            if rng.random() < 0.5:
                cv2.circle(marked, at, rng.randint(side // 60, side // 18), tone, -1)
            else:
                cv2.line(marked, at, (rng.randint(0, side), rng.randint(0, side)), tone, rng.randint(3, 9))
        return marked

    return _noisy(rng, _photo(rng, payload, before=dirt), 4)


def _grainy(rng: random.Random, payload: Payload) -> Pixels:
    noisy = _noisy(rng, _photo(rng, payload, module=rng.uniform(2.6, 6.0)), rng.uniform(12, 34))
    return _jpeg(noisy, rng.randint(15, 40))


def _bent(rng: random.Random, payload: Payload) -> Pixels:
    photo = _photo(rng, payload, module=rng.uniform(4.0, 7.0), turn=rng.uniform(-12, 12))
    high, wide = photo.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    amount = rng.uniform(0.35, 0.95)
    u = (x - wide / 2) / (wide / 2)
    bent_x = wide / 2 + np.arcsin(np.clip(u * np.sin(amount), -1, 1)) / amount * (wide / 2)
    bent_y = y + (1 - u**2) * amount * high * rng.uniform(-0.10, 0.10)
    bent = cv2.remap(
        photo,
        np.asarray(bent_x, np.float32),
        np.asarray(bent_y, np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return _noisy(rng, np.asarray(bent, np.uint8), 3)


def _glaring(rng: random.Random, payload: Payload) -> Pixels:
    photo = _photo(rng, payload).astype(np.float32)
    high, wide = photo.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    for _ in range(rng.randint(1, 2)):
        centre_x, centre_y = rng.uniform(0.2, 0.8) * wide, rng.uniform(0.2, 0.8) * high
        radius = rng.uniform(0.08, 0.22) * wide
        away = ((x - centre_x) / radius) ** 2 + ((y - centre_y) / (radius * rng.uniform(0.5, 1.5))) ** 2
        photo += 230 * np.exp(-away)
    return _noisy(rng, _pixels(np.asarray(photo, np.float32)), 3)


def _no_quiet_zone(rng: random.Random, payload: Payload) -> Pixels:
    def cut(flat: Pixels) -> Pixels:
        rows, columns = np.nonzero(flat < 128)
        edge = rng.randint(0, 14)
        tight = flat[
            max(0, rows.min() - edge) : rows.max() + 1 + edge, max(0, columns.min() - edge) : columns.max() + 1 + edge
        ]
        return np.asarray(np.pad(tight, 30, constant_values=rng.choice((0, 60, 120))), np.uint8)

    return _noisy(rng, _photo(rng, payload, before=cut, paper=215), 4)


def _on_a_screen(rng: random.Random, payload: Payload) -> Pixels:
    photo = _photo(rng, payload, module=rng.uniform(3.0, 7.0), ink=15, paper=245).astype(np.float32)
    high, wide = photo.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    angle, period = rng.uniform(0, np.pi), rng.uniform(2.2, 9.0)
    waves = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / period)
    return _noisy(rng, _pixels(np.asarray(photo + waves * rng.uniform(10, 45), np.float32)), 3)


def _several(rng: random.Random, payload: Payload) -> Pixels:
    """A little of everything, as in most bad photos."""
    module = rng.uniform(2.4, 5.0)
    paper = rng.randint(120, 220)
    photo = _photo(rng, payload, module=module, tilt=rng.uniform(0.05, 0.25), ink=paper // 3, paper=paper)
    photo = _gauss(photo, module * rng.uniform(0.15, 0.42))
    light = np.linspace(rng.uniform(0.5, 1.0), 1.1, photo.shape[1], dtype=np.float32)[np.newaxis]
    return _jpeg(_noisy(rng, _pixels(np.asarray(photo * light, np.float32)), rng.uniform(3, 9)), rng.randint(25, 70))


TREATMENTS: dict[str, Callable[[random.Random, Payload], Pixels]] = {
    "plain": _plain,
    "perspective": _perspective,
    "blurred": _blurred,
    "moved": _moved,
    "small": _small,
    "low_contrast": _low_contrast,
    "uneven": _uneven,
    "inverted": _inverted,
    "damaged": _damaged,
    "grainy": _grainy,
    "bent": _bent,
    "glaring": _glaring,
    "no_quiet_zone": _no_quiet_zone,
    "on_a_screen": _on_a_screen,
    "several": _several,
}

BAR_TREATMENTS = ("plain", "low_contrast", "uneven", "damaged", "grainy", "several", "on_a_screen")


def _paste(rng: random.Random, frame: Pixels, photo: Pixels) -> None:
    high, wide = min(photo.shape[0], HEIGHT), min(photo.shape[1], WIDTH)
    top, left = rng.randint(0, HEIGHT - high), rng.randint(0, WIDTH - wide)
    tint = np.array([rng.uniform(0.85, 1.0) for _ in range(3)], np.float32)
    cut = photo[:high, :wide, np.newaxis].astype(np.float32) * tint
    frame[top : top + high, left : left + wide] = _pixels(np.asarray(cut, np.float32))


def _clutter(rng: random.Random, frame: Pixels) -> None:
    """Text, grids, stripes, squares in squares, random modules: what makes a reader look twice."""
    left, top, side = rng.randint(0, WIDTH - 200), rng.randint(0, HEIGHT - 200), rng.randint(60, 200)
    area = frame[top : top + side, left : left + side]
    dark, light = rng.randint(0, 60), rng.randint(170, 255)
    match rng.randrange(5):
        case 0:
            for row in range(6):
                word = "".join(rng.choices("ABCDEFHKMNRSTX0123456789", k=12))
                cv2.putText(area, word, (2, 14 + row * 22), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (dark,) * 3, 1)
        case 1:
            cells = rng.randint(9, 40)
            noise = np.array([rng.choice((dark, light)) for _ in range(cells * cells)], np.uint8)
            grown = cv2.resize(noise.reshape(cells, cells), (side, side), interpolation=cv2.INTER_NEAREST)
            area[:] = np.asarray(grown, np.uint8)[:, :, np.newaxis]
        case 2:
            widths = [rng.randint(1, 6) for _ in range(200)]
            tones = np.repeat(np.array([dark, light] * 100, np.uint8), widths)[:side]
            area[:] = tones[np.newaxis, :, np.newaxis]
        case 3:
            area[:] = light
            for inset in range(0, side // 2, max(3, side // 12)):
                tone = dark if (inset // max(3, side // 12)) % 2 == 0 else light
                cv2.rectangle(area, (inset, inset), (side - inset, side - inset), (tone,) * 3, -1)
        case _:
            # One finder pattern alone, as in logos.
            unit = side // 7
            for inset, tone in ((0, dark), (1, light), (2, dark)):
                cv2.rectangle(
                    area, (inset * unit, inset * unit), ((7 - inset) * unit, (7 - inset) * unit), (tone,) * 3, -1
                )


def _gauss(photo: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(photo, (0, 0), max(sigma, 0.2)), np.uint8)


def _noisy(rng: random.Random, photo: Pixels, sigma: float) -> Pixels:
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, sigma, photo.shape)
    return _pixels(np.asarray(photo + noise, np.float32))


def _pixels(values: Floats) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def _jpeg(image: Pixels, quality: int) -> Pixels:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), np.uint8)
