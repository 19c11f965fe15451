"""Catalogues to work on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import config.catalogue
from config.catalogue import Catalogue, CatalogueError, load_catalogue
from config.catalogue.strict_yaml import parse_yaml

Tree = dict[str, Any]
SAMPLE = Path(config.catalogue.__file__).with_name("sample.yaml")


@pytest.fixture(scope="session")
def sample() -> Catalogue:
    """The catalogue that ships with the package."""
    return load_catalogue()


@pytest.fixture(scope="session")
def sample_tree() -> Tree:
    """The sample as YAML gives it; not to be changed."""
    tree: Tree = parse_yaml(SAMPLE.read_bytes())
    return tree


def dump(tree: Tree) -> str:
    """Write a tree as YAML."""
    text: str = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    return text


Refused = Callable[[Callable[[Tree], None]], CatalogueError]


@pytest.fixture
def refused(sample_tree: Tree, tmp_path: Path) -> Refused:
    """Change the sample, write it, and give the error of loading it."""

    def load(change: Callable[[Tree], None]) -> CatalogueError:
        tree = copy.deepcopy(sample_tree)
        change(tree)
        path = tmp_path / "catalogue.yaml"
        path.write_text(dump(tree), encoding="utf-8")
        with pytest.raises(CatalogueError) as caught:
            load_catalogue(path)
        return caught.value

    return load
