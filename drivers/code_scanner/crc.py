"""The checksum of "7E 00" frames: CRC-16, polynomial 1021, start 0, not reflected.

Source: code scanner sheet, section 6.
"""

from __future__ import annotations

import binascii


def crc16(data: bytes) -> int:
    """The checksum, 0 to FFFF."""
    return binascii.crc_hqx(data, 0)
