"""AWS's own anomalies on the page: switched on by a person, priced, asked once a day, and one row with ours."""

from datetime import date
from decimal import Decimal
from typing import Any

from test_anomalies_page import PAGE, book, open_id, press, said, text
from webclient import Clock, Dashboard, PaidSource, Screen, demo, nodes_of

from cloudsense.alerts import formats
from cloudsense.alerts.allowance import Allowance
from cloudsense.alerts.check import Check, check
from cloudsense.alerts.digest import Frequency, digest
from cloudsense.alerts.digest_formats import text as text_of
from cloudsense.alerts.events import events_of
from cloudsense.config.options import Format
from cloudsense.costs.anomalies.anomaly import DetectedBy
from cloudsense.costs.anomalies.reported import Report, ReportQuestion, Reports, RootCause
from cloudsense.costs.identity import Identity
from cloudsense.costs.source import Meter
from cloudsense.demo.book import Book
from cloudsense.errors import AccessError, CloudSenseError
from cloudsense.insight import remarks
from cloudsense.web.pages.anomalies.answers import questions
from cloudsense.web.queries.link_prices import price_of_questions
from cloudsense.web.state.selection import Selection

RDS = "Amazon Relational Database Service"
SAME = Report("r1", date(2026, 11, 20), None, RDS, 400.0, 200.0)
CAUSE = RootCause("AWS Glue", "USW2-ETL-Flex-DPU-Hour", "us-west-2", "444455556666", 300.0)
OTHER = Report("r2", date(2026, 11, 20), None, "AWS Glue", 320.0, 20.0, (CAUSE,))


class Reporting(PaidSource):
    """Reports `reports`."""

    reports: tuple[Report, ...] = ()
    undated = 0
    refusal: CloudSenseError | None = None

    def __init__(self, clock: Clock, costs: Book) -> None:
        super().__init__(clock, costs)
        self.asked: list[ReportQuestion] = []

    def reported_anomalies(self, _identity: Identity, question: ReportQuestion, meter: Meter) -> Reports:
        self.asked.append(question)
        with meter.page():
            if self.refusal:
                raise self.refusal
        return Reports(self.reports, undated=self.undated)


def opened(*reports: Report, last: float = 180.0) -> Dashboard:
    clock = Clock()
    source = Reporting(clock, book(last=last))
    source.reports = reports
    dashboard = Dashboard(source, clock)
    dashboard.read(PAGE)
    return dashboard


def switch(dashboard: Dashboard, do: str = "aws-anomalies") -> Screen:
    given = {"anomaly-gates.action": {"do": do, "at": 1}}
    dashboard.call("navigator.revision", given, {"navigator.address": PAGE})
    dashboard.read(PAGE)
    return dashboard.read(PAGE)


def switch_node(screen: Screen) -> dict[str, Any] | None:
    found = nodes_of(screen.views["anomaly-gates"]["body"])
    return next((node for node in found if node.get("a", {}).get("id") == "aws-anomalies"), None)


def listed(screen: Screen) -> str:
    return text(screen.views["anomaly-list"])


def test_nothing_is_asked_before_the_switch_and_the_price_is_beside_it() -> None:
    dashboard = opened(OTHER)
    node = switch_node(dashboard.read(PAGE))
    assert node is not None
    assert node["a"]["aria-pressed"] == "false"
    assert "1¢ on each day" in text(dashboard.read(PAGE).views["anomaly-gates"])
    assert dashboard.source.asked == []


def test_it_is_asked_once_a_day_and_paid_for() -> None:
    dashboard = opened(OTHER)
    switch(dashboard)
    dashboard.read("?")
    assert len(dashboard.source.asked) == 1
    assert [payment.question for payment in dashboard.payments()].count("AWS anomalies") == 1
    dashboard.clock.pass_by(hours=24)
    dashboard.read("?")
    assert len(dashboard.source.asked) == 1, "no page but this one asks"
    dashboard.read(PAGE)
    assert len(dashboard.source.asked) == 2
    assert dashboard.source.asked[1].period.end == date(2026, 11, 24)


def test_what_only_aws_found_is_beside_ours_and_counted_once() -> None:
    dashboard = opened(OTHER)
    assert dashboard.read(PAGE).header["counts"] == {"anomalies": 1}
    screen = switch(dashboard)
    assert "Going on · 2" in listed(screen)
    assert "found by AWS" in listed(screen)
    assert "found by AWS too" not in listed(screen)
    assert screen.header["counts"] == {"anomalies": 2}
    assert "2 anomalies, +$" in said(dashboard.read(), "overview-messages")
    assert "AWS reports 1 in the last 90 days" in text(screen.views["anomaly-gates"])


def test_those_without_a_first_day_are_counted_and_told() -> None:
    dashboard = opened(OTHER)
    dashboard.source.undated = 2
    screen = switch(dashboard)
    assert "Going on · 2" in listed(screen)
    gates = text(screen.views["anomaly-gates"])
    assert "AWS reports 3 in the last 90 days" in gates
    assert "2 anomalies of AWS without a start date can't be listed." in gates


def test_the_same_event_is_one_row_that_says_so() -> None:
    screen = switch(opened(SAME))
    assert "Going on · 1" in listed(screen)
    assert "found by AWS too" in listed(screen)
    assert screen.header["counts"] == {"anomalies": 1}


def test_aws_names_the_causes_and_no_price_is_asked_for_them() -> None:
    dashboard = opened(OTHER, last=100.0)
    screen = switch(dashboard)
    facts = text(screen.views["anomaly-facts"])
    assert "USW2-ETL-Flex-DPU-Hour" in facts
    assert "+$300.00" in facts
    assert "Ask AWS" not in facts
    assert "Its daily costs are not cached." in text(screen.views["anomaly-open"])
    bought = len(dashboard.source.fetched)
    dashboard.read(f"{PAGE}&anomaly={open_id(dashboard)}")
    assert len(dashboard.source.fetched) == bought


def test_it_can_be_muted_and_noted() -> None:
    dashboard = opened(OTHER, last=100.0)
    switch(dashboard)
    press(dashboard, "add-note", open_id(dashboard), text="backfill", author="Ada")
    assert "Note: backfill — Ada" in listed(dashboard.read(PAGE))
    press(dashboard, "mute-anomaly", open_id(dashboard))
    screen = dashboard.read(PAGE)
    assert "Muted · 1" in listed(screen)
    assert screen.header["counts"] == {}


def test_switched_off_it_is_gone_and_on_again_free_today() -> None:
    dashboard = opened(OTHER)
    switch(dashboard)
    screen = switch(dashboard, "no-aws-anomalies")
    assert "found by AWS" not in listed(screen)
    assert screen.header["counts"] == {"anomalies": 1}
    assert "found by AWS" in listed(switch(dashboard))
    assert len(dashboard.source.asked) == 1


def test_update_asks_again() -> None:
    dashboard = opened(OTHER)
    switch(dashboard)
    dashboard.source.reports = ()
    dashboard.clock.pass_by(hours=1)
    dashboard.call("navigator.revision", {"header.update": 1}, {"navigator.address": PAGE})
    dashboard.read(PAGE)
    screen = dashboard.read(PAGE)
    assert len(dashboard.source.asked) == 2
    assert "AWS reports none" in text(screen.views["anomaly-gates"])
    assert "found by AWS" not in listed(screen)


def test_a_refusal_is_said_ours_stay_and_it_is_not_asked_again_by_itself() -> None:
    dashboard = opened(OTHER)
    dashboard.source.refusal = AccessError("Not allowed.", "Ours hold.", "Allow ce:GetAnomalies.")
    screen = switch(dashboard)
    assert "Allow ce:GetAnomalies." in text(screen.views["anomaly-gates"])
    assert "Going on · 1" in listed(screen)
    assert "Not allowed" not in screen.notices
    assert len(dashboard.source.asked) == 1
    dashboard.source.refusal = None
    assert "found by AWS" in listed(switch(dashboard, "retry"))


def test_the_spending_limit_holds() -> None:
    dashboard = opened(OTHER)
    dashboard.spending.limit = Decimal(0)
    screen = switch(dashboard)
    assert "Paid requests are turned off" in text(screen.views["anomaly-gates"])
    assert dashboard.source.asked == []


def test_the_gates_hold_for_them() -> None:
    dashboard = opened(OTHER)
    switch(dashboard)
    assert "found by AWS" not in listed(dashboard.read(f"{PAGE}&min-dollars=301"))


def test_a_source_without_them_has_no_switch() -> None:
    assert switch_node(demo().read(PAGE)) is None


def test_the_switch_survives_a_restart_and_other_remarks() -> None:
    dashboard = opened(OTHER)
    switch(dashboard)
    press(dashboard, "add-day-note", "2026-11-12", text="release")
    assert remarks.remarks_of(dashboard.ledger).with_aws
    assert '"aws_anomalies": true' in dashboard.ledger.remarks.read()


def test_links_to_the_page_say_what_it_costs_on_the_next_day() -> None:
    dashboard = opened(OTHER)

    def price() -> int:
        ledger = dashboard.ledger
        today = ledger.clock().date()
        return price_of_questions(ledger, questions(ledger, Selection.parse(PAGE), today)).at_least

    switch(dashboard)
    assert price() == 0
    dashboard.clock.pass_by(hours=24)
    dashboard.read("?")
    remarks.switch_aws(dashboard.ledger, is_on=False)
    costs = price()
    remarks.switch_aws(dashboard.ledger, is_on=True)
    assert price() == costs + 1


def test_update_says_that_it_asks_aws_too() -> None:
    dashboard = opened(OTHER)
    before = dashboard.read(PAGE).header["update"]["price"]
    assert switch(dashboard).header["update"]["price"] != before


def test_a_check_and_the_digest_list_them_and_no_alert_is_sent() -> None:
    dashboard = opened(SAME, OTHER)
    ledger, today = dashboard.ledger, dashboard.clock().date()
    allowance = Allowance(ledger, "check")

    def found() -> Check:
        return check(allowance, allowance.identity(), (), today)

    before = found()
    assert [each.anomaly.source for each in before.anomalies] == [DetectedBy.CLOUDSENSE]
    switch(dashboard)
    after = found()
    assert {each.anomaly.source for each in after.anomalies} == {DetectedBy.AWS, DetectedBy.BOTH}
    said = formats.written(after, Format.TABLE)
    assert "Glue: found by AWS, going on since Nov 20, $300.00 above expected so far." in said
    assert "RDS: found by AWS too, going on" in said
    assert "Glue: found by AWS" in text_of(digest(allowance, allowance.identity(), (), Frequency.WEEK, today))
    assert [event.about for event in events_of(after)] == [event.about for event in events_of(before)]
    dashboard.clock.pass_by(hours=24)
    assert [each.anomaly.source for each in found().anomalies] == [DetectedBy.CLOUDSENSE], "not known today"
    assert len(dashboard.source.asked) == 1
