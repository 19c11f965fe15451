"""YAML by the C parser, where a key that stands twice in one block is an error instead of a silent loss."""

from __future__ import annotations

from typing import Any

import yaml


class YamlError(ValueError):
    """The text is no YAML, or a key stands twice; the message names line and column."""


class _Loader(yaml.CSafeLoader):
    """The safe C loader with the check for double keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a block after looking at its keys."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise YamlError(f"the key {key.value!r} stands twice, line {key.start_mark.line + 1}")
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse_yaml(content: bytes) -> Any:  # noqa: ANN401 - a YAML text can hold anything
    """Read one YAML document.

    Raises:
        YamlError: it is no YAML, is not UTF-8, or holds a key twice.
    """
    try:
        return yaml.load(content, Loader=_Loader)  # noqa: S506 - the loader is the safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f", line {mark.line + 1} column {mark.column + 1}" if mark else ""
        raise YamlError(f"{error.problem or error.context}{place}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise YamlError(f"no YAML text ({type(error).__name__})") from error
