"""Print name, version and weight on disk of every direct dependency: the figures of docs/dependencies.md."""

from __future__ import annotations

import ast
import re
from importlib.metadata import distribution
from pathlib import Path


def direct_dependencies() -> list[str]:
    """The names in setup.py's lists, in their order."""
    source = (Path(__file__).parent.parent / "setup.py").read_text(encoding="utf-8")
    names = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            names += [re.split(r"[<>=\[]", text)[0] for text in ast.literal_eval(node.value)]
    return names


def main() -> None:
    """One line a package."""
    for name in [*direct_dependencies(), "shiboken6", "pydantic_core"]:
        package = distribution(name)
        paths = [Path(str(file.locate())) for file in package.files or ()]
        size_bytes = sum(path.stat().st_size for path in paths if path.exists())
        print(f"{name:<24} {package.version:<18} {size_bytes / 1e6:8.1f} MB")


if __name__ == "__main__":
    main()
