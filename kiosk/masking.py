"""Masking of personal data for screens and slips (domain guide 10.3). Pure.

The kiosk masks; screens and slips receive what they may show.
"""

from __future__ import annotations


def mask_number(number: str) -> str:
    """First three and last four characters: ``610***********1234``; all stars when there are fewer than nine."""
    if len(number) < 9:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def mask_name(name: str) -> str:
    """Two characters become ``张*``, longer ones ``张*华``; a Latin name keeps the first letter of each word.

    Characters are Unicode code points, so a rare character outside the basic plane counts once.
    """
    if name.isascii():
        return " ".join(f"{word[0]}{'*' * (len(word) - 1)}" for word in name.split())
    characters = list(name)
    if len(characters) < 2:
        return "*" * len(characters)
    if len(characters) == 2:
        return characters[0] + "*"
    return characters[0] + "*" * (len(characters) - 2) + characters[-1]


def mask_phone(phone: str) -> str:
    """``138****5678``; all but the last four digits of anything else."""
    digits = [c for c in phone if c.isdigit()]
    if len(digits) == 11:
        return "".join(digits[:3]) + "****" + "".join(digits[-4:])
    return "*" * max(len(phone) - 4, 0) + phone[-4:] if len(phone) > 4 else "*" * len(phone)


def mask_account(account: str) -> str:
    """The last four characters of a bank account, behind four stars."""
    return "****" + account[-4:] if len(account) > 4 else "*" * len(account)


ADDRESS_STOPS = ("街道", "镇", "乡", "社区", "村")
"""Where a shown address ends: the street office or the community (data, not interface text)."""


def mask_address(address: str) -> str:
    """The address up to the street or community; the first six characters when neither is named."""
    for stop in ADDRESS_STOPS:
        end = address.find(stop)
        if end >= 0:
            return address[: end + len(stop)] + "***"
    return address[:6] + "***" if len(address) > 6 else address
