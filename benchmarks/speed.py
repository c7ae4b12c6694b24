"""How fast pages are made and drawn."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import bodies
from playwright.sync_api import Page, sync_playwright
from waitress.server import create_server

from cloudsense.config.settings import read
from cloudsense.demo.organization import DemoSource
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store
from cloudsense.web.app import create_app

PERIODS = {
    "7 days": "?period=7d",
    "90 days": "?period=90d",
    "13 months": "?period=2025-11-01..2026-11-22",
}
ROUNDS = 15
PICTURED = """(function look() {
  if (document.querySelector('.barlayer .point path')) setTimeout(() => { window.pictured = performance.now(); });
  else requestAnimationFrame(look);
})()"""
"""Notes when the first frame with bars was painted, in milliseconds since navigation."""
SEVEN_DAYS = ".period-quick a[href='?period=7d']"
CHANGED = """(name) => {
  const root = document.querySelector('#navigator');
  return new Promise((done) => {
    const started = performance.now();
    const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    new MutationObserver((_, watch) => {
      if (root.dataset.page === name) { watch.disconnect(); painted(); }
    }).observe(root, { attributes: true });
    document.querySelector(`.header-pages a[href*="${name === 'data' ? 'page=data' : '?'}"]`).click();
  });
}"""
"""Clicks the link of a page, and tells after how many milliseconds it was painted."""
HOOK = """() => {
  const chart = document.querySelector('.js-plotly-plot');
  window.painted = 0;
  chart.on('plotly_afterplot', () => requestAnimationFrame(() => setTimeout(() => { painted = performance.now(); })));
  for (const name of ['click', 'popstate']) addEventListener(name, () => { window.started = performance.now(); }, true);
}"""


def demo(**given: list[str]) -> Any:
    """The demo dashboard on a day of its own."""
    clock = lambda: datetime(2026, 11, 23, 9, 10, tzinfo=UTC)  # noqa: E731
    ledger = Ledger(DemoSource(lambda: clock().date()), Store.in_memory(), Spending(), clock)
    return create_app(read({"demo": ["yes"], **given}, {}), ledger)


def server() -> Iterator[tuple[str, str]]:
    """Callback times through the WSGI app, and how fast the command answers and listens."""
    client = demo().server.test_client()
    callbacks = client.get("/_dash-dependencies").json
    for name, search in PERIODS.items():
        body = bodies.look(callbacks, search)
        ask = lambda body=body: client.post("/_dash-update-component", json=body)  # noqa: E731
        size = len(ask().data)
        yield f"callback, {name}", f"{_median(ask):.0f} ms, {size / 1024:.0f} KB"
    python = _median(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 7)
    version = [sys.executable, "-m", "cloudsense", "--version"]
    took = _median(lambda: subprocess.run(version, check=True, capture_output=True), 7)
    yield "cloudsense --version, beyond Python's own start", f"{took - python:.0f} ms"
    yield (
        "cloudsense --demo listens after",
        f"{statistics.median(_listening() for _ in range(3)):.0f} ms",
    )


def _listening() -> float:
    started = time.perf_counter()
    command = [sys.executable, "-m", "cloudsense", "--demo", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        process.stdout.readline()
        took = (time.perf_counter() - started) * 1000
        process.terminate()
    return took


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The app's address on a free port."""
    wsgi = create_server(app.server, host="127.0.0.1", port=0, threads=8, ident=None)
    threading.Thread(target=wsgi.run, daemon=True).start()
    yield f"http://127.0.0.1:{wsgi.effective_port}/"
    wsgi.close()


def browser() -> Iterator[tuple[str, str]]:
    """First load with a cold browser, and range switches from click to painted."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        with served(demo(host=["0.0.0.0"], no_login=["yes"])) as address:
            _, sent = _first_load(chromium, address, {"Accept-Encoding": "gzip"})
            yield "first load, on any address but loopback (gzip)", f"{sent / 1024 / 1024:.2f} MB"
        with served(demo()) as address:
            loads = [_first_load(chromium, address) for _ in range(5)]
            yield "first load, on loopback", f"{loads[-1][1] / 1024 / 1024:.2f} MB"
            yield (
                "first picture, cold browser, warm ledger",
                f"{statistics.median(ms for ms, _ in loads[1:]):.0f} ms",
            )
            page = chromium.new_context(
                viewport={"width": 1280, "height": 900}, bypass_csp=True
            ).new_page()
            for name in ("90 days", "13 months"):
                yield (
                    f"7 days -> {name}, click to painted",
                    f"{_switch(page, address, PERIODS[name]):.0f} ms",
                )
            yield "Overview <-> Data, click to painted", f"{_page_change(page, address):.0f} ms"
        chromium.close()


def _page_change(page: Page, address: str) -> float:
    """Milliseconds from a click on the other page's link, both seen before."""
    page.goto(address)
    page.wait_for_selector(".barlayer .point")
    times = [page.evaluate(CHANGED, name) for name in ("data", "overview") * ROUNDS]
    return statistics.median(times[4:])


def _first_load(
    chromium: Any, address: str, headers: dict[str, str] | None = None
) -> tuple[float, int]:
    """Milliseconds to the first picture, and bytes of all bodies as they were sent."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, extra_http_headers=headers or {}
    )
    page, finished = context.new_page(), []
    page.on("requestfinished", lambda request: finished.append(request))
    page.add_init_script(PICTURED)
    page.goto(address)
    page.wait_for_selector(".barlayer .point path", state="attached")
    page.wait_for_load_state("networkidle")
    took = float(page.evaluate("() => pictured"))
    sent = sum(request.sizes()["responseBodySize"] for request in finished)
    context.close()
    return took, sent


def _switch(page: Page, address: str, search: str) -> float:
    """Milliseconds from a click on Back, at 7 days, to the chart of `search` being painted."""
    page.goto(address + search)
    page.wait_for_selector(".barlayer .point")
    page.evaluate(HOOK)
    times = []
    for _ in range(ROUNDS):
        _painted(page, lambda: page.click(SEVEN_DAYS))
        times.append(_painted(page, lambda: page.evaluate("history.back()")))
    return statistics.median(times[2:])


def _painted(page: Page, act: Callable[[], object]) -> float:
    page.evaluate("() => { painted = 0; }")
    act()
    page.wait_for_function("() => painted && performance.now() - painted > 150")
    return float(page.evaluate("() => painted - started"))


def _median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
