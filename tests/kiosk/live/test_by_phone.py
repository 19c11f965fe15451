"""A paper from the resident's phone, by touch at the real hall: sent, not to be opened, too late, no line."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PySide6.QtWidgets import QApplication

from hall.services.tables import phone_links
from kiosk.flows.apply.table import ApplyState
from kiosk.stage import PageName
from offline_queue.wire.phone_links import NONCE_BYTES, PICTURE_LIFE_S
from screens.pages.phone import PhonePage
from tests.hall.terminal import CLIENT
from tests.kiosk.live.quarter import Quarter, quarter
from tests.kiosk.rig import WITH_PAPERS, assert_at_rest


@pytest.fixture(scope="module")
def district(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    with quarter(qapp, tmp_path_factory.mktemp("phones")) as there:
        yield there


@pytest.fixture
def at_code(district: Quarter) -> Iterator[Quarter]:
    """The code for the phone is shown."""
    district.rig.to_materials(WITH_PAPERS)
    district.rig.press("materials.phone")
    district.rig.until(lambda: bool(code_of(district)), "the code")
    yield district
    district.tidy_up()
    assert_at_rest(district.rig)


def page_of(there: Quarter) -> PhonePage:
    page = there.rig.stage.page(PageName.PHONE)
    assert isinstance(page, PhonePage)
    return page


def code_of(there: Quarter) -> str:
    """What the code on the screen holds."""
    state = page_of(there)._state
    return "" if state is None else state.code


def said(there: Quarter) -> str:
    """What stands in the place of the code."""
    state = page_of(there)._state
    assert state is not None
    return state.instead


def live(there: Quarter) -> str:
    """What is known of the link."""
    state = page_of(there)._state
    return "" if state is None else state.live


def picture() -> bytes:
    """A sheet on a dark table, as a phone takes it."""
    image = np.full((1600, 1200, 3), 60, np.uint8)
    cv2.fillPoly(image, [np.array([[150, 200], [1050, 170], [1080, 1430], [130, 1450]])], (235, 240, 240))
    for line in range(20):
        place = (220, 300 + 55 * line)
        cv2.putText(image, "receipt of a paper that was sent", place, cv2.FONT_HERSHEY_SIMPLEX, 1.4, (40, 40, 40), 3)
    done, jpeg = cv2.imencode(".jpg", image)
    assert done
    return jpeg.tobytes()


def send(address: str, content: bytes) -> None:
    """What the page on the phone does."""
    url, _, fragment = address.partition("#")
    key = base64.urlsafe_b64decode(fragment + "=")
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, url.rpartition("/")[2].encode())
    assert CLIENT.get(url).status_code == 200
    assert CLIENT.put(f"{url}/picture", content=sealed).status_code == 204


def links(there: Quarter) -> list[tuple[str, bool]]:
    """Every link at the hall with its state, and whether a picture waits."""
    found = there.running.hall.database.read(lambda connection: connection.execute(phone_links.select()).all())
    return [(row.state, row.picture is not None) for row in found]


def test_a_picture_from_the_phone_is_a_page_of_the_paper(at_code: Quarter) -> None:
    """Cut out, judged, shown; the hall has forgotten it."""
    rig = at_code.rig
    ref = rig.visit.papers.from_phone
    send(code_of(at_code), picture())
    rig.until(lambda: rig.step() is ApplyState.MATERIALS, "the picture", ticking=True)
    (page,) = rig.visit.papers.of(ref)
    assert page.quad is not None
    assert page.height > page.width
    rig.until(lambda: links(at_code)[-1] == ("ended", False), "the hall to forget")


def test_what_is_no_picture_gets_a_new_code_and_a_word(at_code: Quarter) -> None:
    first = code_of(at_code)
    send(first, b"not a picture at all")
    at_code.rig.until(lambda: said(at_code) == at_code.rig.text("phone.unreadable"), "the word", ticking=True)
    at_code.rig.press("phone.again")
    at_code.rig.until(lambda: code_of(at_code) not in {"", first}, "another code")
    assert code_of(at_code).partition("#")[2] != first.partition("#")[2]


def test_a_stranger_without_the_key_sends_nothing_that_counts(at_code: Quarter) -> None:
    address = code_of(at_code)
    wrong = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    send(f"{address.partition('#')[0]}#{wrong}", picture())
    at_code.rig.until(lambda: said(at_code) == at_code.rig.text("phone.unreadable"), "the word", ticking=True)
    assert at_code.rig.visit.papers.count == 0


def test_the_code_is_over_after_ten_minutes(at_code: Quarter) -> None:
    """Which are not cut short while the page is open on the phone."""
    CLIENT.get(code_of(at_code).partition("#")[0])
    opened = at_code.rig.text("phone.live.opened")
    at_code.rig.until(lambda: live(at_code) == opened, "the page on the phone", ticking=True)
    at_code.rig.tick(PICTURE_LIFE_S)
    assert code_of(at_code) == ""
    assert said(at_code) == at_code.rig.text("phone.live.over")


def test_the_camera_is_one_step_back_and_the_link_leads_nowhere(at_code: Quarter) -> None:
    url = code_of(at_code).partition("#")[0]
    at_code.rig.press("phone.leave")
    assert at_code.rig.step() is ApplyState.MATERIALS
    at_code.rig.until(lambda: CLIENT.get(url).status_code == 404, "the hall to forget")


def test_leaving_the_terminal_ends_the_link_too(at_code: Quarter) -> None:
    url = code_of(at_code).partition("#")[0]
    at_code.rig.leave()
    at_code.rig.until(lambda: CLIENT.get(url).status_code == 404, "the hall to forget")


def test_without_a_line_the_phone_is_not_offered(district: Quarter, tmp_path: Path) -> None:
    district.cut()
    district.rig.to_materials(WITH_PAPERS)
    assert not district.rig.hand.can_press(district.rig.text("materials.phone"))
    district.tidy_up()
