"""Seeing: pages and codes in frames. Loads OpenCV, so import it after the first picture is painted.

The call points that stay stable (vision sheet, "Call points"): ``find_page``, ``read_codes``, ``sharpness``, ``glare``,
and ``rectify``. Frames are BGR ``uint8``; corners are float pixels TL, TR, BR, BL of the
upright page.

* ``pages/`` - several hypotheses from cheap and different methods, one judgement that may say "no page", refinement.
* ``codes`` - QR, Code 128, EAN-13. ``quality`` - sharpness and glare. ``rectify`` - the page as a flat rectangle.
* ``steady`` - when has the page been still and good for long enough. ``encode`` - JPEG in memory within a size budget.

Error::

    ImageShapeError(ValueError)   the array is no picture: a mistake of the caller, not of a device
"""

from drivers.vision.codes import read_codes
from drivers.vision.pages.finder import find_page
from drivers.vision.pages.picture import ImageShapeError
from drivers.vision.quality import glare, sharpness
from drivers.vision.rectify import rectify

__all__ = ["ImageShapeError", "find_page", "glare", "read_codes", "rectify", "sharpness"]
