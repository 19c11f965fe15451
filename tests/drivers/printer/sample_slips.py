"""Slips and pictures that the tests print.

``python -m tests.drivers.printer.sample_slips`` draws the golden slip anew.
"""

from __future__ import annotations

from pathlib import Path

from drivers.printer.document import (
    BigNumber,
    ListItem,
    NumberedList,
    Paragraph,
    QrCode,
    Row,
    Rows,
    Rule,
    Slip,
    Title,
    check_box,
)
from drivers.printer.raster import render_slip
from drivers.printer.slip_image import SlipImage
from drivers.printer.typeface import DEBIAN_FONTS

GOLDEN = Path(__file__).parent / "golden" / "deposit_slip_80mm.png"

RECEIPT = "LS01-261124-10037-X"

DEPOSIT_SLIP = Slip(
    (
        Title("材料暂存回执", "（不是受理通知书）"),
        Rule(),
        Rows(
            (
                Row("回执号", RECEIPT, bold=True),
                Row("查询码", "740231", bold=True),
                Row("终端时间", f"11月24日 10:31\n{check_box(False)}已校时 {check_box(True)}未校时"),
                Row("申请人", "张*\n610***********0016"),
            )
        ),
        NumberedList((ListItem("社会保障卡", "1 页"), ListItem("授权委托书", "2 页"))),
        Rule(),
        Paragraph("本回执只证明您在上述时间把所列材料封存在本终端，尚未传送给办理部门，不代表部门已收到。"),
        Paragraph("测试员 𠮷䶮㛃鿏 请拨打 029-00000001。", bold=True),
        BigNumber(RECEIPT),
        QrCode(f"https://hall.example/q?r={RECEIPT}", "热敏纸会褪色，请拍照保存。"),
    )
)


def striped(rows: int = 600, width: int = 576) -> SlipImage:
    """A picture with ink in every row and a different pattern in each, drawn without fonts."""
    row_bytes = width // 8
    dots = b"".join(bytes((0x80 | (y * 7 + x) % 64) for x in range(row_bytes)) for y in range(rows))
    return SlipImage(width, rows, dots)


if __name__ == "__main__":
    GOLDEN.write_bytes(render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, 576).to_png())
