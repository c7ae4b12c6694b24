"""`Content`: what plain data becomes, and what can't get through it."""

from __future__ import annotations

from kit_page import Mount, reported

from cloudsense.figures.nodes import el, link
from cloudsense.web.kit import Content


def test_text_is_text_whatever_it_holds(mount: Mount) -> None:
    bill = "<img src=x onerror=alert(1)>"
    page = mount(Content("part", [el("p", bill), el("script", "alert(1)")]))
    assert page.inner_text("#part p") == bill
    assert page.locator("#part img, #part script").count() == 0


def test_an_amount_stays_beside_its_sign_where_a_line_ends(mount: Mount) -> None:
    said = "2 others −$11.03 (before: −$10.02), +CHF 5.00 in all"
    page = mount(Content("part", [el("p", said)]))
    page.eval_on_selector("#part p", "(line) => { line.style.width = 0; }")
    assert page.text_content("#part p") == said
    lines = page.inner_text("#part .signed >> nth=1"), page.locator("#part .signed").all()
    assert lines[0] == "−$10.02"
    assert [each.evaluate("(part) => part.getClientRects().length") for each in lines[1]] == [1, 1, 1]


def test_links_lead_to_addresses_of_the_page_alone(mount: Mount) -> None:
    inside, outside = link("?period=7d", "inside"), el("a", "outside", href="javascript:alert(1)")
    page = mount(Content("part", [inside, outside]))
    assert page.get_attribute("#part a >> nth=0", "href") == "?period=7d"
    assert page.get_attribute("#part a >> nth=1", "href") is None


def test_a_button_reports_what_it_asks_for(mount: Mount) -> None:
    button = el("button", "Refresh", data_do="renew", data_question="q", data_month="2026-10")
    page = mount(Content("part", [button]), ["action"])
    page.click("#part button")
    action = reported(page)
    assert isinstance(action, dict)
    assert (action["do"], action["month"]) == ("renew", "2026-10")
