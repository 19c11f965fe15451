"""Renders pages in any look to PNG files, to be looked at.

``python -m tests.screens.gallery --out build/screens [--page home] [--sample usual] [--modes portrait,landscape-en]``
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.screens.checks import faults_of
from tests.screens.samples import sample_modules, samples_of
from tests.screens.stage import (
    MAIN_MODES,
    mode_named,
    picture_of,
    sample_catalogue,
    sample_texts,
    stage_page,
    strike,
)


def main() -> int:
    """Write one picture for each page, sample and mode, and say what the machine checks find."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/screens"))
    parser.add_argument("--page", action="append", help="a module of tests/screens/samples; all without it")
    parser.add_argument("--sample", action="append", help="names of samples; the first of each page without it")
    parser.add_argument("--all-samples", action="store_true")
    parser.add_argument("--modes", default=",".join(MAIN_MODES))
    options = parser.parse_args()
    application = QApplication.instance() or QApplication([])
    options.out.mkdir(parents=True, exist_ok=True)
    bad = 0
    for page in options.page or sample_modules():
        for mode_name in options.modes.split(","):
            mode = mode_named(mode_name)
            found = samples_of(page, sample_texts(mode.language), sample_catalogue())
            wanted = list(found) if options.all_samples else options.sample or list(found)[:1]
            for name in wanted:
                shell = stage_page(found[name], mode, online="offline" not in name)
                file = options.out / f"{page}-{name}-{mode_name}.png"
                picture_of(shell).save(str(file))
                faults = faults_of(shell)
                bad += len(faults)
                sys.stdout.write("\n    ".join([file.name, *faults]) + "\n")
                strike(shell)
    del application
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
