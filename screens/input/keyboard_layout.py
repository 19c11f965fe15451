"""Where the keys of the keyboard lie: portrait with the keys below the candidates, landscape with keys at the right."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRect

from screens.look import Look, Role

ROW_LENGTHS = (10, 9, 7)


@dataclass(frozen=True, slots=True)
class KeyboardPlaces:
    """The faces of all keys (their bottom edges come below) and the areas of bar, keypad and grid."""

    tabs: tuple[QRect, ...]
    ends: tuple[QRect, ...]
    bar: QRect
    letters: tuple[QRect, ...]
    modifier: QRect
    delete: QRect
    marks: QRect
    space: QRect
    act: QRect
    keypad: QRect
    grid: QRect


def place_keyboard(look: Look, area: QRect, tabs: int, ends: int, *, bar: bool, digits: bool) -> KeyboardPlaces:
    """Places for a keyboard in that area with that many tabs at the left and keys at the right end of their row.

    Without ``bar`` the letters take its height. In landscape the tabs stand left of the keypad when ``digits``.
    """
    if not look.landscape:
        return _portrait(look, area, tabs, ends, bar=bar)
    places = _landscape(look, area, tabs, ends, bar=bar)
    return _with_side_tabs(look, area, places) if digits else places


def bar_height(look: Look) -> int:
    """The candidate bar: the spelling above, a target below."""
    spelling = round(look.font_px(Role.CAPTION) * 1.25)
    return spelling + max(look.min_target, look.px(72)) + look.edge + look.px(6)


def _gap(look: Look) -> int:
    return look.px(8 if look.senior else 12)


def _tab_row(look: Look, row: QRect, tabs: int, ends: int, share: float) -> tuple[list[QRect], list[QRect], QRect]:
    """Tabs from the left, ends from the right, and what is left between them."""
    gap = _gap(look)
    width = min(int((row.width() - gap * (tabs + ends - 1)) * share), look.px(340))
    left = [QRect(row.x() + n * (width + gap), row.y(), width, row.height()) for n in range(tabs)]
    end = row.x() + row.width()
    right = [QRect(end - (ends - n) * (width + gap) + gap, row.y(), width, row.height()) for n in range(ends)]
    first = left[-1].x() + width + gap if left else row.x()
    last = right[0].x() - gap if right else end
    return left, right, QRect(first, row.y(), last - first, row.height())


def _letter_rows(look: Look, left: int, top: int, width: int, height: int, *, step: int) -> list[list[QRect]]:
    """Three rows of ten, nine and seven keys; the shorter ones are indented."""
    gap = _gap(look)
    key = (width - gap * 9) / 10
    rows = []
    for row, count in enumerate(ROW_LENGTHS):
        indent = (width - (key + gap) * count + gap) / 2
        xs = [left + indent + n * (key + gap) for n in range(count)]
        rows.append([QRect(round(x), top + row * step, round(x + key) - round(x), height) for x in xs])
    return rows


def _portrait(look: Look, area: QRect, tabs: int, ends: int, *, bar: bool) -> KeyboardPlaces:
    gap, edge = _gap(look), look.edge
    margin, pad = look.px(36), look.px(12 if look.senior else 16)
    left, width = area.x() + margin, area.width() - 2 * margin
    tab_h = max(look.min_target, look.px(68)) if tabs + ends else 0
    top = area.y() + pad
    share = 1 / max(1, tabs + ends)
    tab_rects, end_rects, _ = _tab_row(look, QRect(left, top, width, tab_h), tabs, ends, share)
    below = top + tab_h + (edge + gap if tab_h else 0)
    bar_h = bar_height(look)
    bar_rect = QRect(left, below, width, bar_h)
    keys_top = below + bar_h + gap if bar else below
    bottom = area.y() + area.height() - look.px(12)
    step = (bottom - keys_top + gap) // 4
    height = step - gap - edge
    rows = _letter_rows(look, left, keys_top, width, height, step=step)
    third, fourth = keys_top + 2 * step, keys_top + 3 * step
    right = left + width
    side = rows[2][0].x() - gap - left
    end = rows[2][-1].x() + rows[2][-1].width() + gap
    act_w = round(width * 0.285)
    return KeyboardPlaces(
        tuple(tab_rects),
        tuple(end_rects),
        bar_rect,
        tuple(rect for row in rows for rect in row),
        modifier=QRect(left, third, side, height),
        delete=QRect(end, third, right - end, height),
        marks=QRect(left, fourth, side, height),
        space=QRect(left + side + gap, fourth, width - side - act_w - 2 * gap, height),
        act=QRect(right - act_w, fourth, act_w, height),
        keypad=QRect(look.margin, below, area.width() - 2 * look.margin, bottom - below),
        grid=QRect(left, keys_top, width, bottom - keys_top),
    )


def _landscape(look: Look, area: QRect, tabs: int, ends: int, *, bar: bool) -> KeyboardPlaces:
    gap, edge = _gap(look), look.edge
    margin, pad = look.margin, look.px(12)
    left, width = area.x() + margin, area.width() - 2 * margin
    bar_h = bar_height(look)
    inset = 0 if look.senior else look.px(8)
    row = QRect(left, area.y() + pad + inset, width, bar_h - 2 * inset - edge)
    share = 0.105
    tab_rects, end_rects, between = _tab_row(look, row, tabs, ends, share)
    bar_rect = QRect(between.x(), area.y() + pad, between.width(), bar_h)
    keys_top = area.y() + pad + bar_h + gap if tabs + ends or bar else area.y() + pad
    bottom = area.y() + area.height() - look.px(10)
    step = (bottom - keys_top + gap) // 3
    height = step - gap - edge
    side = look.px(300)
    letters_w = width - side - gap
    rows = _letter_rows(look, left, keys_top, letters_w, height, step=step)
    column = left + letters_w + gap
    third = keys_top + 2 * step
    first_x = rows[2][0].x()
    end = rows[2][-1].x() + rows[2][-1].width() + gap
    return KeyboardPlaces(
        tuple(tab_rects),
        tuple(end_rects),
        bar_rect,
        tuple(rect for line in rows for rect in line),
        modifier=QRect(left, third, first_x - gap - left, height),
        delete=QRect(column, keys_top, side, height),
        marks=QRect(end, third, left + letters_w - end, height),
        space=QRect(column, keys_top + step, side, height),
        act=QRect(column, third, side, height),
        keypad=QRect(left, keys_top, width, bottom - keys_top),
        grid=QRect(left, keys_top, width, bottom - keys_top),
    )


def _with_side_tabs(look: Look, area: QRect, places: KeyboardPlaces) -> KeyboardPlaces:
    """The keypad with the whole height, tabs and ends one above the other at its left."""
    gap, pad = _gap(look), look.px(12)
    side = look.px(300)
    top, bottom = area.y() + pad, area.y() + area.height() - look.px(10)
    count = len(places.tabs) + len(places.ends)
    height = min(look.button_height, (bottom - top + gap) // max(1, count) - gap - look.edge)
    faces = [QRect(look.margin, top + n * (height + look.edge + gap), side, height) for n in range(count)]
    left = look.margin + (side + look.gutter if count else 0)
    keypad = QRect(left, top, area.x() + area.width() - look.margin - left, bottom - top)
    return replace(places, tabs=tuple(faces[: len(places.tabs)]), ends=tuple(faces[len(places.tabs) :]), keypad=keypad)
