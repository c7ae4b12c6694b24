"""Anomalies of several payers on one page. Each payer's are found in its own costs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoint import ACCESS_DENIED, EXPIRED, Endpoint
from endpoint.anomalies import anomaly
from endpoint.server import WHO
from test_payers_page import Site
from two_payers import ACME, GLUE, KEYS, NORDLICHT, RDS, SPIKY_OURS, SPIKY_THEIRS, two_payers
from webclient import NOON, Screen, nodes_of, spoken

PAGE = "?page=anomalies"
ALL = "?payer=all&page=anomalies"
PAGES = {"acme": PAGE, "nordlicht": "?payer=nordlicht&page=anomalies"}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Endpoint]:
    with two_payers(monkeypatch, tmp_path, NOON.date(), SPIKY_OURS, SPIKY_THEIRS) as endpoint:
        yield endpoint


@pytest.fixture
def site(aws: Endpoint, tmp_path: Path) -> Site:
    return Site(aws, tmp_path)


def file(site: Site, search: str) -> list[dict[str, str]]:
    """The lines of the CSV of the list, which is in its order."""
    answer = site.get(f"/costs.csv{search}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(answer.data.decode("utf-8-sig").splitlines()))


def said(screen: Screen, part: str) -> str:
    shown = screen.parts[part]
    view = shown.get("view") or {"body": shown.get("nodes")}
    return " ".join([view.get("title", ""), view.get("sentence", ""), *spoken(list(view.get("body") or ()))])


def links(screen: Screen) -> dict[str, str]:
    """Of the list, by the name of the anomaly."""
    listed = nodes_of(screen.parts["anomaly-list"]["view"]["body"])
    named = [node for node in listed if str(node.get("a", {}).get("id", "")).startswith("anomaly-")]
    return {"".join(spoken(node["x"])): node["a"]["href"] for node in named}


def figures(screen: Screen) -> list[float]:
    """The cost of each day on the chart."""
    usual, above = screen.parts["anomaly-trend-chart"]["figure"]["data"]
    return [sum(pair) for pair in zip(usual["y"], above["y"], strict=True)]


def test_the_list_has_the_anomalies_of_each_page(site: Site) -> None:
    own = {name: site.read(search) for name, search in PAGES.items()}
    lines = {name: file(site, search) for name, search in PAGES.items()}
    paid = site.aws.pages
    both = site.read(ALL)
    together = file(site, ALL)
    assert site.aws.pages == paid, "the overviews are cached"
    for name, expected in lines.items():
        found = [dict(line) for line in together if line["payer"] == name]
        assert [line.pop("payer") for line in found] == [name] * len(expected)
        assert found == expected
    assert {len(expected) for expected in lines.values()} == {3, 2}
    ids = [line["id"] for line in together]
    assert len(set(ids)) < len(ids), "both have one of RDS since the same day"
    order = [(line["state"] != "going-on", -float(line["impact"])) for line in together]
    assert order == sorted(order)
    assert len(links(both)) == len(together)
    for title, href in links(both).items():
        payer, _, service = title.partition(" › ")
        assert href == links(own[payer])[service], "it opens at its payer"
    assert figures(both) == pytest.approx([sum(pair) for pair in zip(*map(figures, own.values()), strict=True)])
    assert both.header["counts"] == {"anomalies": 2}
    prices = [screen.header["update"]["price"] for screen in (*own.values(), both)]
    assert prices == ["1¢", "1¢", "2¢"]


def test_each_payer_is_told_and_sums_are_of_all(site: Site) -> None:
    screen = site.read(ALL)
    assert "2 payers together" in screen.slot("trail")
    assert f"acme{ACME}$" in screen.slot("trail")
    assert "3 anomalies, 1 going on" in screen.slot("trail")
    assert "2 anomalies, 1 going on" in screen.slot("trail")
    answer = said(screen, "anomalies-answer")
    assert "Two anomalies are going on. So far they cost  $1,800.00  more than expected." in answer
    assert "Largest, at acme: RDS cost $1,500.00 more" in answer
    gates = said(screen, "anomaly-gates")
    assert "5 anomalies pass both. Amounts by default: acme $100, nordlicht $20." in gates
    assert "acme › RDS" in said(screen, "anomaly-open")
    assert "Open at acme  to mute it or to add a note." in said(screen, "anomaly-facts")
    stricter = site.read(f"{ALL}&min-dollars=400")
    assert set(links(stricter)) == {"acme › RDS", "acme › Glue", "nordlicht › Glue"}
    filtered = site.read(f"{ALL}&service=AWS+Glue")
    assert set(links(filtered)) == {"acme › Glue", "nordlicht › Glue"}
    assert "3 anomalies are left out by the filters." in said(filtered, "anomaly-list")


def test_mutes_and_notes_stay_with_their_payer(site: Site) -> None:
    site.read(ALL)
    (number,) = [line["id"] for line in file(site, PAGE) if line["service"] == RDS]
    for search in (ALL, PAGE):
        site.order({"do": "mute-anomaly", "question": number, "at": 1}, search)
        muted = {line["payer"]: line["muted"] for line in file(site, ALL) if line["id"] == number}
        assert muted == {"acme": "yes" if search == PAGE else "no", "nordlicht": "no"}
    site.order({"do": "add-day-note", "question": "2026-11-20", "text": "migration", "at": 2}, PAGES["nordlicht"])
    screen = site.read(ALL)
    assert "One anomaly is going on." in said(screen, "anomalies-answer")
    assert "nordlicht, Nov 20: migration" in said(screen, "anomaly-list")
    buttons = {node["a"].get("data-do") for node in nodes_of(screen.parts) if "data-do" in node.get("a", {})}
    forms = [node for node in nodes_of(screen.parts) if node["t"] in ("note-form", "mute-form")]
    assert not forms
    assert not buttons & {"mute-anomaly", "mute-pattern", "remove-remark", "aws-anomalies"}


def test_a_payer_that_fails_or_is_not_cached_leaves_the_others(site: Site) -> None:
    site.read(PAGE)
    paid = site.aws.pages
    alone = links(site.read(PAGE))
    screen = site.look(ALL, load="another-site")
    assert site.aws.pages == paid
    assert "nordlichtfrom 2¢Not cached" in screen.slot("trail")
    assert "Showing cached data." in screen.notices
    assert {f"acme › {title}": href for title, href in alone.items()} == links(screen)
    site.aws.fail(EXPIRED, float("inf"), operation=WHO, key=KEYS["nordlicht"])
    site.clock.pass_by(days=1)
    site.press("retry", ALL)
    screen = site.read(ALL)
    assert "These costs do not include nordlicht" in screen.slot("trail")
    assert "The AWS credentials have expired." in screen.slot("trail")
    assert links(screen)
    assert all(title.startswith("acme › ") for title in links(screen))
    assert site.get(f"/costs.csv{ALL}").status_code == 502


def test_awss_anomalies_are_of_those_who_switched_them_on(aws: Endpoint, site: Site) -> None:
    aws.anomalies = (anomaly("a1", "2026-11-01", "2026-11-03", "AWS Lambda"),)
    site.read(ALL)
    site.order({"do": "aws-anomalies", "at": 1}, PAGE)
    screen = site.read(ALL)
    assert [one.access_key for one in aws.requests if one.operation == "GetAnomalies"] == [KEYS["acme"]]
    assert "acme › Lambda" in links(screen)
    assert screen.header["update"]["price"] == "3¢"
    aws.fail(ACCESS_DENIED, float("inf"), operation="GetAnomalies")
    site.clock.pass_by(days=1)
    screen = site.read(ALL)
    assert "acme: AWS's anomalies are not listed.This user or role is not allowed" in screen.notices
    assert "acme and nordlicht: Days before Oct 29, 2026 are not judged" in screen.notices


def test_an_open_anomaly_buys_no_causes_for_all(site: Site) -> None:
    site.read(ALL)
    paid = site.aws.pages
    (glue,) = [line["id"] for line in file(site, ALL) if line["payer"] == "nordlicht" and line["service"] == GLUE]
    screen = site.read(f"{ALL}&anomaly={glue}")
    assert "nordlicht › Glue" in said(screen, "anomaly-open")
    assert site.aws.pages == paid
    site.read(f"{PAGES['nordlicht']}&anomaly={glue}")
    assert site.aws.pages > paid


def test_amounts_of_two_currencies_are_not_in_one_list(site: Site) -> None:
    site.aws.currencies = {NORDLICHT: "EUR"}
    screen = site.read(ALL)
    assert "The payers are billed in EUR and USD." in screen.notices
    assert json.dumps(PAGES["nordlicht"]) in json.dumps(screen.nodes("messages"))


def test_a_member_account_is_left_to_its_organization(aws: Endpoint, site: Site) -> None:
    aws.payer, aws.units = ACME, {NORDLICHT: "Workloads"}
    screen = site.read(ALL)
    assert {line["payer"] for line in file(site, ALL)} == {"acme"}
    assert "included in its costs, not added again" in screen.slot("trail")
    assert screen.header["counts"] == {"anomalies": 1}
    assert figures(screen) == figures(site.read(PAGE))
