"""A paper that lies on the desks of the camera's tests."""

from __future__ import annotations

from pathlib import Path

from drivers.camera.sample_desk import DeskFonts, SamplePaper

NOTO = Path("/usr/share/fonts/opentype/noto")
FONTS = DeskFonts(regular=NOTO / "NotoSansCJK-Regular.ttc", bold=NOTO / "NotoSansCJK-Bold.ttc")
PAPER = SamplePaper(
    title="授权委托书",
    lines=("委托人：测试员", "受托人：张桂兰", "委托事项：代为提交材料", "联系电话：029-0000 0000") * 3,
    seal="示例",
)
