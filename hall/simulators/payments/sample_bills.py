"""Payment notices for trials and demos: every number, office and person is invented. See `FilePlatform`."""

from __future__ import annotations

import json
from pathlib import Path

FILE_NAME = "nontax.json"
BILLS: dict[str, dict[str, object]] = {
    "61011526000000000011": {
        "subject": "临时占道费",
        "payee": "区财政局",
        "payer": "张桂兰",
        "amount_fen": 3_500,
    },
    "61011526000000000022": {
        "subject": "罚没收入（样例）",
        "payee": "区财政局",
        "payer": "王小明",
        "amount_fen": 20_000,
        "late_fee_fen": 600,
    },
    "61011526000000000033": {
        "subject": "城乡居民基本医疗保险费",
        "payee": "区税务局",
        "payer": "李秀英",
        "amount_fen": 38_000,
        "fee_class": "social_insurance",
    },
    "61011526000000000044": {
        "subject": "证照快递费",
        "payee": "速递服务点",
        "payer": "赵建国",
        "amount_fen": 1_200,
        "fee_class": "third_party",
    },
    "61011526000000000055": {
        "subject": "考试报名费",
        "payee": "区财政局",
        "payer": "陈玉芬",
        "amount_fen": 6_100,
        "paid_by": "K-ELSEWHERE",
        "document_number": "61011500000000000055",
    },
}
"""By number: to be paid, with a late fee, of each kind of money, and one that is paid elsewhere already."""


def write_bills(folder: Path) -> Path:
    """Write the notices into a hall's folder, unless they are there: what is paid stays paid. Return the path."""
    path = folder / FILE_NAME
    if not path.exists():
        path.write_text(json.dumps({"bills": BILLS}, ensure_ascii=False, indent=1), "utf-8")
    return path
