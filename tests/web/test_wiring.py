"""The app as Dash puts it together: the page, its parts, who writes what, and what a browser would load."""

import base64
import hashlib
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from webclient import Dashboard, demo, paid, strictly

from cloudsense.web.pages.registry import PAGES

FONT = "/assets/fonts/inter-variable.woff2"
"""Loaded early by the very address that the style sheet has for it."""


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


class Tags(HTMLParser):
    """Start tags with their attributes, and the texts of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(("/" + tag, {}))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts.append((self.tags[-1][1], data))


def test_the_page(dashboard: Dashboard) -> None:
    answer = dashboard.http.get("/")
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert ("html", {"lang": "en"}) in Tags(answer.text).tags
    assert "Set-Cookie" not in answer.headers


def test_the_page_loads_nothing_from_elsewhere(dashboard: Dashboard) -> None:
    for tag, attributes in Tags(dashboard.http.get("/").text).tags:
        for name in ("src", "href", "action", "content", "data", "srcset"):
            parts = urlsplit(attributes.get(name) or "")
            assert not parts.netloc, (tag, attributes)
            assert parts.scheme in ("",), (tag, attributes)


def test_all_that_the_page_loads_is_there_and_stays_for_a_year_under_its_own_version(dashboard: Dashboard) -> None:
    tags = Tags(dashboard.http.get("/").text).tags
    loaded = [a["src"] for t, a in tags if t == "script" and a.get("src")]
    loaded += [a["href"] for t, a in tags if t == "link" and a.get("href") and a.get("as") != "fetch"]
    assert any("plotly-basic" in address for address in loaded)
    for address in loaded:
        with dashboard.http.get(address) as answer:
            assert answer.status_code == 200, address
            assert "max-age=31536000" in answer.headers["Cache-Control"], address
        is_versioned = re.search(r"[?]m=[0-9a-f]|\.v\d+_\d+_\d+m\d+\.", address)
        assert is_versioned or address == FONT, f"{address} never changes its name"


def test_what_dash_asks_for_first_is_on_its_way_before_its_scripts_run(dashboard: Dashboard) -> None:
    tags = Tags(dashboard.http.get("/").text).tags
    early = [a for t, a in tags if t == "link" and a.get("as") == "fetch"]
    assert [a["href"] for a in early] == ["_dash-layout", "_dash-dependencies"]
    for attributes in early:
        assert "crossorigin" in attributes  # otherwise Chromium asks twice
        assert dashboard.http.get(f"/{attributes['href']}").status_code == 200


def test_scripts_that_nothing_uses_are_not_loaded(dashboard: Dashboard) -> None:
    addresses = [a.get("src") or "" for t, a in Tags(dashboard.http.get("/").text).tags if t == "script"]
    assert not [one for one in addresses if "polyfill" in one or "dash_table" in one or "package_data" in one]
    assert any("react-dom" in one for one in addresses)
    assert [one.split("/")[-1].split(".")[0] for one in addresses if "dcc/async" in one] == ["async-graph"]


def test_plotly_is_compiled_while_it_arrives_and_is_the_last_script_before_dash_starts(dashboard: Dashboard) -> None:
    tags = Tags(dashboard.http.get("/").text).tags
    addresses = [a["src"] for t, a in tags if t == "script" and a.get("src")]
    assert [a["href"] for t, a in tags if t == "link" and a.get("as") == "script"] == addresses[-1:]
    answer = dashboard.http.get(addresses[-1] or "")
    assert answer.text.startswith("//# allFunctionsCalledOnLoad\n/**\n* plotly.js")


def test_only_the_scripts_of_the_policy_can_run(dashboard: Dashboard) -> None:
    answer = dashboard.http.get("/")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    allowed = rules["script-src"].split()
    inline = [text for a, text in Tags(answer.text).scripts if a.get("type") != "application/json"]
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline}
    assert inline
    assert set(allowed) == {"'self'"} | hashes
    assert not re.search(r"\son\w+\s*=", answer.text.split("<script")[0]), "an inline handler would be blocked"
    for name, rule in rules.items():
        assert "unsafe-eval" not in rule
        assert "*" not in rule
        assert "unsafe-inline" not in rule or name == "style-src"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == rules["frame-ancestors"] == "'none'"


def test_every_id_stands_at_first_paint_and_every_property_has_one_writer(dashboard: Dashboard) -> None:
    ids = [part["id"] for part in parts(strictly(dashboard.http.get("/_dash-layout").text)) if "id" in part]
    assert len(ids) == len(set(ids))
    callbacks = strictly(dashboard.http.get("/_dash-dependencies").text)
    assert callbacks
    written: list[str] = []
    for callback in callbacks:
        written += callback["output"].strip(".").split("...")
        read = [f"{part['id']}.{part['property']}" for part in callback["inputs"] + callback["state"]]
        for name in [*written, *read]:
            assert name.rpartition(".")[0] in ids, name
    assert len(written) == len(set(written))
    shared = {name.partition("@")[0] for name in written if "@" in name}
    assert shared == {"navigator.status", "header.status"}, "written by the page that is shown"


def test_one_callback_a_page_reads_and_one_commands(dashboard: Dashboard) -> None:
    callbacks = strictly(dashboard.http.get("/_dash-dependencies").text)
    assert not [one for one in callbacks if one["clientside_function"]]
    listened = sorted(f"{part['id']}.{part['property']}" for one in callbacks for part in one["inputs"])
    reads = [f"page-{page.name}.request" for page in PAGES]
    opened = [f"{page.name}-filters.wanted" for page in PAGES if page.has_controls]
    opened += [f"{picker}.wanted" for page in PAGES for picker in page.pickers]
    actions = [f"{name}.action" for page in PAGES for name in (page.messages, *page.actions)]
    actions += [f"{page.name}-filters.action" for page in PAGES if page.has_controls]
    others = ["budget-form.draft", "budget-form.wanted", "finder.wanted", "header.update"]
    assert listened == sorted([*reads, *opened, *actions, *others])
    commands = [one for one in callbacks if "header.update" in {f"{p['id']}.{p['property']}" for p in one["inputs"]}]
    assert [one["output"] for one in commands] == ["navigator.revision"]


@pytest.mark.parametrize("path", ["/_mcp", "/_reload-hash", "/_favicon.ico", "/static/x", "/_dash-config", "/console"])
def test_nothing_else_of_dash_is_served(dashboard: Dashboard, path: str) -> None:
    assert dashboard.http.get(path).status_code == 404


def test_opening_the_page_asks_aws_nothing() -> None:
    dashboard = paid()
    for path in ("/", "/_dash-layout", "/_dash-dependencies", "/healthz", "/favicon.ico", "/assets/kit/00-kit.js"):
        dashboard.http.get(path).close()
    assert dashboard.source.identified == 0
    assert dashboard.source.fetched == []
    assert dashboard.http.get("/healthz").text == "ok"


def test_answers_are_compressed_where_they_travel() -> None:
    def encoding(host: str) -> str | None:
        answer = demo(host=host, no_login=True).http.get("/", headers={"Accept-Encoding": "gzip"})
        return answer.headers.get("Content-Encoding")

    assert encoding("127.0.0.1") is None
    assert encoding("localhost") is None
    assert encoding("0.0.0.0") == "gzip"


def test_the_footer_says_who_can_see_it() -> None:
    assert "this computer only" in paid().read().slot("footer")
    assert "shared on the network" in paid(host="0.0.0.0", no_login=True).read().slot("footer")
    assert "demo" in demo().read().slot("footer").lower()


def test_the_budget_of_the_settings_is_in_the_page_for_its_script() -> None:
    meta = {"name": "cloudsense-budgets", "content": "payer="}
    assert ("meta", meta) in Tags(demo(budget=Decimal("18000.5")).http.get("/").text).tags


def parts(node: Any) -> list[dict[str, Any]]:
    """The properties of every component of a layout."""
    if isinstance(node, list):
        return [props for child in node for props in parts(child)]
    if isinstance(node, dict) and "props" in node:
        return [node["props"], *parts(node["props"].get("children"))]
    return []
