"""EC2 and EBS opened up: the parts add up to the two services."""

from collections.abc import Mapping
from datetime import date

import pytest
from drawn import by_class, elements, hrefs, texts
from frames import frame, table
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import tabulate
from cloudsense.costs.names import EC2_COMPUTE, EC2_OTHER
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Filter, Metric
from cloudsense.costs.questions import Focus
from cloudsense.figures import families
from cloudsense.figures.theme import GREY, GROUPS
from cloudsense.figures.view import View

MINUS = "\N{MINUS SIGN}"
PERIOD = Period(date(2026, 11, 13), date(2026, 11, 23))
TYPES = ("BoxUsage:m5.large", "SpotUsage:m5.large", "EBS:VolumeUsage.gp3", "NatGateway-Bytes", "EU-Odd", "Odd")


def view(amounts: Mapping[str, float], of_total: float = 1000, groups: Mapping[str, str] | None = None) -> View:
    made = table(PERIOD, amounts)
    return families.view(made, groups or {}, of_total, "USD", lambda name: f"?family={name[:3]}", "?all")


def test_families_by_falling_cost() -> None:
    groups = {"On-Demand instances": "Instances", "EBS gp3 volumes": "EBS"}
    shown = view({"On-Demand instances": 30, "EBS gp3 volumes": 10, "Odd": 1, "Credit": -1}, groups=groups)
    assert shown.sentence == "Largest: On-Demand instances, $300.00."
    assert (shown.title, shown.note) == ("EC2 and EBS", "$400.00 · 40%")
    assert texts(shown, "name") == ["On-Demand instances", "EBS gp3 volumes", "Odd", "Credit"]
    assert texts(shown, "amount") == ["$300.00", "$100.00", "$10.00", f"{MINUS}$10.00"]
    bars = [node["a"] for node in by_class(shown, "bar")]
    assert [bar["w"] for bar in bars] == ["100.00%", "33.33%", "3.33%", "0.00%"]
    assert [bar["fill"] for bar in bars] == [GROUPS["Instances"], GROUPS["EBS"], GREY, GREY]
    assert hrefs(shown) == ["?family=On-", "?family=EBS", "?family=Odd", "?family=Cre"]


def test_many_families_end_in_more() -> None:
    twelve, fourteen = ({f"f{n:02}": 20 - n for n in range(count)} for count in (12, 14))
    assert len(texts(view(twelve), "name")) == 12
    shown = view(fourteen)
    assert texts(shown, "name")[-1] == "3 more"
    assert texts(shown, "amount")[-1] == "$240.00"
    assert hrefs(shown)[-1] == "?all"


@pytest.mark.parametrize("amounts", [{}, {"EBS gp3 volumes": 0.0}, {"EBS gp3 volumes": 0.000009}])
def test_no_families(amounts: Mapping[str, float]) -> None:
    shown = view(amounts)
    assert shown.sentence == "No EC2 or EBS costs in this period."
    assert list(elements(shown)) == []


@pytest.mark.parametrize(("amount", "of_total"), [(-5, 100), (5, 0), (5, -100)])
def test_a_share_only_where_it_means_something(amount: float, of_total: float) -> None:
    assert "%" not in view({"EBS gp3 volumes": amount}, of_total).note


costs = st.dictionaries(
    st.tuples(st.sampled_from((EC2_COMPUTE, EC2_OTHER)), st.sampled_from(TYPES)),
    st.integers(-(10**6), 10**6).map(lambda cents: cents / 100),
    min_size=1,
)


@settings(deadline=None)
@given(costs)
def test_the_parts_add_up_to_the_two_services(some: Mapping[tuple[str, str], float]) -> None:
    found = frame((Dimension.SERVICE, Dimension.USAGE_TYPE), [(PERIOD.start, key, cost) for key, cost in some.items()])
    focus = Focus(Dimension.FAMILY, (Filter(Dimension.SERVICE, (EC2_COMPUTE, EC2_OTHER)),))
    made = tabulate(focus.within(found), Dimension.FAMILY, Metric.UNBLENDED, PERIOD)
    shown = families.view(made, {}, 100.0, "USD", lambda name: "?", "?")
    parts = [float(said.replace(MINUS, "-").replace("$", "").replace(",", "")) for said in texts(shown, "amount")]
    assert sum(parts) == pytest.approx(sum(some.values()), abs=0.0051)
    assert shown.note.startswith(families.formatting.money(sum(some.values()), "USD"))
