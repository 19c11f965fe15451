"""A demo's stage for all tests of a file: a real hall and every simulator, each a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.demo.director import Director
from kiosk.demo.site import DemoSite
from kiosk.demo.world import DemoWorld


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> DemoSite:
    site = DemoSite(tmp_path_factory.mktemp("demo"))
    site.make()
    return site


@pytest.fixture(scope="module")
def director(site: DemoSite) -> Director:
    return Director(site)


@pytest.fixture(scope="module")
def world(director: Director) -> Iterator[DemoWorld]:
    with director.open_stage() as world:
        yield world
