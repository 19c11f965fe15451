"""Makes large catalogues for tests and measurements: ``python -m config.catalogue.generate --items 1000 --out FILE``.

The same number and seed always give the same bytes. The items are made of common words for things people apply for,
with the sample's departments, materials and blocks, so that every check of a real catalogue applies. They are marked as
sample data and mean nothing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random
from typing import Any

import yaml

from config.catalogue.strict_yaml import parse_yaml

_THINGS = {
    "civil_affairs": "高龄老人津贴 孤儿基本生活费 特困人员供养 婚姻登记档案 社会组织备案 养老机构备案 收养登记",
    "human_resources": "职工养老保险 失业保险金 工伤认定 职业技能补贴 创业担保贷款 灵活就业社保补贴 劳动用工备案",
    "medical_insurance": "职工医疗保险 生育津贴 门诊慢特病 医疗救助 个人账户家庭共济 转诊转院 长期护理保险",
    "public_security": "户口迁移 临时身份证 无犯罪记录证明 姓名变更 出入境证件 机动车号牌 旅馆业特种行业许可 养犬登记",
    "market_regulation": "企业名称 食品小作坊登记 特种设备使用 计量器具检定 药品零售许可 广告发布登记 合伙企业",
    "health": "医师执业注册 护士执业注册 独生子女父母奖励 托育机构备案 饮用水卫生许可 放射诊疗许可 母婴保健服务",
    "disabled_federation": "残疾儿童康复救助 辅助器具适配 残疾人就业培训 无障碍改造 残疾学生资助 盲人按摩机构",
    "veterans": "退役士兵安置 优抚对象抚恤 军人家属随军 光荣牌悬挂 自主就业补助 烈士褒扬金",
    "housing": "商品房预售合同 住房公积金提取 房屋租赁备案 物业维修资金 危房改造 人才住房 老旧小区加装电梯",
    "tax_nontax": "个人所得税申报 契税缴纳 车辆购置税 社会保险费缴纳 诉讼费缴款 学费缴款 停车费缴款",
    "education": "学前教育资助 教师资格认定 学籍转学 中考报名 民办学校办学许可 校车使用许可 助学贷款",
}
_ACTS = ["申请", "变更", "注销", "补发", "查询", "备案", "年审", "延续", "核定", "领取", "登记", "证明打印"]
_PLACES = ["镇街", "社区", "个人", "单位", "家庭", "学校", "园区", "乡村", "老年人", "未成年人"]


def generate_catalogue(items: int, seed: int) -> dict[str, Any]:
    """Make the tree of a catalogue.

    Args:
        items: how many items; names repeat with a number once all combinations are used.
        seed: chooses everything that is chosen.
    """
    random = Random(seed)  # noqa: S311 - reproducible test data, nothing secret
    tree: dict[str, Any] = parse_yaml(Path(__file__).with_name("sample.yaml").read_bytes())
    patterns = tree["items"]
    combinations = [
        (department, place, thing, act)
        for department, things in _THINGS.items()
        for thing in things.split()
        for act in _ACTS
        for place in _PLACES
    ]
    random.shuffle(combinations)
    tree["catalogue_version"] = f"generated-{items}-{seed}"
    tree["frequent"] = []
    tree["items"] = [
        _item(number, combinations[number % len(combinations)], random.choice(patterns), random)
        for number in range(items)
    ]
    return tree


def write_catalogue(path: Path, items: int, seed: int) -> None:
    """Write a generated catalogue as YAML."""
    tree = generate_catalogue(items, seed)
    path.write_text(yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")


class _Dumper(yaml.CSafeDumper):
    """Writes every block in full; aliases would make a generated file hard to read."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401 - the library's own signature
        """Never use an alias."""
        del data
        return True


def _item(number: int, words: tuple[str, str, str, str], pattern: dict[str, Any], random: Random) -> dict[str, Any]:
    department, place, thing, act = words
    name = f"{place}{thing}{act}"
    return {
        **pattern,
        "id": f"generated_{number:05d}",
        "code": f"GEN-{number:05d}",
        "name": f"{name}（第{number}号）",
        "common_name": f"{thing}{act}",
        "keywords": [thing, act, place, random.choice(_ACTS) + thing],
        "department": department,
        "en": {
            "name": f"Generated item number {number}",
            "common_name": f"Generated {number}",
            "summary": "A generated item that means nothing.",
            "materials": "As listed.",
        },
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m config.catalogue.generate", description="Make a large catalogue.")
    parser.add_argument("--items", type=int, default=1000, help="how many items (default 1000)")
    parser.add_argument("--seed", type=int, default=1, help="chooses the words (default 1)")
    parser.add_argument("--out", type=Path, required=True, help="the YAML file to write")
    options = parser.parse_args(arguments)
    if options.items < 1:
        parser.error("--items must be 1 or more")
    write_catalogue(options.out, options.items, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
