"""A payment notice that comes without its region: found by rule, or where exactly one has it; never paid at two."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hall.errors import ProblemError
from hall.payments.bills import notice_of
from hall.payments.fees import read_fees
from hall.payments.gateway import Gateway
from hall.payments.platforms import FilePlatform, RegionRule, regions_for
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import BillQuery, BillState
from tests.hall.payments.conftest import NOTICE, REGION, Counter

NEXT = "610116"
FAR = "620102"
BILL = {"subject": "罚款", "payee": "区财政局", "amount_fen": 7_000, "payer": "李"}
RULES = (RegionRule(REGION), RegionRule(NEXT))


@dataclass
class Regions:
    """A hall of three regions' platforms."""

    counter: Counter
    files: dict[str, Path]
    asked: list[str]
    gateway: Gateway

    def lay(self, region: str, *notices: str) -> None:
        self.files[region].write_text(json.dumps({"bills": {notice: dict(BILL) for notice in notices}}), "utf-8")

    def rules(self, *rules: RegionRule) -> None:
        self.gateway._parts = replace(self.gateway._parts, rules=rules)

    def find(self, notice: str = NOTICE, region: str | None = None) -> str:
        """Ask; the region that has it, or what it was refused with."""
        query = BillQuery(query_id=str(uuid.uuid4()), notice_code=notice, region_code=region)
        self.asked.clear()
        try:
            bill = self.gateway.bills(query, "LS01").bills[0]
        except ProblemError as problem:
            return problem.kind.value
        return self.region_of(bill.bill_id)

    def region_of(self, bill_id: str) -> str:
        found = self.counter.running.hall.database.read(lambda connection: notice_of(connection, bill_id))
        assert found is not None
        return found[1]


class Asked(FilePlatform):
    """Notes that it was asked."""

    def __init__(self, path: Path, asked: list[str]) -> None:
        super().__init__(path)
        self._asked = asked

    def query(self, notice_code: str, region_code: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - as it is there
        self._asked.append(region_code)
        return super().query(notice_code, region_code)


@pytest.fixture
def regions(counter: Counter) -> Regions:
    folder = counter.platform_file.parent
    files = {region: folder / f"{region}.json" for region in (REGION, NEXT, FAR)}
    asked: list[str] = []
    gateway = counter.gateway
    platforms = {region: Asked(path, asked) for region, path in files.items()}
    gateway._parts = replace(gateway._parts, platforms=platforms, rules=RULES)
    made = Regions(counter, files, asked, gateway)
    for region in files:
        made.lay(region)
    return made


@pytest.mark.parametrize(
    ("rules", "number", "expected"),
    [
        ([RegionRule("1"), RegionRule("2")], "1" * 20, ("1", "2")),
        ([RegionRule("1", "[0-9]{16}"), RegionRule("2")], "1" * 20, ("2",)),
        ([RegionRule("1", ".*", lengths=(16, 18)), RegionRule("2", ".*")], "1" * 18, ("1", "2")),
        ([RegionRule("1", ".*", lengths=(16, 18)), RegionRule("2", ".*")], "1" * 17, ("2",)),
        ([RegionRule("1", prefixes=("61",)), RegionRule("2", prefixes=("62",))], "62" * 10, ("2",)),
        ([RegionRule("1", prefixes=("61",)), RegionRule("2", prefixes=("6101",)), RegionRule("3")], "61" * 10, ("1",)),
        ([RegionRule("1", prefixes=("61",)), RegionRule("2", prefixes=("6101",))], "6101" * 5, ("2",)),
        ([RegionRule("1", prefixes=("61",)), RegionRule("3")], "77" * 10, ("3",)),
        ([RegionRule("1", prefixes=("61", "62")), RegionRule("2", prefixes=("61",))], "61" * 10, ("1", "2")),
        ([RegionRule("1", prefixes=("61",))], "77" * 10, ()),
    ],
)
def test_which_regions_a_number_can_be_of(rules: list[RegionRule], number: str, expected: tuple[str, ...]) -> None:
    """The longest prefix that is known decides; without one, every region whose form it has and that names none."""
    assert regions_for(rules, number) == expected


def test_the_region_of_its_prefix_is_asked_and_no_other(regions: Regions) -> None:
    regions.rules(RegionRule(REGION, prefixes=("99",)), RegionRule(NEXT, prefixes=(NOTICE[:6],)), RegionRule(FAR))
    regions.lay(NEXT, NOTICE)
    regions.lay(FAR, NOTICE)
    assert regions.find() == NEXT
    assert regions.asked == [NEXT]


def test_without_a_rule_the_one_that_has_it_is_found(regions: Regions) -> None:
    """Not only the first one is asked."""
    regions.lay(NEXT, NOTICE)
    assert regions.find() == NEXT
    assert regions.asked == [REGION, NEXT]
    regions.lay(NEXT)
    assert regions.find() == ProblemKind.NOT_FOUND


@pytest.mark.expects_log_warnings
def test_a_number_that_two_regions_have_is_a_persons(regions: Regions) -> None:
    """Whose is meant nobody here can know; asked for by its region it is found."""
    regions.lay(REGION, NOTICE)
    regions.lay(NEXT, NOTICE)
    assert regions.find() == ProblemKind.NOT_OFFERED
    assert regions.find(region=NEXT) == NEXT


def test_one_silent_region_ends_the_search(regions: Regions) -> None:
    """It may be that one's: nothing is paid at another before it has said no."""
    regions.lay(NEXT, NOTICE)
    regions.files[REGION].unlink()
    assert regions.find() == ProblemKind.SOURCE_DOWN
    regions.lay(REGION)
    assert regions.find() == NEXT


def test_a_notice_that_is_being_paid_at_one_region_is_ordered_at_no_other(regions: Regions) -> None:
    """Whatever the rules or the platforms say later; nor once it is paid."""
    counter = regions.counter
    regions.lay(NEXT, NOTICE)
    bill = counter.bills(notice_code=NOTICE).bills[0]
    order = counter.order(bill)
    regions.lay(REGION, NOTICE)
    regions.rules(RegionRule(REGION))
    for paid in (False, True):
        if paid:
            counter.world.pay(f"code:{order.order_id}")
            counter.gateway._settling._platforms = counter.gateway._parts.platforms
            counter.work(2, 0.1)
        assert regions.find() == NEXT
        other = counter.bills(notice_code=NOTICE, region_code=REGION).bills[0]
        assert other.state is BillState.OPEN
        with pytest.raises(ProblemError) as refused:
            counter.gateway.order(counter.request(other), "LS01")
        assert refused.value.kind is ProblemKind.ORDER_OPEN
    assert counter.bills(notice_code=NOTICE).bills[0].state is BillState.SETTLED


def test_the_file_says_the_rules(tmp_path: Path) -> None:
    """Offers tell that the hall finds the region."""
    (tmp_path / "fees.toml").write_text(
        '[[platforms]]\nregion_code = "610115"\nfile = "a"\nprefixes = ["610115"]\nlengths = [16, 20]\n', "utf-8"
    )
    (part,) = read_fees(tmp_path / "fees.toml").platforms
    assert (part.prefixes, part.lengths) == (("610115",), (16, 20))


def test_offers_say_whether_a_region_is_found(regions: Regions) -> None:
    assert regions.gateway.offers().finds_regions
    regions.rules()
    assert not regions.gateway.offers().finds_regions
    assert regions.find() == ProblemKind.NOT_FOUND
