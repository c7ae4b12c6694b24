"""`cloudsense check`: what it says, what it asks, and its exit code."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from paying import Counting
from receivers import WebHook, web_hook

from cloudsense import bootstrap
from cloudsense.alerts import check as checking
from cloudsense.alerts.notifier import Notifier
from cloudsense.aws.capabilities import COST_EXPLORER
from cloudsense.cli import run
from cloudsense.config.settings import read
from cloudsense.costs.amounts import Amount
from cloudsense.costs.budgets import Budget
from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.costs.source import Meter
from cloudsense.demo.organization import DemoSource
from cloudsense.errors import CloudSenseError, ThrottledError
from cloudsense.insight.remarks import mute_anomaly
from cloudsense.insight.watch import watch
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RDS = 'where = ["service=Amazon Relational Database Service"]'
WITHIN = '[[budget]]\nname = "Fine"\namount = 50000\n'
EXCEEDED = '[[budget]]\nname = "Small"\namount = 9000\n'
HEADING_OVER = f'[[budget]]\nname = "Databases"\namount = 3000\n{RDS}\n'
OREGON = '[[budget]]\nname = "Oregon"\namount = 50000\nwhere = ["region=us-west-2"]\n'


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


class PaidSource(DemoSource):
    capabilities = COST_EXPLORER

    def __init__(self, clock: Clock) -> None:
        super().__init__(lambda: clock().date())
        self.asked: list[tuple[CostQuery, Period]] = []
        self.pages = 1
        self.problem: Callable[[CostQuery], CloudSenseError | None] = lambda query: None

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        for _ in range(1 if query == TOTAL else self.pages):
            with meter.page():
                if problem := self.problem(query):
                    raise problem
        if query != TOTAL:
            self.asked.append((query, period))
        return super().fetch(identity, query, period, Counting())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> PaidSource:
    source = PaidSource(clock)
    monkeypatch.setattr(bootstrap, "source", lambda _settings, _clock: source)
    return source


@pytest.fixture(autouse=True)
def _nothing_unusual(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up organization always has an anomaly that is going on."""
    if "anomaly" not in request.function.__name__:
        monkeypatch.setattr(checking, "watch", lambda _ledger: None)


@pytest.fixture
def check(source: PaidSource, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs the command with budgets of this text."""

    def call(budgets: str, *flags: str, **environ: str) -> Said:
        file = tmp_path / "budgets.toml"
        file.write_text(budgets, encoding="utf-8")
        code = run(["check", "--budgets-file", str(file), *flags], environ, clock)
        return Said(code, *capsys.readouterr())

    return call


@pytest.fixture
def hook() -> Iterator[WebHook]:
    with web_hook() as found:
        yield found


Check = Callable[..., Said]


def test_quiet_where_nothing_is_wrong(check: Check) -> None:
    assert check(WITHIN) == (0, "", "")
    assert check("") == (0, "", "")
    assert check(WITHIN, "--format", "markdown") == (0, "", "")


def test_a_line_says_which_and_why(check: Check) -> None:
    said = check(WITHIN + EXCEEDED + HEADING_OVER)
    assert (said.code, said.err) == (1, "")
    exceeded, over = said.out.splitlines()
    assert exceeded.startswith(
        "Small: November 2026, all costs: exceeded on Nov 13. $14,662.32 of $9,000 used (162.9%)"
    )
    assert over.startswith("Databases: November 2026, service is RDS: projected over, crosses on Nov 30. $2,290.40 of")


def test_json_says_all_of_it(check: Check) -> None:
    said = check(WITHIN + HEADING_OVER, "--format", "json")
    assert said.code == 1
    answer = said.json
    assert (answer["ok"], answer["day"], answer["complete_to"]) == (False, "2026-11-23", "2026-11-21")
    fine, databases = answer["budgets"]
    assert (fine["state"], fine["spent"]) == ("within", "14662.3199592654")
    assert databases["period"] == {"start": "2026-11-01", "end": "2026-12-01"}
    assert (databases["state"], databases["crosses"]) == ("projected-over", "2026-11-30")
    assert Decimal(databases["low"]) < Decimal(databases["projected"]) < Decimal(databases["high"])
    assert check(WITHIN, "--format", "json").json["ok"] is True


def test_markdown_shows_names_as_they_are(check: Check) -> None:
    said = check(EXCEEDED.replace("Small", "a_b*c"), "--format", "markdown")
    assert said.out.startswith(r"- **a\_b\*c**: November 2026, all costs: exceeded on Nov 13.")


def test_asks_one_question_about_all_budgets_that_the_overview_judges(check: Check, source: PaidSource) -> None:
    said = check(WITHIN + HEADING_OVER, "--format", "json")
    assert [query for query, _ in source.asked] == [OVERVIEW]
    assert said.json["requests"] == 2, "with the account's total, once a day"
    assert check(WITHIN, "--format", "json").json["requests"] == 0


def test_a_year_asks_for_its_months_and_a_filter_for_its_own(check: Check, source: PaidSource) -> None:
    check(OREGON + '[[budget]]\nname = "Year"\namount = 1000000\nevery = "year"\n')
    (overview, year), (oregon, month) = source.asked
    assert (overview, year.start.isoformat()) == (OVERVIEW, "2026-01-01")
    assert (oregon.name, month.start.isoformat()) == ("service x charge-type region=us-west-2", "2026-10-01")


def test_a_file_that_was_named_has_to_exist(check: Check, source: PaidSource, tmp_path: Path) -> None:
    said = check(WITHIN, "--budgets-file", str(tmp_path / "budget.toml"))
    assert (said.code, said.out, source.asked) == (2, "", [])
    what, remedy = said.err.splitlines()
    assert what.endswith("budget.toml does not exist.")
    assert remedy == "Check the path of --budgets-file."


def test_a_file_of_the_variable_may_still_be_made_on_the_page(
    source: PaidSource, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"CLOUDSENSE_BUDGETS_FILE": str(tmp_path / "budgets.toml")}
    assert run(["check"], environ, clock) == 0, capsys.readouterr().err
    assert source.asked


def test_cached_asks_nothing(check: Check, source: PaidSource, clock: Clock) -> None:
    for nothing in (["--cached"], ["--max-spend", "0"]):
        said = check(EXCEEDED, *nothing)
        assert (said.code, said.out, source.asked) == (1, "", [])
        assert "The costs are not cached." in said.err
        assert "without --cached or with a higher --max-spend" in said.err
    check(EXCEEDED)
    clock.now += timedelta(days=1)
    asked = len(source.asked)
    said = check(EXCEEDED + OREGON, "--cached")
    assert said.code == 1
    assert said.out.startswith("Small: ")
    assert "budget Oregon: The costs are not cached." in said.err
    assert len(source.asked) == asked


def test_max_spend_leaves_out_what_costs_more(check: Check, source: PaidSource) -> None:
    said = check(WITHIN + OREGON, "--max-spend", "0.02", "--format", "json")
    assert said.code == 1
    assert said.json["requests"] == 2
    assert "budget Oregon: Loading these costs takes about $0.01; --max-spend $0.02" in said.err
    said = check(WITHIN + OREGON, "--max-spend", "0.01", "--format", "json")
    assert (said.code, said.json["requests"]) == (0, 1)


def test_max_spend_holds_whatever_was_estimated(check: Check, source: PaidSource) -> None:
    source.pages = 5
    said = check(WITHIN, "--max-spend", "0.03")
    assert (said.code, said.out) == (1, "")
    assert "takes more than is left; --max-spend $0.03" in said.err


@pytest.mark.parametrize("text", ["lots", "-1", "1.234"])
def test_max_spend_is_an_amount(check: Check, text: str) -> None:
    said = check(WITHIN, f"--max-spend={text}")
    assert (said.code, said.out) == (2, "")
    assert "--max-spend" in said.err


def test_what_cannot_be_judged_is_not_passed(check: Check, source: PaidSource) -> None:
    source.problem = lambda query: ThrottledError("Cost Explorer is throttling requests.") if query.where else None
    said = check(WITHIN + OREGON)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("Warning: budget Oregon: Cost Explorer is throttling requests.")
    said = check(WITHIN.replace("50000", '"€50000"'))
    assert said.code == 1
    assert "not in USD" in said.err


def test_a_filter_without_costs_is_said(check: Check) -> None:
    said = check('[[budget]]\nname = "Typo"\namount = 1\nwhere = ["service=Amazon RSD"]')
    assert (said.code, said.out, said.err) == (0, "Typo: no costs match its filter.\n", "")
    (budget,) = check('[[budget]]\nname = "Typo"\namount = 1\nwhere = ["service=x"]', "--format", "json").json[
        "budgets"
    ]
    assert budget["has_costs"] is False


def test_a_file_that_is_wrong_is_used_wrongly(check: Check) -> None:
    said = check('[[budget]]\nname = "a"\namount = "x"')
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("cloudsense: budgets.toml, budget “a”, amount: “x” is not a valid amount.")


def test_alerts_are_sent_once(check: Check, hook: WebHook, clock: Clock) -> None:
    first = check(EXCEEDED + HEADING_OVER, "--notify", hook.url())
    assert first.code == 1
    again = check(EXCEEDED + HEADING_OVER, CLOUDSENSE_NOTIFY=hook.url())
    assert again.out == first.out
    assert sorted(body["title"] for body in hook.taken) == [
        "CloudSense: Budget Databases is projected over",
        "CloudSense: Budget Databases: 76.3% used",
        "CloudSense: Budget Small is exceeded",
    ]
    assert all("November 2026" in body["message"] for body in hook.taken)


def test_an_alert_that_does_not_arrive_is_an_exit_code(check: Check, hook: WebHook) -> None:
    hook.status = 503
    half = WITHIN.replace("50000", "28000")
    said = check(half, "--notify", hook.url("secret"))
    assert (said.code, said.out) == (1, "")
    assert said.err == f"Warning: alert to JSON, 127.0.0.1:{hook.port}: answered 503.\n"
    hook.status = 200
    assert check(half, "--notify", hook.url("secret"), "--format", "json").code == 1, "not due yet"


@pytest.mark.parametrize("command", [["check"], ["digest", "--every", "week"]])
def test_a_target_that_never_answers_is_an_exit_code_and_tried_again(
    command: list[str],
    source: PaidSource,
    hook: WebHook,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("cloudsense.bootstrap.Notifier", partial(Notifier, most_seconds=0.3))
    file = tmp_path / "budgets.toml"
    file.write_text(WITHIN.replace("50000", "28000"), encoding="utf-8")
    line = [*command, "--budgets-file", str(file), "--notify", hook.url("secret")]
    hook.gate.clear()
    assert run(line, {}, clock) == 1
    said = capsys.readouterr()
    assert f"alert to JSON, 127.0.0.1:{hook.port}: did not answer within 0.3 seconds." in said.err
    assert "secret" not in said.err
    hook.gate.set()
    clock.now += timedelta(minutes=1)
    assert run(line, {}, clock) == 0, capsys.readouterr().err
    assert hook.asked == 2
    assert source.asked


def test_an_unknown_target_is_refused_at_start(check: Check, source: PaidSource) -> None:
    said = check(EXCEEDED, "--notify", "nonsense://token")
    assert (said.code, said.out, source.asked) == (2, "", [])
    assert "not a URL that Apprise knows" in said.err
    assert "token" not in said.err


def test_an_anomaly_that_is_going_on_is_a_line_and_an_alert(check: Check, hook: WebHook, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    said = check(WITHIN, "--notify", hook.url(), "--format", "json")
    assert said.code == 1
    (anomaly,) = said.json["anomalies"]
    assert (anomaly["key"], anomaly["first"], anomaly["state"]) == (
        {"service": "Amazon SageMaker"},
        "2026-11-03",
        "new",
    )
    assert Decimal(anomaly["impact"]) == Decimal(anomaly["actual"]) - Decimal(anomaly["expected"])
    (body,) = hook.taken
    assert body["title"].startswith("CloudSense: SageMaker: $")
    clock.now += timedelta(days=1)
    check(WITHIN, "--notify", hook.url())
    assert len(hook.taken) == 1, "told again only when its dollars have doubled"
    said = check(WITHIN)
    assert (said.code, said.err) == (1, "")
    assert said.out.startswith("SageMaker: new since Nov 3, ")


def test_a_muted_anomaly_is_no_news(check: Check, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    said = check(WITHIN, "--format", "json")
    ledger = bootstrap.open_payer(read({}, {}), clock).ledger
    ledger.identity(None)
    seen = watch(ledger)
    assert seen
    found = seen.find(said.json["anomalies"][0]["id"])
    assert found
    mute_anomaly(ledger, found[0])
    assert check(WITHIN) == (0, "", "")


def test_the_same_answer_is_judged_once(source: PaidSource, clock: Clock) -> None:
    ledger = Ledger(source, Store.in_memory(), Spending(), clock)
    budget = Budget("b", Amount(Decimal(9000)))
    today = clock().date()
    snapshot = ledger.costs(*checking.overview_question(ledger, (budget,), today), None).snapshot
    assert snapshot
    judgements = checking.Judgements()
    first = judgements.of(ledger, budget, snapshot, today)
    assert judgements.of(ledger, budget, snapshot, today) is first
    assert judgements.of(ledger, replace(budget, amount=Amount(Decimal(9001))), snapshot, today) is not first
    assert judgements.of(ledger, budget, replace(snapshot), today) is not first
    judgements.keep(())
    assert judgements.of(ledger, budget, snapshot, today) is not first


def test_a_typed_budget_wins_over_the_one_of_the_file(check: Check) -> None:
    typed = {"CLOUDSENSE_BUDGET": "9000"}
    budgets = check(WITHIN + OREGON, "--format", "json", **typed).json["budgets"]
    assert [(each["name"], each["amount"][:5], each["state"]) for each in budgets] == [
        ("Fine", "9000.", "exceeded"),
        ("Oregon", "50000", "within"),
    ]
    budgets = check(OREGON, "--format", "json", **typed).json["budgets"]
    assert [each["name"] for each in budgets] == ["Monthly budget", "Oregon"]
