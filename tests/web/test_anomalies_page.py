"""The Anomalies page without a browser: what it shows, what it asks, and what its buttons do."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from webclient import NOON, Dashboard, addresses, demo, nodes_of, paid, spoken

from cloudsense.costs.query import Dimension
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.insight import remarks
from cloudsense.ledger.storage.text_document import FileDocument

PAGE = "?page=anomalies"
SPIKE = date(2026, 11, 12)


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


def said(screen: Any, part: str) -> str:
    return "".join(spoken(screen.parts[part]["nodes"]))


def text(view: dict[str, Any]) -> str:
    return " ".join([view["title"], view.get("sentence", ""), *spoken(list(view.get("body", ())))])


def book(
    *,
    last: float = 100.0,
    days: int = 3,
    service: str = "Amazon Relational Database Service",
    start: date = date(2025, 1, 1),
) -> Book:
    """A service of $100 a day that costs `last` from three days before the last complete one on."""
    common = {Dimension.CHARGE_TYPE: "Usage", Dimension.USAGE_TYPE: "USW2-InstanceUsage:db.r6g.large"}
    line = Line({Dimension.SERVICE: service, Dimension.REGION: "us-west-2"} | common, "Hrs")
    begin = date(2026, 11, 22 - days)

    def amounts(day: date) -> tuple[np.ndarray, np.ndarray]:
        cost = 0.0 if day < start else last if day >= begin else 100.0
        return np.full((1, len(COLUMNS)), round(cost * SCALE), dtype=np.int64), np.array([day >= start])

    return Book([line], amounts)


def test_the_planted_spike_is_in_the_list_with_its_figures(dashboard: Dashboard) -> None:
    screen = dashboard.read(PAGE)
    listed = text(screen.views["anomaly-list"])
    assert "EC2 – Other" in listed
    assert "Nov 12" in listed
    assert " TB more through NAT gateways in us-east-1" in text(screen.views["anomaly-open"])
    assert "usage types" in text(screen.views["anomaly-facts"]).lower()
    assert "Data through Nov 21, 2026" in said(screen, "anomalies-footer")


def test_both_charts_have_words_and_letters(dashboard: Dashboard) -> None:
    screen = dashboard.read(PAGE)
    assert screen.parts["anomaly-trend-frame"]["label"].startswith("A: ")
    figure = screen.parts["anomaly-trend-chart"]["figure"]
    assert "<b>A</b>" in {each["text"] for each in figure["layout"]["annotations"]}
    above = figure["data"][1]
    assert above["y"][above["x"].index("2026-11-12")] > 200
    opened = screen.parts["anomaly-open-chart"]["figure"]
    assert len({len(trace["y"]) for trace in opened["data"]}) == 1
    assert len(opened["layout"]["meta"]["remarks"]) == len(opened["data"][0]["x"])


def test_the_daily_costs_are_those_of_the_overview(dashboard: Dashboard) -> None:
    page, overview = dashboard.read(PAGE), dashboard.read("?chart=bar")
    bars = page.parts["anomaly-trend-chart"]["figure"]["data"]
    total = [expected + above for expected, above in zip(bars[0]["y"], bars[1]["y"], strict=True)]
    assert total == pytest.approx(overview.figure["data"][0]["y"], abs=1e-4), "names below $0.0001 are in no bar there"


def test_gates_and_falls_change_what_is_listed(dashboard: Dashboard) -> None:
    few = dashboard.read(f"{PAGE}&min-dollars=100000")
    assert "No anomaly passes both thresholds" in text(few.views["anomaly-list"])
    assert "The nearest miss: EC2 – Other" in text(few.views["anomaly-open"])
    assert "0 anomalies pass both." in few.sentence("anomaly-gates")
    more = dashboard.read(f"{PAGE}&falls=yes")
    assert len(text(more.views["anomaly-list"])) > len(text(dashboard.read(PAGE).views["anomaly-list"]))


@pytest.mark.parametrize("words", ["min-dollars=x", "min-percent=0", "falls=maybe", "min-dollars=1&min-dollars=2"])
def test_wrong_gates_are_refused_with_a_sentence(dashboard: Dashboard, words: str) -> None:
    screen = dashboard.look(f"{PAGE}&{words}")
    assert screen.status["closed"]
    assert screen.notices


def test_an_unknown_anomaly_is_as_if_none_was_named(dashboard: Dashboard) -> None:
    assert "EC2" in text(dashboard.read(f"{PAGE}&anomaly=nonsense").views["anomaly-open"])


def test_a_rise_that_goes_on_is_counted_and_on_the_overview() -> None:
    dashboard = paid(book(last=180.0))
    screen = dashboard.read(PAGE)
    assert said(screen, "anomalies-answer").startswith("One anomaly is going on. So far it cost $")
    assert screen.header["counts"] == {"anomalies": 1}
    overview = dashboard.read()
    assert overview.header["counts"] == {"anomalies": 1}
    assert "1 anomaly, +$" in said(overview, "overview-messages")
    assert PAGE in addresses(overview)
    marks = [each["text"] for each in overview.figure["layout"]["annotations"]]
    assert "<b>▲</b>" in marks
    assert any("Anomaly: RDS, +$" in remark for remark in overview.figure["layout"]["meta"]["remarks"])


def test_a_quiet_account_says_so_and_has_no_badge() -> None:
    dashboard = paid(book())
    screen = dashboard.read(PAGE)
    assert said(screen, "anomalies-answer").startswith("Nothing unusual in ")
    assert screen.header["counts"] == {}
    assert "anomal" not in said(dashboard.read(), "overview-messages")


def test_opening_the_page_after_the_overview_buys_nothing() -> None:
    dashboard = paid(book(last=180.0))
    dashboard.read()
    before = len(dashboard.source.fetched)
    dashboard.read(PAGE)
    dashboard.read(f"{PAGE}&falls=yes&min-percent=10")
    assert dashboard.source.fetched[before:] == []


def test_what_explains_it_is_asked_when_it_is_opened_and_its_link_has_the_price() -> None:
    dashboard = paid(book(last=180.0))
    dashboard.read()
    screen = dashboard.read(PAGE)
    facts = screen.views["anomaly-facts"]
    (link,) = [node for node in nodes_of(facts["body"]) if node.get("a", {}).get("id") == "explain"]
    assert "¢" in "".join(spoken(link))
    before = len(dashboard.source.fetched)
    opened = dashboard.read(link["a"]["href"])
    assert len(dashboard.source.fetched) > before
    assert "more of RDS instances in us-west-2" in text(opened.views["anomaly-open"])
    again = len(dashboard.source.fetched)
    assert "RDS instances" in text(dashboard.read(PAGE).views["anomaly-list"]), "out of the cache"
    assert len(dashboard.source.fetched) == again


def test_a_young_account_is_told_when_it_will_be_judged() -> None:
    screen = paid(book(start=date(2026, 11, 22))).read(PAGE)
    assert not screen.status.get("closed")
    assert said(screen, "anomalies-answer").startswith("There is too little data to find anomalies.")


def test_an_account_without_costs_has_a_page() -> None:
    screen = paid(book(start=date(2030, 1, 1))).read(PAGE)
    assert not screen.status.get("closed")
    assert screen.views["anomaly-trend"]["empty"]


def test_days_that_cannot_be_judged_are_said_with_a_priced_link() -> None:
    screen = paid(book()).read(PAGE + "&period=this-quarter")
    assert "Days before Oct 29, 2026 are not judged" in screen.notices
    assert any("period=2026-08-01.." in href for href in addresses(screen))


def press(dashboard: Dashboard, do: str, about: str, **more: str) -> None:
    order = {"do": do, "question": about, "at": 1, **more}
    given = {"anomaly-facts.action": order}
    answer = dashboard.call("navigator.revision", given, {"navigator.address": PAGE})
    assert answer.status_code == 200, answer.text


def open_id(dashboard: Dashboard) -> str:
    """The id of the open anomaly, as its buttons have it."""
    facts = dashboard.read(PAGE).views["anomaly-facts"]
    (form,) = [node for node in nodes_of(facts["body"]) if node["t"] == "note-form"]
    return str(form["p"]["question"])


@pytest.mark.parametrize("do", ["mute-anomaly", "mute-series", "mute-pattern"])
def test_muting_takes_it_out_of_the_count_and_the_overview(do: str) -> None:
    dashboard = paid(book(last=180.0))
    press(dashboard, do, open_id(dashboard))
    screen = dashboard.read(PAGE)
    assert "Muted · 1" in text(screen.views["anomaly-list"])
    assert screen.header["counts"] == {}
    assert "anomal" not in said(dashboard.read(), "overview-messages")
    (mute,) = remarks.remarks_of(dashboard.ledger).mutes
    press(dashboard, "remove-remark", mute.id)
    assert dashboard.read(PAGE).header["counts"] == {"anomalies": 1}


def test_a_note_stands_with_its_anomaly_and_on_the_trend() -> None:
    dashboard = paid(book(last=180.0))
    press(dashboard, "add-note", open_id(dashboard), text="migration <b>\n to eu-west-1")
    assert "Note: migration <b> to eu-west-1" in text(dashboard.read(PAGE).views["anomaly-list"])
    remarks_on_trend = dashboard.read().figure["layout"]["meta"]["remarks"]
    assert any("Note: migration" in remark for remark in remarks_on_trend)


def test_a_note_on_a_day_stands_on_both_trends() -> None:
    dashboard = paid(book())
    press(dashboard, "add-day-note", "2026-11-12", text="sale begins")
    press(dashboard, "add-day-note", "no day", text="x")
    page, overview = dashboard.read(PAGE), dashboard.read()
    assert "Nov 12: sale begins" in text(page.views["anomaly-list"])
    for figure in (page.parts["anomaly-trend-chart"]["figure"], overview.figure):
        said_by_day = dict(zip(figure["data"][0]["x"], figure["layout"]["meta"]["remarks"], strict=True))
        assert said_by_day["2026-11-12"].endswith("Note: sale begins")
        assert "<b>◆</b>" in {each["text"] for each in figure["layout"]["annotations"]}
    (note,) = remarks.remarks_of(dashboard.ledger).notes
    press(dashboard, "remove-remark", note.id)
    assert "sale begins" not in text(dashboard.read(PAGE).views["anomaly-list"])


@pytest.mark.parametrize("order", [{"text": "x" * 5000}, {"text": 7}, {"nonsense": "x"}, {"text": ["x"]}])
def test_other_orders_are_refused(order: dict[str, object]) -> None:
    dashboard = paid(book(last=180.0))
    given = {"anomaly-facts.action": {"do": "add-note", "question": "x", "at": 1, **order}}
    answer = dashboard.call("navigator.revision", given, {"navigator.address": PAGE})
    assert answer.status_code == 400


def test_an_order_about_an_unknown_anomaly_does_nothing() -> None:
    dashboard = paid(book(last=180.0))
    dashboard.read(PAGE)
    press(dashboard, "mute-anomaly", "unknown")
    press(dashboard, "add-note", "unknown", text="x")
    assert remarks.remarks_of(dashboard.ledger) == remarks.Remarks()


def test_damaged_remarks_are_told_and_not_overwritten() -> None:
    dashboard = paid(book(last=180.0))
    dashboard.ledger.remarks.change(lambda _: "{")
    assert "Mutes and notes cannot be read." in dashboard.read(PAGE).notices
    press(dashboard, "add-note", open_id(dashboard), text="x")
    assert dashboard.ledger.remarks.read() == "{"


def test_a_file_of_another_encoding_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "remarks.json"
    file.write_bytes('{"notes": "für später"}'.encode("latin-1"))
    dashboard = paid(book(last=180.0))
    dashboard.ledger.remarks = FileDocument(file)
    assert "damaged or not UTF-8" in dashboard.read(PAGE).notices
    before = file.read_bytes()
    press(dashboard, "add-note", open_id(dashboard), text="x")
    assert file.read_bytes() == before


def test_accounts_are_hidden_on_request() -> None:
    dashboard = demo(hide_account=True)
    opened = dashboard.read(PAGE)
    assert "444455556666" not in opened.text


def test_the_list_is_a_file(dashboard: Dashboard) -> None:
    dashboard.read(PAGE)
    answer = dashboard.http.get(f"/costs.csv{PAGE}")
    assert answer.status_code == 200
    assert "cloudsense-anomalies-2026-10-24-2026-11-22.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {row["service"] for row in rows} >= {"EC2 - Other"}
    assert all(float(row["impact"]) == pytest.approx(float(row["actual"]) - float(row["expected"])) for row in rows)
    assert dashboard.http.get(f"/costs.xlsx{PAGE}").status_code == 200


def test_filters_of_services_leave_others_out(dashboard: Dashboard) -> None:
    screen = dashboard.read(f"{PAGE}&service=Amazon+SageMaker")
    assert "EC2" not in text(screen.views["anomaly-list"])
    excluded = dashboard.read(f"{PAGE}&service!=EC2+-+Other")
    assert "EC2" not in text(excluded.views["anomaly-list"])


def test_today_is_not_a_fall(dashboard: Dashboard) -> None:
    assert dashboard.clock.now == NOON
    screen = dashboard.read(f"{PAGE}&falls=yes&period=7d")
    assert "Nov 23" not in text(screen.views["anomaly-list"])


def test_a_series_is_muted_until_the_day_of_choice() -> None:
    dashboard = paid(book(last=180.0))
    facts = dashboard.read(PAGE).views["anomaly-facts"]
    (form,) = [node for node in nodes_of(facts["body"]) if node["t"] == "mute-form"]
    assert (form["p"]["first"], form["p"]["day"]) == ("2026-11-23", "2026-12-31")
    press(dashboard, "mute-series", open_id(dashboard), text="2027-01-15")
    (mute,) = remarks.remarks_of(dashboard.ledger).mutes
    assert mute.until == date(2027, 1, 15)
    assert "until Jan 15, 2027" in text(dashboard.read(PAGE).views["anomaly-facts"])


def test_no_day_mutes_nothing() -> None:
    dashboard = paid(book(last=180.0))
    press(dashboard, "mute-series", open_id(dashboard), text="soon")
    assert remarks.remarks_of(dashboard.ledger).mutes == ()


def test_filters_say_what_they_leave_out() -> None:
    dashboard = paid(book(last=180.0))
    dashboard.read(PAGE)
    listed = text(dashboard.read(f"{PAGE}&region=us-west-2").views["anomaly-list"])
    assert "1 anomaly is left out by the filters." in listed
    assert "found by service, usage type and account, not by region" in listed
    service = text(dashboard.read(f"{PAGE}&service=AWS+Glue").views["anomaly-list"])
    assert "left out" in service
    assert "not by" not in service
    assert "left out" not in text(dashboard.read(PAGE).views["anomaly-list"])


def test_how_many_would_be_found_goes_without_the_muted() -> None:
    dashboard = paid(book(last=180.0))
    press(dashboard, "mute-anomaly", open_id(dashboard))
    assert "0 anomalies pass both. From $10, no more would." in dashboard.read(PAGE).sentence("anomaly-gates")


def test_a_new_level_has_its_own_group() -> None:
    listed = text(paid(book(last=180.0, days=20)).read(PAGE).views["anomaly-list"])
    assert "New level · 1" in listed
    assert "Over · " not in listed


@pytest.mark.parametrize("anomaly", ["unknown", "0123456789ab"])
def test_a_file_of_an_unknown_anomaly_is_refused(anomaly: str) -> None:
    dashboard = paid(book(last=180.0))
    if anomaly != "unknown":
        dashboard.read(PAGE)
    answer = dashboard.http.get(f"/costs.csv{PAGE}&anomaly={anomaly}")
    assert answer.status_code == 400
    assert answer.text == f"There is no anomaly “{anomaly}”. Remove “anomaly” from the address."
