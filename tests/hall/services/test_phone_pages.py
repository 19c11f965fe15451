"""The pages for phones in a real browser: a picture that only the terminal can open, a case that is followed."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from offline_queue.wire import routes
from offline_queue.wire.phone_links import NONCE_BYTES, PhoneLinkKind, PhoneLinkState
from tests.hall.services.browser import WAIT_S, browser
from tests.hall.services.test_phone_links import KEY, hand_in, link, phones, state
from tests.hall.terminal import RunningHall, Terminal
from tests.wire.build import uuid_of

__all__ = ["phones"]
FRAGMENT = base64.urlsafe_b64encode(KEY).decode("ascii").rstrip("=")


def shown(chrome: Chrome, name: str) -> str:
    """The words of one part of the page, empty while it is hidden."""
    text: str = chrome.find_element(By.ID, name).text
    return text


def wait_for(chrome: Chrome, name: str, words: str) -> None:
    """Wait until that part says those words."""
    WebDriverWait(chrome, WAIT_S).until(lambda _: words in shown(chrome, name))


def faults(chrome: Chrome) -> list[str]:
    """What the browser complains about."""
    entries: list[dict[str, str]] = chrome.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in entries if "favicon" not in entry["message"]]


@pytest.mark.timeout(300)
def test_a_phone_sends_a_picture_follows_a_case_and_is_told_what_is_wrong(
    phones: RunningHall, terminal: Terminal, tmp_path: Path
) -> None:
    """One browser for all of it: its start costs more than the pages."""
    known = hand_in(phones, terminal)
    photo, words = tmp_path / "photo.jpg", tmp_path / "words.txt"
    # Grain, as a photo taken in a dark room has it: the page has to make it much smaller.
    Image.effect_noise((4000, 3000), 120).convert("RGB").save(photo, quality=95)
    words.write_text("no picture", encoding="utf-8")
    url = link(terminal)
    followed = link(terminal, "two", kind=PhoneLinkKind.FOLLOW, subject="高龄补贴", **known)
    english = link(terminal, "three", language="en", subject="Household register")
    with browser(tmp_path / "profile") as chrome:
        chrome.get(f"{url}#{FRAGMENT}")
        assert chrome.find_element(By.CSS_SELECTOR, ".subject").text == "户口簿"
        assert shown(chrome, "choose") == "拍照或选一张照片"
        chrome.find_element(By.ID, "picture").send_keys(str(words))
        wait_for(chrome, "said", "这个文件不是能打开的照片")
        chrome.find_element(By.ID, "again").click()
        chrome.find_element(By.ID, "picture").send_keys(str(photo))
        wait_for(chrome, "said", "已经送到机器上")
        assert state(terminal) is PhoneLinkState.ARRIVED
        came = terminal.call("GET", routes.phone_picture_path(uuid_of("one"))).content
        token = url.rpartition("/")[2].encode()
        jpeg = AESGCM(KEY).decrypt(came[:NONCE_BYTES], came[NONCE_BYTES:], token)
        with Image.open(io.BytesIO(jpeg)) as picture:
            assert picture.format == "JPEG"
            assert 1000 < picture.width <= 2400
            assert picture.width * 3 == pytest.approx(picture.height * 4, abs=4)
        assert faults(chrome) == []

        terminal.call("DELETE", routes.phone_link_path(uuid_of("one")))
        chrome.find_element(By.ID, "again").click()
        chrome.find_element(By.ID, "picture").send_keys(str(photo))
        wait_for(chrome, "said", "请在机器上重新显示二维码")
        chrome.refresh()
        assert chrome.find_element(By.TAG_NAME, "h1").text == "这个二维码已失效"
        assert shown(chrome, "choose") == ""
        faults(chrome)

        chrome.get(english)
        assert "scan the code on the terminal again" in shown(chrome, "said")
        assert shown(chrome, "choose") == ""
        chrome.get(f"{english}#{FRAGMENT}")
        chrome.refresh()
        assert shown(chrome, "choose") == "Take or choose a picture"

        chrome.get(followed)
        wait_for(chrome, "said", known["receipt_number"])
        assert "已送达受理系统" in shown(chrome, "steps")
        assert "受理文书" not in shown(chrome, "steps")
        assert chrome.execute_script("return document.documentElement.scrollWidth <= innerWidth")
        assert faults(chrome) == []
