"""`BudgetField`: where an amount leads, what stays while it is typed, what is remembered."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from dash import Dash, Input, Output, html
from kit_page import Mount
from playwright.sync_api import Locator, Page, expect
from screen import findings

from cloudsense.web.kit import BudgetField

SCOPE = "?service=A"
STORE = """
<script>
window.remembered = [];
window.cloudsenseBudget = {remember: (...words) => window.remembered.push(words)};
window.followed = [];
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (!link) return;
  event.preventDefault();
  window.followed.push(link.getAttribute("href"));
});
</script>
"""


def arrange(app: Dash) -> None:
    """A page that follows links itself, and answers a click on "answer" with 7000."""
    app.index_string = app.index_string.replace("<head>", f"<head>{STORE}")
    app.layout.children += [html.Button("answer", id="answer"), html.P(id="answered")]
    answer = [Output("budget", "value"), Output("answered", "children")]
    clicked = Input("answer", "n_clicks")
    app.callback(answer, clicked, prevent_initial_call=True)(lambda _clicks: ["7000", "yes"])


def mounted(mount: Mount, amount: str = "5000") -> tuple[Page, Locator]:
    field = BudgetField(
        "budget",
        value=amount,
        template=f"{SCOPE}&budget=%1A",
        cleared=SCOPE,
        remember={"scope": SCOPE, "amount": amount},
    )
    page = mount(field, arrange=arrange)
    return page, page.get_by_role("textbox", name="Monthly budget")


def followed(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.followed")
    return found


def test_enter_goes_to_the_address_with_the_amount_once(mount: Mount) -> None:
    page, field = mounted(mount)
    field.fill(" 50 k&x ")
    field.press("Enter")
    field.press("Enter")
    field.blur()
    [href] = followed(page)
    assert parse_qs(urlsplit(href).query) == {"service": ["A"], "budget": ["50 k&x"]}


def test_leaving_the_field_applies_what_has_changed(mount: Mount) -> None:
    page, field = mounted(mount)
    field.focus()
    field.blur()
    assert followed(page) == []
    field.fill("6000")
    field.blur()
    assert followed(page) == [f"{SCOPE}&budget=6000"]
    expect(field).to_have_value("6000")


def test_escape_takes_it_back(mount: Mount) -> None:
    page, field = mounted(mount)
    field.fill("6000")
    field.press("Escape")
    expect(field).to_have_value("5000")
    field.blur()
    assert followed(page) == []


def test_an_empty_field_clears_and_forgets(mount: Mount) -> None:
    page, field = mounted(mount)
    field.fill("")
    field.press("Enter")
    assert followed(page) == [SCOPE]
    assert page.evaluate("window.remembered") == [[SCOPE, "5000"], [SCOPE, ""]]


def test_without_an_amount_nothing_is_remembered_or_forgotten(mount: Mount) -> None:
    page, field = mounted(mount, "")
    field.focus()
    field.blur()
    assert json.dumps(page.evaluate("window.remembered")) == "[]"


def test_what_is_being_typed_stays_when_an_answer_comes(mount: Mount) -> None:
    page, field = mounted(mount)
    field.fill("50001")
    page.dispatch_event("#answer", "click")
    expect(page.locator("#answered")).to_have_text("yes")
    expect(field).to_have_value("50001")
    field.press("Escape")
    expect(field).to_have_value("7000")


def test_an_answer_replaces_what_was_typed_before(mount: Mount) -> None:
    page, field = mounted(mount)
    field.fill("7,000")
    page.click("#answer")
    expect(field).to_have_value("7000")
    assert followed(page) == [f"{SCOPE}&budget=7%2C000"]


def test_axe_finds_nothing(mount: Mount) -> None:
    page, _ = mounted(mount, "")
    page.evaluate("document.documentElement.lang = 'en'")
    assert findings(page, "label", "color-contrast", "target-size") == []
