"""Names of the ethnic groups by their code.

Source: GB/T 3304 as quoted in the ID card reader sheet, section 10.2. Code 81 was added by card issuers
later; more such codes occur on real cards.
"""

from __future__ import annotations

_ROWS_FROM_01 = (
    "汉 蒙古 回 藏 维吾尔 苗 彝",
    "壮 布依 朝鲜 满 侗 瑶 白",
    "土家 哈尼 哈萨克 傣 黎 傈僳 佤",
    "畲 高山 拉祜 水 东乡 纳西 景颇",
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉",
    "毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒",
    "乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京",
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺",
)

_NAMES = {
    f"{number:02d}": name
    for number, name in enumerate((name for row in _ROWS_FROM_01 for name in row.split()), start=1)
} | {"81": "穿青人", "97": "其他", "98": "外国血统中国籍人士"}


def ethnic_group_name(code: str) -> str | None:
    """The Chinese name on the card, None for a code without a published name: show the code then."""
    return _NAMES.get(code)


def ethnic_group_text(code: str) -> str:
    """What to show: the name, or ``code NN`` for a code without one. Empty for a card without a group."""
    return ethnic_group_name(code) or (f"code {code}" if code else "")


def known_codes() -> tuple[str, ...]:
    """Every code that has a name, ascending."""
    return tuple(_NAMES)
