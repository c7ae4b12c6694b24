"""The address: read and made in one place, and refused with a sentence where it says what cannot be."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from webclient import NOON

from cloudsense.costs.amounts import Amount
from cloudsense.costs.dimension import LONGEST_CATEGORY, LONGEST_KEY
from cloudsense.costs.parsing import MOST_VALUES, WITHIN_SERVICES, Charges
from cloudsense.costs.period import WORDS, choose
from cloudsense.costs.query import DIMENSIONS, Dimension, Filter, Metric
from cloudsense.demo.organization import CAPABILITIES
from cloudsense.errors import AddressError
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.state.address_words import Show, charts_of, granularities_of
from cloudsense.web.state.parameters import ONCE
from cloudsense.web.state.selection import LONGEST, Selection

TODAY = NOON.date()
PERIODS = [*WORDS, "2026-08", "2026-08-14", "2026-08-01..2026-08-14"]
NAMES = [*(d.value for d in DIMENSIONS), *(f"{d.value}!" for d in DIMENSIONS), *ONCE, "tag:team", "by", ""]
KEYS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(lambda key: key[-1] != "!")
TAGS = KEYS.map(lambda key: Dimension.tag(key[:LONGEST_KEY].rstrip("!") or "!x"))
CATEGORIES = KEYS.map(lambda key: Dimension.cost_category(key[:LONGEST_CATEGORY].rstrip("!") or "x"))
ANY = st.sampled_from(DIMENSIONS) | TAGS | CATEGORIES
GROUPS = ANY.filter(lambda dimension: not dimension.is_filter_only)
ODD = [
    "",
    " ",
    "%",
    "%zz",
    "%00",
    "%FF",
    "%ED%A0%80",
    "１２３",
    "9" * 4000,
    "1e400",
    "-1",
    "NaN",
    "\x00",
    "\ud800",
    "‮",
    "+",
]

values = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
amounts = st.decimals(Decimal("0.01"), Decimal(10) ** 12, places=10)
budgets = st.builds(Amount, amounts, st.sampled_from(["", "$", "€", "EUR"]))


def filters_on(dimension: Dimension, exclude: bool = False) -> st.SearchStrategy[Filter]:
    """Excluded values begin with a letter of their own, so that none is included too."""
    names = values.map(lambda value: f"{'n' if exclude else 'y'}{value}")
    return st.lists(names, min_size=1, max_size=3).map(lambda chosen: Filter(dimension, tuple(chosen), exclude))


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    filtered = draw(st.lists(st.tuples(ANY, st.booleans()), unique=True, max_size=6))
    services = (Dimension.SERVICE, False)
    if services not in filtered and draw(st.booleans()):
        filtered = [services, *filtered]
    if services in filtered:
        place = filtered.index(services)
        filtered = [pair for n, pair in enumerate(filtered) if pair[0] not in WITHIN_SERVICES or n > place]
    else:
        filtered = [pair for pair in filtered if pair[0] is not Dimension.FAMILY]
    filters = tuple(draw(filters_on(*pair)) for pair in filtered)
    by = draw(st.none() | GROUPS)
    then = draw(st.none() | GROUPS.filter(lambda dimension: dimension is not by)) if by else None
    assume(Dimension.FAMILY not in (by, then) or services in filtered)
    page = draw(st.sampled_from([page.name for page in PAGES]))
    selection = Selection(
        period=draw(st.sampled_from(PERIODS)),
        by=by,
        then=then,
        filters=filters,
        metric=draw(st.sampled_from(Metric)),
        charges=draw(st.sampled_from(Charges)),
        chart=draw(st.sampled_from(charts_of(page))),
        granularity=draw(st.sampled_from(granularities_of(page))),
        budget=draw(st.none() | budgets),
        show=draw(st.sampled_from(Show)),
        top=draw(st.integers(1, 20)),
        page=page,
    )
    assume(not selection.focus.needs_too_many)
    return selection


@given(selections())
def test_an_address_says_all_of_a_selection(selection: Selection) -> None:
    assert Selection.parse(selection.search) == selection
    assert Selection.parse(selection.search.removeprefix("?")) == selection


@given(selections(), st.sampled_from([page.name for page in PAGES]))
def test_on_another_page_what_is_not_chosen_is_as_that_page_has_it(selection: Selection, page: str) -> None:
    there = selection.on_page(page)
    assert Selection.parse(there.search) == there
    assert there.chart in charts_of(page)
    if "period=" in selection.search:
        assert there.period == selection.period
    else:
        assert "period=" not in there.search


@given(selections(), ANY, st.integers(0, 6), st.booleans())
def test_every_step_leads_to_an_address_that_can_be(
    selection: Selection, dimension: Dimension, steps: int, exclude: bool
) -> None:
    value = "x & y"
    moves = [
        selection.without(dimension),
        selection.up_to(steps),
        selection.with_period("7d"),
        selection.with_values(dimension, ()),
    ]
    if dimension is not Dimension.FAMILY or Dimension.SERVICE in selection.included:
        moves.append(selection.with_values(dimension, ("a", value), exclude))
        assert moves[-1].values(dimension, exclude) == ("a", value)
        assert not moves[-1].values(dimension, not exclude)
        moves.append(selection.with_filter(dimension, value))
        within = WITHIN_SERVICES if dimension is Dimension.SERVICE else ()
        assert [rule for rule in moves[-1].filters if rule.dimension not in within][-1] == Filter(dimension, (value,))
        assert moves[-1].values(dimension, exclude=True) == selection.values(dimension, exclude=True)
        assert moves[-1].by is None
    for move in moves:
        assert Selection.parse(move.search) == move
    for emptied in (selection.without(dimension), selection.with_values(dimension, ())):
        assert dimension not in [f.dimension for f in emptied.filters]


@given(
    st.text()
    | st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=30) | st.sampled_from(ODD))).map(
        lambda words: "?" + "&".join(f"{name}={value}" for name, value in words)
    )
)
def test_any_text_is_a_selection_or_a_sentence(search: str) -> None:
    said = refusal(search)
    if said is None:
        assert Selection.parse(Selection.parse(search).search) == Selection.parse(search)
    else:
        assert said.endswith(".")


def refusal(search: str) -> str | None:
    """Why an address is refused; any other exception is a fault."""
    try:
        choose(Selection.parse(search).period, TODAY, CAPABILITIES.first_day(TODAY))
    except AddressError as problem:
        return problem.title
    return None


def test_nothing_is_the_default() -> None:
    assert Selection.parse("") == Selection.parse("?") == Selection()
    assert Selection().search == "?"
    assert Selection.parse("?period=30d&metric=unblended&charges=all&chart=stacked") == Selection()


@pytest.mark.parametrize("text", PERIODS)
def test_periods_of_the_contract(text: str) -> None:
    assert choose(Selection.parse(f"?period={text}").period, TODAY, CAPABILITIES.first_day(TODAY)).text == text


@pytest.mark.parametrize(
    "text",
    ["", "7D", "1d", "0d", "-7d", "8d", "90", "today", "2026-13", "2026-02-30", "2026-11-24", "2027-01", "9999-12-31",
     "0000-01-01", "2025-09-30", "2026-11-23..2026-11-01", "2026-11-01..", "..2026-11-01", "2026-8", "２０２６-08",
     "2026-08-01..2026-08-02..2026-08-03", "2026-08-01 ", "2026-08-01T00:00", "9" * 3000],
)  # fmt: skip
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(AddressError):
        choose(Selection.parse(f"?period={text}").period, TODAY, CAPABILITIES.first_day(TODAY))


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?nonsense=1", "Unknown parameter “nonsense”"),
        ("?PERIOD=7d", "Unknown parameter “PERIOD”"),
        ("??period=7d", "Unknown parameter “?period”"),
        ("?=1", "Unknown parameter “”"),
        ("?tag:=x", "Unknown parameter “tag:”"),
        (f"?tag:{'k' * 129}=x", "Unknown parameter “tag:kkkk"),
        ("?cost-category:=x", "Unknown parameter “cost-category:”"),
        ("?by=payment-option", "Cost Explorer cannot group by payment option."),
        ("?by=tag:", "Cannot group by “tag:”."),
        ("?by=region&by=region", "by has the same dimension twice."),
        ("?by=region&by=account&by=az", "Cost Explorer groups by at most 2 dimensions."),
        ("?by=colour", "Cannot group by “colour”"),
        ("?metric=gross", "“gross” is not a valid value of metric"),
        ("?charges=", "“” is not a valid value of charges"),
        ("?chart=Pie", "“Pie” is not a valid value of chart"),
        ("?page=data&page=data", "The parameter “page” is given twice"),
        ("?period=7d&period=7d", "The parameter “period” is given twice"),
        ("?budget=1&budget=1", "The parameter “budget” is given twice"),
        ("?service=", "is not a valid service"),
        ("?service=" + "s" * 1025, "is not a valid service"),
        ("?account=", "is not a valid account"),
        ("?region=us-east-1%0A", "control characters"),
        ("?service=a%00b", "control characters"),
        ("?service=a%C2%9Bb", "control characters"),
        ("?%1B[31m=1", "control characters"),
        ("?service=\ud800", "control characters"),
        ("?budget=-1", "above zero"),
        ("?budget=0", "above zero"),
        ("?budget=NaN", "not a valid amount"),
        ("?budget=1e5", "not a valid amount"),
        ("?budget=18.000", "can be read as 18 or 18,000"),
        ("?budget=" + "9" * 20, "Enter a monthly amount"),
        ("?budget=" + "9" * 3000, "Enter a monthly amount"),
        ("?family=EBS", "A family filter needs a service"),
        ("?by=family", "Families are listed within a service"),
        ("?service!=", "is not a valid service"),
        ("?service!!=S3", "Unknown parameter “service!!”"),
        ("?period!=7d", "Unknown parameter “period!”"),
        ("?region=a&region!=b&region!=a", "The region “a” is both included and excluded"),
        ("?service!=EC2&by=family", "Families are listed within a service"),
        ("?" + "&".join(f"service=s{n}" for n in range(MOST_VALUES + 1)), "Too many filters"),
        ("?service=" + "&" * LONGEST, "too long"),
    ],
)
def test_refusals(search: str, said: str) -> None:
    with pytest.raises(AddressError) as refusal:
        Selection.parse(search)
    assert said in refusal.value.sentence
    assert refusal.value.remedy
    assert len(refusal.value.sentence) < 300


@pytest.mark.parametrize(
    ("search", "service"),
    [
        ("?service=Amazon+RDS", "Amazon RDS"),
        ("?service=Amazon%20RDS", "Amazon RDS"),
        ("?service=A%26B%3DC", "A&B=C"),
        ("?service=%C3%A9", "é"),
        ("?service=é", "é"),
        ("?service=50%", "50%"),
        ("?service=50%25", "50%"),
        ("?service=a;b", "a;b"),
        ("?service=<script>", "<script>"),
    ],
)
def test_percent_encoding(search: str, service: str) -> None:
    assert Selection.parse(search).values(Dimension.SERVICE) == (service,)


@pytest.mark.parametrize(
    ("search", "by"),
    [
        ("?", "service"),
        ("?service=EC2", "family"),
        ("?service=EC2&family=EBS", "usage-type"),
        ("?service=EC2&family=EBS&usage-type=t", "region"),
        ("?service=EC2&usage-type=t", "region"),
        ("?service=EC2&usage-type=t&region=us-east-1", "account"),
        ("?service=EC2&usage-type=t&region=us-east-1&account=111122223333", "charge-type"),
        ("?region=us-east-1", "service"),
        ("?region=us-east-1&service=EC2", "family"),
        ("?usage-type=t&service=s", "region"),
        ("?service=EC2&by=region", "region"),
        ("?service!=EC2", "service"),
        ("?service!=RDS&service=EC2", "family"),
        ("?service=EC2&family!=EBS", "family"),
        ("?service=EC2&usage-type=t&region!=us-east-1", "region"),
    ],
)
def test_each_step_down_lists_the_next(search: str, by: str) -> None:
    assert Selection.parse(search).focus.by == by


def test_another_service_forgets_what_belonged_to_the_last_one() -> None:
    selection = Selection.parse("?region=us-east-1&service=EC2&family=EBS&usage-type=t")
    assert selection.with_filter(Dimension.SERVICE, "RDS").search == "?region=us-east-1&service=RDS"
    assert selection.without(Dimension.SERVICE).search == "?region=us-east-1"


@pytest.mark.parametrize(
    "search",
    [
        "?family=f",
        "?family!=f",
        "?family=f&service!=s",
        "?by=family",
        "?region=global&family=f",
    ],
)
def test_families_are_not_sought_among_all_services(search: str) -> None:
    with pytest.raises(AddressError, match=r"needs a service|within a service"):
        Selection.parse(search)


def test_a_service_is_put_before_what_lies_within_it() -> None:
    selection = Selection.parse("?usage-type=t&region=global&service=RDS")
    assert selection.search == "?region=global&service=RDS&usage-type=t"


def test_what_is_excluded_is_said_with_an_exclamation_mark() -> None:
    selection = Selection.parse("?service!=Amazon+RDS&service%21=Tax&region=global")
    assert selection.filters == (
        Filter(Dimension.SERVICE, ("Amazon RDS", "Tax"), exclude=True),
        Filter(Dimension.REGION, ("global",)),
    )
    assert selection.search == "?service!=Amazon+RDS&service!=Tax&region=global"


def test_a_click_goes_on_from_what_is_excluded() -> None:
    selection = Selection.parse("?service!=Tax")
    assert selection.with_filter(Dimension.REGION, "global").search == "?service!=Tax&region=global"
    down = selection.with_filter(Dimension.SERVICE, "RDS")
    assert down.search == "?service!=Tax&service=RDS"
    assert down.with_filter(Dimension.SERVICE, "EC2").search == "?service!=Tax&service=EC2"
    assert down.up_to(1) == selection
    assert selection.with_filter(Dimension.SERVICE, "Tax").search == "?service=Tax"


@pytest.mark.parametrize(
    ("search", "values", "exclude", "becomes"),
    [
        ("?", ["RDS"], False, "?service=RDS"),
        ("?", ["RDS", "EC2"], False, "?service=EC2&service=RDS&by=service"),
        ("?", ["RDS", "EC2"], True, "?service!=EC2&service!=RDS"),
        ("?by=region", ["RDS"], False, "?service=RDS&by=region"),
        ("?by=region", ["RDS", "EC2"], True, "?service!=EC2&service!=RDS&by=region"),
        ("?service=RDS&by=service", ["EC2"], False, "?service=EC2"),
        ("?service!=EC2&service=RDS", ["S3"], True, "?service!=S3"),
        ("?service=RDS&region=global&account=1", ["S3"], True, "?service!=S3&region=global&account=1"),
        ("?service=RDS&family=f", ["S3"], False, "?service=S3"),
        ("?service=RDS&by=family", [], False, "?"),
        ("?service=RDS&by=usage-type", ["S3"], True, "?service!=S3"),
        ("?service=RDS&region=global&by=account", [], False, "?region=global&by=account"),
    ],
)
def test_a_picker_replaces_what_a_dimension_is_filtered_to(
    search: str, values: list[str], exclude: bool, becomes: str
) -> None:
    assert Selection.parse(search).with_values(Dimension.SERVICE, values, exclude).search == becomes


def test_a_budget_that_is_none_does_not_spoil_the_rest() -> None:
    selection, slip = Selection.lenient("?period=7d&budget=lots&service=EC2")
    assert selection.search == "?period=7d&service=EC2"
    assert slip
    assert "lots" in slip.title
    assert Selection.lenient("?budget=5") == (Selection(budget=Amount(Decimal(5))), None)
    with pytest.raises(AddressError, match="nonsense"):
        Selection.lenient("?nonsense=1&budget=lots")


@pytest.mark.parametrize(("text", "amount"), [("18,000", "18000"), ("$5", "%245"), ("1 000", "1000"), ("1.50", "1.5")])
def test_budgets_as_people_write_them(text: str, amount: str) -> None:
    assert Selection.parse(f"?budget={text}").search == f"?budget={amount}"


def test_another_selection_has_another_budget() -> None:
    account = Selection.parse("?period=7d&budget=500")
    selected = account.with_filter(Dimension.SERVICE, "Amazon RDS")
    assert selected.search == "?period=7d&service=Amazon+RDS"
    own = Selection.parse("?service=Amazon+RDS&budget=50")
    for other in (own.without(Dimension.SERVICE), own.up_to(0), own.with_filter(Dimension.REGION, "us-east-1")):
        assert other.budget is None
    for same in (
        own.with_period("90d"),
        replace(own, page="data"),
        own.up_to(1),
        own.with_filter(Dimension.SERVICE, "Amazon RDS"),
    ):
        assert same.budget == Amount(Decimal(50))
