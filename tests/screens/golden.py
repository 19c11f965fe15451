"""The golden pictures: of every sample in standard portrait and landscape in Chinese, and hashes in the other modes.

``python -m tests.screens.golden --renew [PAGE …]`` writes them anew where they differ and names what has changed;
``--print [PAGE …]`` says the hashes of what is drawn now. The hash is of the pixels at full size; the picture beside it
is for eyes only, at half size with few colours, so that the repository stays small.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={Path(__file__).with_name('screens.json')}")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.screens.inked import digest_of
from tests.screens.pairwise import GOLDEN, PUSH, samples_in
from tests.screens.samples import sample_modules, samples_of
from tests.screens.stage import (
    mode_named,
    picture_of,
    sample_catalogue,
    sample_texts,
    stage_page,
    strike,
)

FOLDER = Path(__file__).with_name("golden_pictures")
BUILD = Path("build/golden")
COLORS = 64
RENEW = "python -m tests.screens.golden --renew"

Hashes = dict[str, dict[str, str]]
"""By mode, by sample."""


def draw(page: str, mode_name: str) -> dict[str, QImage]:
    """Every sample of that page that belongs to that mode, painted, 32 bits a pixel."""
    mode = mode_named(mode_name)
    found = samples_of(page, sample_texts(mode.language), sample_catalogue())
    pictures = {}
    for name in samples_in(mode_name, list(found)):
        shell = stage_page(found[name], mode, online="offline" not in name)
        pictures[name] = picture_of(shell).convertToFormat(QImage.Format.Format_RGB32)
        strike(shell)
    return pictures


def kept_hashes(page: str) -> Hashes:
    """What is kept of that page; nothing if nothing is."""
    file = FOLDER / page / "hashes.json"
    if not file.is_file():
        return {}
    found: Hashes = json.loads(file.read_text(encoding="utf-8"))
    return found


def picture_file(page: str, sample: str, mode_name: str) -> Path:
    """Where a golden picture lies."""
    return FOLDER / page / f"{sample}-{mode_name}.png"


def small_png(picture: QImage) -> bytes:
    """The picture at half size with at most 64 colours."""
    half = picture.scaled(
        picture.width() // 2,
        picture.height() // 2,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return png_of(half, COLORS)


def png_of(picture: QImage, colors: int) -> bytes:
    """A PNG file with a palette of so many colours."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "BMP")  # type: ignore[call-overload]
    image = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    out = io.BytesIO()
    few = image.quantize(colors, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def renew_page(page: str) -> list[str]:
    """Draw that page anew, keep what differs, drop what is no longer drawn; gives what has changed."""
    before, now = kept_hashes(page), Hashes()
    changed = []
    (FOLDER / page).mkdir(parents=True, exist_ok=True)
    wanted = set()
    for mode in PUSH:
        now[mode] = {}
        for sample, picture in draw(page, mode).items():
            now[mode][sample] = digest_of(picture)
            same = before.get(mode, {}).get(sample) == now[mode][sample]
            changed += [] if same else [f"{page}: {sample} in {mode}"]
            if mode in GOLDEN:
                file = picture_file(page, sample, mode)
                wanted.add(file)
                if not same or not file.is_file():
                    file.write_bytes(small_png(picture))
    for file in set((FOLDER / page).glob("*.png")) - wanted:
        file.unlink()
        changed.append(f"{page}: {file.name} is gone")
    if now != before:
        text = json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (FOLDER / page / "hashes.json").write_text(text, encoding="utf-8")
    return changed


def tell_difference(page: str, sample: str, mode: str, picture: QImage) -> Path:
    """Write what was drawn, and where there is a golden picture what differs from it; gives the picture's place."""
    BUILD.mkdir(parents=True, exist_ok=True)
    actual = BUILD / f"{page}-{sample}-{mode}.actual.png"
    picture.save(str(actual))
    golden = picture_file(page, sample, mode)
    if golden.is_file():
        from PIL import ImageChops  # only when something differs

        with Image.open(golden) as kept, Image.open(io.BytesIO(small_png(picture))) as drawn:
            difference = ImageChops.difference(kept.convert("RGB"), drawn.convert("RGB"))
            difference.point(lambda value: min(255, value * 4)).save(actual.with_suffix("").with_suffix(".diff.png"))
    return actual


def hashes_now(page: str) -> Hashes:
    """The hashes of what is drawn now."""
    return {mode: {name: digest_of(picture) for name, picture in draw(page, mode).items()} for mode in PUSH}


def drop_gone_pages() -> list[str]:
    """Remove what is kept of pages that have no samples any more."""
    gone = [folder for folder in FOLDER.glob("*") if folder.is_dir() and folder.name not in sample_modules()]
    for folder in gone:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    return [f"{folder.name}: is gone" for folder in gone]


def _begin() -> None:
    """Each process draws with an application of its own."""
    if QApplication.instance() is None:
        globals()["_application"] = QApplication([])


def main(words: Sequence[str] | None = None) -> int:
    """Renew, or print."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens.golden", description="the golden pictures")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--renew", nargs="*", metavar="PAGE", help="all pages without a name")
    what.add_argument("--print", nargs="*", metavar="PAGE", dest="printed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(words)
    if options.printed is not None:
        _begin()
        pages = options.printed or sample_modules()
        sys.stdout.write(json.dumps({page: hashes_now(page) for page in pages}) + "\n")
        return 0
    pages = options.renew or sample_modules()
    changed = [] if options.renew else drop_gone_pages()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn"), initializer=_begin) as pool:
        for lines in pool.map(renew_page, pages):
            changed += lines
            sys.stdout.write("".join(f"{line}\n" for line in lines))
    total = sum(file.stat().st_size for file in FOLDER.rglob("*.png"))
    sys.stdout.write(f"{len(changed)} changed; pictures take {total / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
