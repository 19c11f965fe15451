"""Papers for tests, drawn from a seed: letters, forms, certificates, notes, till slips, ID cards, booklets, flyers.

Invented text only. A paper comes out upright, BGR, with its size in millimetres.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from drivers.vision.pages.geometry import Pixels

SANS = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
BOLD = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
RED = (196, 32, 40)
WORDS = (
    "申请人应当如实填写本表，并对所填内容的真实性负责。办理期限为二十个工作日，"
    "自受理之日起计算。材料齐全且符合法定形式的，当场予以登记；需要核实的，另行通知。"
    "经审查符合规定条件的，准予许可。本通知一式两份，由双方各执一份，具有同等效力。"
)
LABELS = ("姓名", "性别", "民族", "住址", "联系电话", "公民身份号码", "工作单位", "申请事项", "经办人", "备注")
TITLES = ("居住证申领表", "情况说明", "关于补正材料的通知", "个人授权委托书", "证明", "租赁合同", "社会保险登记表")
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """One paper, upright."""

    kind: str
    size_mm: tuple[float, float]
    image: Pixels = field(repr=False)


class _Sheet:
    """A sheet that is drawn on in millimetres."""

    def __init__(
        self, rng: np.random.Generator, size_mm: tuple[float, float], colour: Colour, scale: float = 5.0
    ) -> None:
        self.rng, self.size_mm, self.scale = rng, size_mm, scale
        self.picture = Image.new("RGB", (round(size_mm[0] * scale), round(size_mm[1] * scale)), colour)
        self.draw = ImageDraw.Draw(self.picture)

    def write(self, x: float, y: float, words: str, size: float, ink: Colour, *, bold: bool = False) -> None:
        """Text with its top left corner there; sizes in millimetres."""
        font = _font(BOLD if bold else SANS, max(4, round(size * self.scale)))
        self.draw.text((x * self.scale, y * self.scale), words, fill=ink, font=font)

    def centred(self, y: float, words: str, size: float, ink: Colour) -> None:
        """A title in the middle of the sheet."""
        self.write((self.size_mm[0] - size * len(words)) / 2, y, words, size, ink, bold=True)

    def line(self, x1: float, y1: float, x2: float, y2: float, ink: Colour, width: float = 0.3) -> None:
        """A straight line."""
        ends = [value * self.scale for value in (x1, y1, x2, y2)]
        self.draw.line(ends, fill=ink, width=max(1, round(width * self.scale)))

    def box(self, x1: float, y1: float, x2: float, y2: float, fill: Colour | None, ink: Colour | None = None) -> None:
        """A rectangle."""
        self.draw.rectangle([value * self.scale for value in (x1, y1, x2, y2)], fill=fill, outline=ink, width=2)

    def seal(self, x: float, y: float, radius: float = 18.0) -> None:
        """A round red seal with a star."""
        s = self.scale
        ring = [(x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s]
        self.draw.ellipse(ring, outline=RED, width=max(2, round(1.1 * s)))
        angles = -np.pi / 2 + np.arange(10) * np.pi / 5
        reach = np.where(np.arange(10) % 2 == 0, 0.45, 0.18) * radius
        star = [((x + r * np.cos(a)) * s, (y + r * np.sin(a)) * s) for a, r in zip(angles, reach, strict=True)]
        self.draw.polygon(star, fill=RED)
        self.write(x - radius * 0.6, y + radius * 0.5, "专用章", radius * 0.4, RED)

    def words(self, length: int) -> str:
        """A run of invented text."""
        start = int(self.rng.integers(0, len(WORDS)))
        return (WORDS[start:] + WORDS * 3)[:length]

    def paragraphs(self, left: float, top: float, right: float, bottom: float, size: float, ink: Colour) -> float:
        """Fill with paragraphs whose last lines end early; where it ended."""
        y = top
        while y < bottom:
            for number in range(int(self.rng.integers(2, 6))):
                room = int((right - left) / size)
                indent = 2 if number == 0 else 0
                self.write(left + indent * size, y, self.words(room - indent), size, ink)
                y += size * 1.6
            self.write(left, y, self.words(int(self.rng.integers(2, 12))) + "。", size, ink)
            y += size * 1.9
        return y

    def done(self, kind: str) -> DrawnPaper:
        """The finished paper."""
        return DrawnPaper(kind, self.size_mm, np.ascontiguousarray(np.asarray(self.picture, np.uint8)[:, :, ::-1]))


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=2)


def _white(rng: np.random.Generator) -> Colour:
    base = int(rng.integers(232, 254))
    tint = rng.integers(-5, 6, 3)
    return (min(255, base + int(tint[0])), min(255, base + int(tint[1])), min(255, base + int(tint[2])))


def _ink(rng: np.random.Generator) -> Colour:
    grey = int(rng.integers(15, 70))
    return (grey, grey, grey)


def _letter(rng: np.random.Generator) -> DrawnPaper:
    sheet, ink = _Sheet(rng, (210, 297), _white(rng)), _ink(rng)
    sheet.centred(26, str(rng.choice(TITLES)), float(rng.uniform(6, 9)), ink)
    end = sheet.paragraphs(28, 48, 182, float(rng.uniform(80, 240)), float(rng.uniform(3.8, 5)), ink)
    sheet.write(130, end + 8, "二〇二六年十月八日", 4.5, ink)
    if rng.random() < 0.6:
        sheet.seal(150, min(end + 8, 265))
    return sheet.done("letter")


def _form(rng: np.random.Generator) -> DrawnPaper:
    sheet, ink = _Sheet(rng, (210, 297), _white(rng)), _ink(rng)
    sheet.centred(14, str(rng.choice(TITLES)), 7, ink)
    rows, height = int(rng.integers(8, 18)), float(rng.uniform(11, 14))
    bottom = 32 + rows * height
    for row in range(rows + 1):
        sheet.line(15, 32 + row * height, 195, 32 + row * height, ink)
    for x in (15.0, 55.0, 105.0, 140.0, 195.0):
        sheet.line(x, 32, x, bottom, ink)
    for row in range(rows):
        for x in (17.0, 107.0):
            sheet.write(x, 34 + row * height, str(rng.choice(LABELS)), 4, ink)
        if rng.random() < 0.5:
            sheet.write(57, 34 + row * height, sheet.words(int(rng.integers(2, 9))), 4, (30, 40, 120))
    return sheet.done("form")


def _certificate(rng: np.random.Generator) -> DrawnPaper:
    sheet, ink = _Sheet(rng, (297, 210), _white(rng)), _ink(rng)
    gold = (178, 140, 60)
    for inset in (8.0, 11.0):
        sheet.box(inset, inset, 297 - inset, 210 - inset, None, gold)
    sheet.centred(28, "许可证", 16, ink)
    for row in range(int(rng.integers(4, 8))):
        sheet.write(40, 66 + row * 15, str(rng.choice(LABELS)), 6, ink)
        sheet.write(90, 66 + row * 15, sheet.words(int(rng.integers(5, 20))), 6, ink)
    sheet.seal(235, 165)
    return sheet.done("certificate")


def _notes(rng: np.random.Generator) -> DrawnPaper:
    sheet = _Sheet(rng, (148, 210), _white(rng))
    for row in range(18):
        sheet.line(0, 25 + row * 10, 148, 25 + row * 10, (150, 180, 215))
    for row in range(int(rng.integers(3, 14))):
        points = np.cumsum(rng.normal((1.2, 0), 2.2, (int(rng.integers(10, 60)), 2)), axis=0)
        points[:, 1] = 21 + row * 10 + np.clip(points[:, 1], -4, 3)
        points[:, 0] = 12 + np.clip(points[:, 0], 0, 125)
        sheet.draw.line([(x * sheet.scale, y * sheet.scale) for x, y in points], fill=(25, 30, 90), width=3)
    return sheet.done("notes")


def _slip(rng: np.random.Generator) -> DrawnPaper:
    height = float(rng.uniform(130, 230))
    sheet, ink = _Sheet(rng, (80, height), _white(rng)), _ink(rng)
    sheet.centred(8, "便民小店", 7, ink)
    for row in range(int((height - 40) / 7)):
        sheet.write(6, 24 + row * 7, sheet.words(int(rng.integers(2, 7))), 4, ink)
        sheet.write(58, 24 + row * 7, f"{rng.uniform(1, 99):.2f}", 4, ink)
    return sheet.done("slip")


def _card_front(rng: np.random.Generator) -> DrawnPaper:
    tint = rng.integers(205, 242, 3)
    sheet = _Sheet(rng, (85.6, 54.0), (int(tint[0]), int(tint[1]), int(tint[2])), 10.0)
    for number in range(12):
        sheet.line(number * 8, 0, number * 8 - 20, 54, (200, 210, 235), 0.8)
    for row, words in enumerate(("姓名  样本", "性别 女 民族 汉", "出生 1990 年 1 月 1 日", "住址 样例省样例市")):
        sheet.write(6, 5 + row * 8, words, 3.4, (40, 50, 70))
    sheet.write(6, 46, "公民身份号码  110101199001010000", 3.2, (40, 40, 50))
    sheet.box(58, 6, 80, 36, (232, 236, 240))
    sheet.draw.ellipse([630, 100, 750, 240], fill=(214, 172, 148))
    sheet.draw.pieslice([590, 230, 790, 460], 180, 360, fill=(52, 64, 92))
    sheet.draw.pieslice([625, 90, 755, 200], 180, 360, fill=(28, 24, 24))
    return sheet.done("card_front")


def _card_back(rng: np.random.Generator) -> DrawnPaper:
    tint = rng.integers(215, 245, 3)
    sheet = _Sheet(rng, (85.6, 54.0), (int(tint[0]), int(tint[1]), int(tint[2])), 10.0)
    for number in range(8):
        sheet.draw.arc([-200 + number * 60, 150, 500 + number * 60, 640], 180, 360, fill=(180, 205, 225), width=4)
    sheet.draw.ellipse([60, 60, 200, 200], fill=(200, 60, 40))
    sheet.write(26, 6, "样例人民共和国", 6, (40, 40, 50), bold=True)
    sheet.write(28, 18, "居民身份证", 8, (40, 40, 50), bold=True)
    sheet.write(16, 38, "签发机关  样例市公安局", 3.4, (40, 40, 50))
    sheet.write(16, 45, "有效期限  2020.01.01-2040.01.01", 3.4, (40, 40, 50))
    return sheet.done("card_back")


def _booklet(rng: np.random.Generator) -> DrawnPaper:
    covers = ((112, 18, 28), (20, 34, 74), (16, 58, 44), (54, 28, 20), (40, 40, 46))
    sheet = _Sheet(rng, (125, 176), covers[int(rng.integers(0, len(covers)))])
    gold = (206, 172, 88)
    sheet.centred(34, str(rng.choice(("不动产权证书", "户口簿", "毕业证书"))), 11, gold)
    sheet.draw.ellipse([62.5 * 5 - 90, 80 * 5, 62.5 * 5 + 90, 80 * 5 + 180], outline=gold, width=8)
    sheet.centred(150, "样例市登记机构", 6, gold)
    return sheet.done("booklet")


def _flyer(rng: np.random.Generator) -> DrawnPaper:
    sheet = _Sheet(rng, (210, 297), (255, 255, 255))
    first, last = rng.integers(20, 255, 3), rng.integers(20, 255, 3)
    ramp = np.linspace(0, 1, 1485)[:, np.newaxis, np.newaxis]
    ground = np.broadcast_to(first * (1 - ramp) + last * ramp, (1485, 1050, 3)).astype(np.uint8)
    sheet.picture.paste(Image.fromarray(np.ascontiguousarray(ground)))
    sheet.centred(24, "便民服务指南", 20, (255, 255, 255))
    for block in range(int(rng.integers(2, 5))):
        top = 66 + block * 52
        sheet.box(18, top, 192, top + 44, (250, 250, 250))
        for row in range(4):
            sheet.write(24, top + 5 + row * 9, sheet.words(int(rng.integers(14, 30))), 5, (50, 50, 50))
    return sheet.done("flyer")


def _banner(rng: np.random.Generator) -> DrawnPaper:
    """Hard for edges: a dark field across the whole width, whose lower edge is clearer than the paper's rim."""
    sheet, ink = _Sheet(rng, (210, 297), _white(rng)), _ink(rng)
    tone = rng.integers(20, 150, 3)
    low = float(rng.uniform(40, 110))
    sheet.box(0, 0, 210, low, (int(tone[0]), int(tone[1]), int(tone[2])))
    sheet.centred(low / 2 - 8, "办事须知", 16, (255, 255, 255))
    sheet.paragraphs(20, low + 16, 190, 230, 4.6, ink)
    return sheet.done("banner")


MAKERS: dict[str, Callable[[np.random.Generator], DrawnPaper]] = {
    "letter": _letter,
    "form": _form,
    "certificate": _certificate,
    "notes": _notes,
    "slip": _slip,
    "card_front": _card_front,
    "card_back": _card_back,
    "booklet": _booklet,
    "flyer": _flyer,
    "banner": _banner,
}


def draw_paper(kind: str, rng: np.random.Generator) -> DrawnPaper:
    """One paper of a kind out of ``MAKERS``."""
    return MAKERS[kind](rng)
