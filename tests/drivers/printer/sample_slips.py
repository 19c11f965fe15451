"""Slips and pictures that the tests print.

``python -m tests.drivers.printer.sample_slips`` draws the golden slip anew.
"""

from __future__ import annotations

from pathlib import Path

from drivers.printer.document import (
    Align,
    BigNumber,
    Column,
    Line,
    ListItem,
    NumberedList,
    Paragraph,
    QrCode,
    Row,
    Rows,
    Rule,
    Slip,
    Table,
    Title,
    check_box,
)
from drivers.printer.escpos import encode_job
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PROFILES, PrinterProfile
from drivers.printer.raster import render_slip
from drivers.printer.simulator import PrintedSlip, ReceiptPrinterSimulator
from drivers.printer.slip_image import SlipImage
from drivers.printer.typeface import DEBIAN_FONTS

GOLDEN = Path(__file__).parent / "golden" / "deposit_slip_80mm.png"

GOLDEN_NATIVE = Path(__file__).parent / "golden" / "deposit_slip_80mm_native.png"
GOLDEN_NATIVE_58 = Path(__file__).parent / "golden" / "fees_58mm_native.png"
"""What the simulated printer makes of slips that are sent as text where its font has every character."""

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


FEES = Slip(
    (
        Title("收费明细"),
        Table(
            (Column("项目", 4), Column("数量", 2, Align.RIGHT), Column("金额", 3, Align.RIGHT)),
            (("证照工本费", "1", "￥10.00"), ("𠮷祥路 快递费", "2", "￥24.50"), ("〇号窗口", "12", "¥0.00")),
        ),
        Rule(),
        Rows((Row("合计", "￥34.50", bold=True),)),
    )
)


def hundred_lines() -> Slip:
    """A slip of a hundred lines of text, as long lists are."""
    return Slip(tuple(Line(f"第{n:03d}行 材料名称 社会保障卡 共{n % 9 + 1}页") for n in range(1, 101)))


def striped(rows: int = 600, width: int = 576) -> SlipImage:
    """A picture with ink in every row and a different pattern in each, drawn without fonts."""
    row_bytes = width // 8
    dots = b"".join(bytes((0x80 | (y * 7 + x) % 64) for x in range(row_bytes)) for y in range(rows))
    return SlipImage(width, rows, dots)


def printed(slip: Slip, profile: PrinterProfile) -> PrintedSlip:
    """What the simulated printer makes of the bytes of a slip."""
    image = render_slip(slip, DEBIAN_FONTS, profile.width_dots)
    simulator = ReceiptPrinterSimulator(profile=profile, baud=None)
    simulator.start()
    link = SerialPrinterLink(simulator.port, profile.baud)
    link.open()
    for part in encode_job(image, profile, (b"@ABC", b"@CBA")).slices:
        data = part.data
        while data:
            data = data[link.write_some(data, 5.0) :]
    arrived = simulator.wait_for_slips(1, 20)
    link.close()
    simulator.stop()
    if not arrived or simulator.faults:
        raise RuntimeError(f"no slip came out, or with faults: {simulator.faults}")
    return simulator.slips[0]


if __name__ == "__main__":
    GOLDEN.write_bytes(render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, 576).to_png())
    GOLDEN_NATIVE.write_bytes(printed(DEPOSIT_SLIP, PROFILES["80mm-gb18030"]).image.to_png())
    GOLDEN_NATIVE_58.write_bytes(printed(FEES, PROFILES["58mm-gb2312"]).image.to_png())
