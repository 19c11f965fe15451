"""How fields share the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from screens.pages.form_layout import FieldSize, filled, holding, place_rows, row_height, rows_of, screenfuls, shortened

NAME = FieldSize("name", 150, 150, narrow=True)
PHONE = FieldSize("phone", 190, 220, narrow=True)
ADDRESS = FieldSize("address", 200, 200, narrow=False)
NOTE = FieldSize("note", 160, 160, narrow=False)


def test_narrow_neighbours_share_a_row() -> None:
    assert rows_of([NAME, PHONE, ADDRESS, NOTE], columns=2) == [(NAME, PHONE), (ADDRESS,), (NOTE,)]
    assert rows_of([NAME, ADDRESS, PHONE], columns=2) == [(NAME,), (ADDRESS,), (PHONE,)]
    assert rows_of([NAME, PHONE], columns=1) == [(NAME,), (PHONE,)]


def test_a_field_alone_has_the_whole_width() -> None:
    assert row_height((PHONE,)) == 190
    assert row_height((NAME, PHONE)) == 220
    places = place_rows([(PHONE,), (NAME, PHONE)], QRect(60, 300, 960, 800), columns=2, gap=20, gutter=24)
    assert places["name"] == QRect(60, 510, 468, 150)
    assert places["phone"] == QRect(552, 510, 468, 220)


def test_a_screenful_ends_where_the_room_ends() -> None:
    rows = rows_of([ADDRESS, NOTE, PHONE], columns=2)
    pages = screenfuls(rows, 380, 20)
    assert pages == [[(ADDRESS,), (NOTE,)], [(PHONE,)]]
    assert [holding(pages, key) for key in ("address", "phone", "unknown")] == [0, 1, 0]


def test_a_row_that_is_too_high_stands_alone() -> None:
    assert screenfuls([(ADDRESS,), (NOTE,)], 100, 20) == [[(ADDRESS,)], [(NOTE,)]]


def test_rows_above_the_field_in_hand_go_first() -> None:
    rows = [(ADDRESS,), (NOTE,), (PHONE,)]
    assert shortened(rows, "phone", 400, 20) == [(NOTE,), (PHONE,)]
    assert shortened(rows, "address", 400, 20) == [(ADDRESS,), (NOTE,)]


def test_spare_room_is_filled_from_above_then_from_below() -> None:
    rows = [(ADDRESS,), (NOTE,), (PHONE,)]
    assert filled(rows, [(NOTE,)], 380, 20) == [(ADDRESS,), (NOTE,)]
    assert filled(rows, [(NOTE,)], 900, 20) == rows


@given(
    st.lists(st.tuples(st.integers(100, 300), st.booleans()), min_size=1, max_size=12),
    st.integers(1, 3),
    st.integers(100, 900),
)
def test_every_field_is_on_one_screenful(fields: list[tuple[int, bool]], columns: int, height: int) -> None:
    sizes = [FieldSize(str(n), h, h, narrow=narrow) for n, (h, narrow) in enumerate(fields)]
    pages = screenfuls(rows_of(sizes, columns=columns), height, 20)
    assert [entry for page in pages for row in page for entry in row] == sizes
    for page in pages:
        assert len(page) == 1 or sum(row_height(row) for row in page) + 20 * (len(page) - 1) <= height
