"""Reads a catalogue: YAML, or the cache of its last reading, then the schema, then the checks over the whole.

YAML goes through JSON so that one strict validation serves both ways. The cache is that JSON, named by the hash of the
YAML's bytes; a damaged or foreign cache is only slower, never wrong, because it is validated like the file.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.catalogue.check import check_catalogue
from config.catalogue.errors import CatalogueError, CatalogueFault
from config.catalogue.model import Catalogue
from config.catalogue.schema import SCHEMA, VERSIONS, CatalogueFile

MAX_SIZE_BYTES = 32 * 1024 * 1024
_CACHE_FORMAT = 1


def load_catalogue(
    path: Path | None = None, *, cache_dir: Path | None = None, sample_as_of: date | None = None
) -> Catalogue:
    """Read and check a catalogue.

    Args:
        path: the file; None for the sample that ships with the package.
        cache_dir: where a parsed copy may be kept so that the next start needs no YAML; None for no cache.
        sample_as_of: sets the as-of dates of a sample catalogue, ignored for a real one.

    Raises:
        CatalogueError: with fault, file, key and detail of the first thing that is wrong.
    """
    source = path or Path(__file__).with_name("sample.yaml")
    content = _read(source)
    content_hash = hashlib.sha256(content).hexdigest()
    cache = cache_dir / f"catalogue-{_CACHE_FORMAT}-{content_hash[:16]}.json" if cache_dir else None
    catalogue = _from_cache(cache, source.name, content_hash) if cache else None
    if catalogue is None:
        tree = _parse(content, source.name)
        packed = json.dumps(tree, ensure_ascii=False, separators=(",", ":"), default=str).encode()
        catalogue = Catalogue.of(_validate(packed, tree, source.name), content_hash)
        if cache:
            write_cache(cache, packed, "catalogue-*.json")
    return catalogue.dated(sample_as_of) if sample_as_of and catalogue.sample_data else catalogue


def write_cache(cache: Path, content: bytes, siblings: str) -> None:
    """Put a cache file in place whole, and drop older ones that match ``siblings``.

    A cache that cannot be written costs time at the next start and nothing else, so it is no error.
    """
    draft = cache.with_suffix(f".{os.getpid()}.part")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(cache)
        for old in cache.parent.glob(siblings):
            if old != cache:
                old.unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()


def _read(source: Path) -> bytes:
    try:
        if source.stat().st_size > MAX_SIZE_BYTES:
            raise CatalogueError(CatalogueFault.UNREADABLE, source.name, detail="larger than 32 MiB")
        return source.read_bytes()
    except OSError as error:
        raise CatalogueError(CatalogueFault.UNREADABLE, source.name, detail=error.strerror or "") from error


def _from_cache(cache: Path, name: str, content_hash: str) -> Catalogue | None:
    try:
        file = CatalogueFile.model_validate_json(cache.read_bytes())
        check_catalogue(file, name)
    except (OSError, ValueError, CatalogueError):
        return None
    return Catalogue.of(file, content_hash)


def _parse(content: bytes, name: str) -> Any:  # noqa: ANN401 - a YAML file can hold anything; the schema decides
    from config.catalogue.strict_yaml import YamlError, parse_yaml

    try:
        return parse_yaml(content)
    except YamlError as error:
        raise CatalogueError(CatalogueFault.NOT_YAML, name, detail=str(error)) from error


def _validate(packed: bytes, tree: Any, name: str) -> CatalogueFile:  # noqa: ANN401 - as above
    if not isinstance(tree, dict):
        raise CatalogueError(CatalogueFault.BAD_VALUE, name, detail="the file holds no catalogue")
    if tree.get("schema") != SCHEMA or tree.get("schema_version") not in VERSIONS:
        detail = f"{tree.get('schema')} {tree.get('schema_version')}, not {SCHEMA} {' or '.join(VERSIONS)}"
        raise CatalogueError(CatalogueFault.WRONG_VERSION, name, "schema_version", detail)
    try:
        file = CatalogueFile.model_validate_json(packed)
    except ValidationError as error:
        raise _error(error, tree, name) from error
    check_catalogue(file, name)
    return file


_FAULTS = {"extra_forbidden": CatalogueFault.UNKNOWN_KEY, "missing": CatalogueFault.MISSING}


def _error(error: ValidationError, tree: Any, name: str) -> CatalogueError:  # noqa: ANN401 - as above
    first = error.errors(include_url=False, include_input=False)[0]
    more = error.error_count() - 1
    detail = first["msg"] + (f" (and {more} more)" if more else "")
    fault = _FAULTS.get(first["type"], CatalogueFault.BAD_VALUE)
    return CatalogueError(fault, name, _place(first["loc"], tree), detail)


def _place(location: tuple[int | str, ...], tree: Any) -> str:  # noqa: ANN401 - as above
    """Write a place as ``items[senior_allowance].fee.items[0].name``, by ids where there are some."""
    text, node = "", tree
    for step in location:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            node = None
        if isinstance(step, int):
            label = node.get("id", node.get("key", step)) if isinstance(node, dict) else step
            text += f"[{label}]"
        else:
            text += f".{step}" if text else step
    return text
