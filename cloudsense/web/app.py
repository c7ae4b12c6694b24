"""The Dash app: composition only."""

from __future__ import annotations

import logging
import mimetypes
import os
from functools import partial
from pathlib import Path

from dash import Dash
from dash.exceptions import DependencyException
from flask import Response, request

from cloudsense.config.settings import Settings
from cloudsense.costs.query import Dimension
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.callbacks import command_callback, page_callbacks, picker_callbacks
from cloudsense.web.components.footer import AppOptions
from cloudsense.web.export import file_answer
from cloudsense.web.ops.access_log import noted
from cloudsense.web.ops.metrics import Metrics
from cloudsense.web.ops.wait_slots import WaitSlots
from cloudsense.web.pages.download import FileFormat
from cloudsense.web.pages.render import Renderer, questions_of
from cloudsense.web.queries.link_prices import price_now
from cloudsense.web.security import arrival, login
from cloudsense.web.security.callback_schema import only_ours
from cloudsense.web.security.guard import is_local, protect
from cloudsense.web.security.login_page import LoginPage
from cloudsense.web.security.not_found import show_not_found
from cloudsense.web.security.proxy import behind
from cloudsense.web.shell import INDEX, layout
from cloudsense.web.state.references import PLAIN, AccountReferences, hide_ids

log = logging.getLogger(__name__)

VIEWPORT = {
    "name": "viewport",
    "content": "width=device-width, initial-scale=1, viewport-fit=cover",
}
"""The tabs of a phone stand clear of its rounded corners."""
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
"""What our assets are. A system may say otherwise, as Windows' registry does, and browsers then refuse them."""


def create_app(settings: Settings, ledger: Ledger, metrics: Metrics | None = None) -> Dash:
    """The dashboard on `ledger`, ready to be served through its `server`; with `metrics` they can be asked for."""
    app = arrival.Page(
        "cloudsense",
        title="CloudSense",
        update_title="",
        assets_folder=str(assets_dir()),
        assets_ignore=r"^05-theme\.js$|licences",
        serve_locally=True,
        requests_pathname_prefix=settings.base_path,
        routes_pathname_prefix="/",
        compress=not is_local(settings.host),
        enable_mcp=False,
        include_pages_meta=False,
        meta_tags=[VIEWPORT],
    )
    app.index_string = _index(app, settings)
    app.layout = layout(log_out=login.wanted(settings) and not settings.user_header)
    options = _options_of(settings, ledger)
    slots = WaitSlots()
    renderer = Renderer(ledger, options)
    page_callbacks(app, renderer, slots)
    picker_callbacks(app, renderer, slots)
    command_callback(app, renderer)
    _routes(app, ledger, options, slots)
    for suffix, kind in KINDS.items():
        mimetypes.add_type(kind, suffix)
    app.server.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    protect(app.server, [settings.host, *settings.allowed_host], app.csp_hashes())
    arrival.refuse_speculation(app.server)
    drawn_with = _asset(app, "90-cloudsense.css"), _asset(app, "favicon.svg")
    show_not_found(app.server, settings.base_path, *drawn_with)
    _doors(app, ledger, settings, drawn_with)
    hide_ids(app.server, options.references)
    only_ours(app)
    if metrics:
        metrics.show(app.server, ledger)
    app.server.wsgi_app = noted(app.server.wsgi_app, settings.trusted_proxy, metrics.answered if metrics else None)
    return app


def _options_of(settings: Settings, ledger: Ledger) -> AppOptions:
    return AppOptions(
        budget=settings.budget,
        hide_account=settings.hide_account,
        demo=settings.demo,
        local=is_local(settings.host),
        profile="" if settings.demo else settings.profile or os.environ.get("AWS_PROFILE", ""),
        references=AccountReferences(ledger.secret) if settings.hide_account else PLAIN,
    )


def _doors(app: Dash, ledger: Ledger, settings: Settings, drawn_with: tuple[str, str]) -> None:
    """Who gets in, and on whose word; after the guard, which checks hosts and origins."""
    if login.wanted(settings):
        token = settings.token or login.make_token()
        LoginPage(app.server, login.Login(token, ledger.clock), settings.base_path, *drawn_with)
    proxied = behind(app.server.wsgi_app, settings.trusted_proxy, settings.user_header, settings.base_path)
    app.server.wsgi_app = proxied


def assets_dir() -> Path:
    """Style sheets and scripts: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "assets"
    return installed if installed.is_dir() else package.parent / "assets"


def _index(app: Dash, settings: Settings) -> str:
    budget = "" if settings.budget is None else str(settings.budget)
    filled = INDEX.replace("__BUDGET__", budget).replace("__FILTERS__", " ".join(Dimension))
    filled = filled.replace("__ICON__", _asset(app, "favicon.svg"))
    return filled.replace("__THEME__", _asset(app, "05-theme.js"))


def _asset(app: Dash, name: str) -> str:
    """Its address, another one for another version: browsers keep assets for a year."""
    return f"{app.get_asset_url(name)}?m={(assets_dir() / name).stat().st_mtime}"


def _routes(app: Dash, ledger: Ledger, options: AppOptions, slots: WaitSlots) -> None:
    def costs(form: FileFormat) -> Response:
        search = request.query_string.decode("latin-1")
        with slots.seat() as patience:
            return file_answer(ledger, search, form, patience, options)

    def price() -> Response:
        search = request.query_string.decode("latin-1")
        said = price_now(ledger, search, questions_of, options.references)
        return Response(said, mimetype="text/plain")

    def readyz() -> Response:
        lacking = ledger.lacking()
        said = f"not ready: {', '.join(lacking)}" if lacking else "ready"
        return Response(said, 503 if lacking else 200, mimetype="text/plain")

    server = app.server
    server.add_url_rule("/readyz", "readyz", readyz)
    server.add_url_rule("/healthz", "healthz", lambda: Response("ok", mimetype="text/plain"))
    server.add_url_rule("/favicon.ico", "favicon", lambda: Response(status=204))
    for form in FileFormat:
        server.add_url_rule(f"/costs.{form}", f"costs_{form}", partial(costs, form))
    server.add_url_rule("/price", "price", price)
    server.register_error_handler(DependencyException, lambda _error: ("", 404))
    server.register_error_handler(CloudSenseError, lambda error: (error.sentence, 502))
