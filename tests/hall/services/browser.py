"""A real browser, as a resident's phone has one: Debian's chromium through its driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

WAIT_S = 60.0


@contextmanager
def browser(profile: Path) -> Iterator[Chrome]:
    """A browser with a window of a phone's size and an empty profile; it reaches this machine only.

    Raises:
        AssertionError: it is not installed.
    """
    program, driver = which("chromium"), which("chromedriver")
    assert None not in (program, driver), "no chromium or no chromedriver: run tools/setup-browser"
    options = ChromeOptions()
    options.binary_location = program or ""
    for switch in (
        "--headless=new",
        "--no-sandbox",  # tests run as root in containers, where it cannot work
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--window-size=412,892",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options, Service(driver))
    try:
        yield chrome
    finally:
        chrome.quit()
