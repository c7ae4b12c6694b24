"""The table as a file."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from webclient import Dashboard, demo, exact, paid, small_book

from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Filter
from cloudsense.errors import AccessError, CredentialsError
from cloudsense.figures.sheet import MARK

HEAD = ["service", "cost_USD", "share_percent", "compared_USD", "before_USD"]


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    dashboard = demo()
    dashboard.read()
    return dashboard


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(MARK))))


def test_all_rows_to_ten_decimals(dashboard: Dashboard) -> None:
    answer = dashboard.http.get("/costs.csv")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    disposition = 'attachment; filename="cloudsense-service-2026-10-24-2026-11-22.csv"'
    assert answer.headers["Content-Disposition"] == disposition
    head, *rows = table(answer.text)
    assert head == [*HEAD, "change_USD", "change_percent"]
    assert len(rows) > 30
    for _, *amounts in rows:
        for amount in filter(None, amounts):
            assert len(amount.partition(".")[2]) == 10
            assert "e" not in amount.lower()
            assert not amount.startswith("-0.0000000000")
    assert [Decimal(row[1]) for row in rows] == sorted((Decimal(row[1]) for row in rows), reverse=True)


def test_its_sums_are_those_of_the_bill(dashboard: Dashboard) -> None:
    dashboard.read("?period=2026-08")
    _, *rows = table(dashboard.http.get("/costs.csv?period=2026-08").text)
    left_out = 1e-4 * 5
    august, july = (Period(date(2026, n, 1), date(2026, n + 1, 1)) for n in (8, 7))
    assert float(sum(Decimal(row[1]) for row in rows)) == pytest.approx(exact(august), abs=left_out)
    assert [row[1] for row in rows] == [row[3] for row in rows]
    gone = Filter(Dimension.SERVICE, tuple(row[0] for row in rows), exclude=True)
    july_of_these = exact(july) - exact(july, "unblended", gone)
    assert float(sum(Decimal(row[4]) for row in rows)) == pytest.approx(july_of_these, abs=left_out)
    for _, _, _, compared, earlier, change, percent in rows:
        assert abs(Decimal(compared) - Decimal(earlier) - Decimal(change)) <= Decimal("1e-9")
        if percent:
            assert float(change) / float(earlier) * 100 == pytest.approx(float(percent), rel=1e-4)


def test_it_compares_complete_days_and_no_monthly_charges(dashboard: Dashboard) -> None:
    dashboard.read("?period=14d")
    _, *rows = table(dashboard.http.get("/costs.csv?period=14d").text)
    by_name = {row[0]: row[1:] for row in rows}
    cost, _, compared, before, change, _ = map(Decimal, by_name["AWS Lambda"])
    assert compared < cost  # Nov 22 is incomplete
    assert compared - before == change
    dashboard.read("?period=2026-11-01")
    _, *rows = table(dashboard.http.get("/costs.csv?period=2026-11-01").text)
    assert {row[0]: row[3:] for row in rows}["Tax"] == [""] * 4


def test_it_is_the_table_on_the_screen(dashboard: Dashboard) -> None:
    for search in ("?service=EC2+-+Other", "?by=region&period=7d", "?charge-type=Tax&by=account&metric=amortized"):
        screen = dashboard.read(search)
        _, *rows = table(dashboard.http.get("/" + screen.csv).text)
        shown = [row["cells"]["cost"]["sort"] for row in screen.rows]
        head = 2 if "by=account" in search else 1
        assert [float(row[head]) for row in rows] == pytest.approx(shown, abs=1e-9)


def test_nothing_before_cost_explorers_history() -> None:
    dashboard = demo()
    dashboard.read("?period=2025-10")
    _, *rows = table(dashboard.http.get("/costs.csv?period=2025-10").text)
    assert rows
    assert all(row[3:] == [""] * 4 for row in rows)


def test_odd_names_survive() -> None:
    names = ["=1+1", 'say "hi", twice', "two\nlines", "名前", "plain", "+1", "'=1"]
    dashboard = paid(small_book({name: 10.0 - n for n, name in enumerate(names)}))
    dashboard.read()
    _, *rows = table(dashboard.http.get("/costs.csv").text)
    assert [row[0] for row in rows] == ["'=1+1", 'say "hi", twice', "two\\u000alines", "名前", "plain", "'+1", "''=1"]
    assert [row[1] for row in rows] == [f"{30 * (10 - n)}.0000000000" for n in range(len(names))]


@pytest.mark.parametrize("search", ["?nonsense=1", "?period=2020-01", "?budget=lots", "?by=family"])
def test_an_address_that_cannot_be(search: str) -> None:
    dashboard = paid()
    answer = dashboard.http.get(f"/costs.csv{search}")
    assert answer.status_code == 400
    assert answer.content_type.startswith("text/plain")
    assert answer.text.endswith(".")
    assert dashboard.source.identified == 0


@pytest.mark.parametrize("kind", [AccessError, CredentialsError])
def test_failures_have_their_sentence(kind: type[AccessError]) -> None:
    dashboard = paid()
    if kind is CredentialsError:
        dashboard.source.stranger = kind("What happened.", remedy="What to do.")
    else:
        dashboard.source.failing = lambda query: kind("What happened.", remedy="What to do.")
    dashboard.read()
    answer = dashboard.http.get("/costs.csv")
    assert answer.status_code == 502
    assert answer.text == "What happened. What to do."


def test_hidden_accounts_stay_hidden() -> None:
    hidden, shown = demo(hide_account=True), demo()
    for dashboard in (hidden, shown):
        dashboard.read("?by=account")
    _, *rows = table(hidden.http.get("/costs.csv?by=account").text)
    assert rows
    assert all(row[0].startswith("••••") and len(row[0]) == 9 and not row[1] for row in rows)
    _, *rows = table(shown.http.get("/costs.csv?by=account").text)
    assert rows
    assert all(row[0].startswith("'") and len(row[0]) == 13 and row[1] for row in rows)


def test_it_buys_nothing() -> None:
    dashboard = paid()
    assert dashboard.http.get("/costs.csv").status_code == 503
    dashboard.read()
    bought = len(dashboard.source.fetched)
    assert dashboard.http.get("/costs.csv").status_code == 200
    assert dashboard.http.get("/costs.csv?by=region").status_code == 503
    dashboard.clock.pass_by(hours=2)
    assert dashboard.http.get("/costs.csv").status_code == 200
    assert len(dashboard.source.fetched) == bought


KEPT = "/costs.csv?page=data"


def test_what_is_kept_is_a_file_too() -> None:
    dashboard = paid()
    dashboard.read()
    payments = dashboard.payments()
    answer = dashboard.http.get(KEPT)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cloudsense-data-2026-11-23.csv"'
    head, *rows = table(answer.text)
    assert head == ["question", "costs", "month", "state", "last_seen", "bought", "pages", "paid_USD"]
    inventory = dashboard.ledger.inventory()
    assert inventory
    assert [row[2] for row in rows] == [str(kept.month) for kept in inventory.cached]
    noon = "2026-11-23T12:00:00+00:00"
    assert ["Services and charge types", "the overview", "2026-11", "current", noon, noon] in [row[:6] for row in rows]
    assert sum(Decimal(row[7]) for row in rows) == pytest.approx(Decimal(len(payments)) / 100, abs=Decimal("1e-8"))
    assert all(abs(Decimal(row[6]) / 100 - Decimal(row[7])) < Decimal("1e-9") for row in rows)
    assert dashboard.payments() == payments


def test_the_file_of_what_is_kept_buys_nothing_and_names_no_price_in_the_demo() -> None:
    new = paid()
    assert len(table(new.http.get(KEPT).text)) == 1
    assert (new.source.fetched, new.payments()) == ([], [])
    free = demo()
    free.read()
    _, *rows = table(free.http.get(KEPT).text)
    assert {tuple(row[5:]) for row in rows} == {("", "", "")}


def test_the_file_of_what_is_kept_is_safe_and_hides_what_is_hidden() -> None:
    dashboard = paid(small_book({"=1+1": 5.0}), hide_account=True)
    dashboard.read()
    dashboard.read("?service=%3D1%2B1&by=usage-type")
    assert "'=1+1" in {row[1] for row in table(dashboard.http.get(KEPT).text)}
    hidden = paid(hide_account=True)
    account = hidden.source.identity().account
    hidden.read(f"?account={account}&by=usage-type")
    assert not re.search(r"\d{12}", hidden.http.get(KEPT).text)
    assert "••••" in hidden.http.get(KEPT).text


def test_why_there_is_no_file_of_what_is_kept() -> None:
    stranger = paid()
    stranger.source.stranger = CredentialsError("What happened.", remedy="What to do.")
    answer = stranger.http.get(KEPT)
    assert (answer.status_code, answer.text) == (502, "What happened. What to do.")
    assert stranger.http.get("/costs.csv?page=data&budget=lots").status_code == 400
