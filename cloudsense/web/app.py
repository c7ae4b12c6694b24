"""The Dash app, assembled from its parts."""

from __future__ import annotations

import logging
import mimetypes
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from dash import Dash
from dash.exceptions import DependencyException
from flask import Response, request

from cloudsense.config.payers import ALL, Payer
from cloudsense.config.settings import Settings
from cloudsense.costs.aws_tools import AwsTools
from cloudsense.costs.query import DIMENSIONS
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.callbacks import add_callbacks
from cloudsense.web.export import file_answer
from cloudsense.web.kit.bundle import FOLDER, Bundle, assets_dir, bundles, plotly, serve
from cloudsense.web.ops.access_log import AccessLog
from cloudsense.web.ops.metrics import Metrics
from cloudsense.web.ops.wait_slots import WaitSlots
from cloudsense.web.pages.combined import CombinedRenderer
from cloudsense.web.pages.offline.document import OWN
from cloudsense.web.pages.page_files import FILES, Make
from cloudsense.web.pages.payer_renderers import PARAMETER, Payers
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.pages.render import Renderer
from cloudsense.web.security import login, page_origin
from cloudsense.web.security.callback_schema import refuse_unknown_bodies
from cloudsense.web.security.guard import is_local, protect
from cloudsense.web.security.login_page import LoginPage
from cloudsense.web.security.not_found import show_not_found
from cloudsense.web.security.proxy import TrustProxies
from cloudsense.web.shell import INDEX, layout
from cloudsense.web.state.account_references import PLAIN, AccountReferences, hide_ids
from cloudsense.web.state.app_options import AppOptions

log = logging.getLogger(__name__)

VIEWPORT = {
    "name": "viewport",
    "content": "width=device-width, initial-scale=1, viewport-fit=cover",
}
"""`cover` keeps the tab bar clear of a phone's rounded corners."""
MIME_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""Content types of our assets. Windows' registry may map them to others, which browsers refuse."""


def create_app(
    settings: Settings,
    ledgers: Ledger | Mapping[Payer, Ledger],
    metrics: Metrics | None = None,
    aws_tools: AwsTools | None = None,
) -> Dash:
    """Create the dashboard of one ledger, or of the ledgers of several payers.

    With `metrics` it serves `/metrics`. With `aws_tools` its pages show how to get the same costs
    with the AWS CLI and in the AWS console.
    """
    payers = payers_of(settings, ledgers, aws_tools)
    script, style_sheet = bundles(assets_dir())
    charts = plotly(assets_dir())
    app = page_origin.CloudSenseDash(
        "cloudsense",
        title="CloudSense",
        update_title="",
        assets_folder=str(assets_dir()),
        assets_ignore=r"^05-theme\.js$|^10-plotly|licences",
        assets_path_ignore=[FOLDER, OWN],
        external_scripts=[script.address(settings.base_path)],
        serve_locally=True,
        # The first page has charts: otherwise `dcc.Graph` is requested only once it is drawn.
        eager_loading=True,
        requests_pathname_prefix=settings.base_path,
        routes_pathname_prefix="/",
        compress=not is_local(settings.host),
        enable_mcp=False,
        include_pages_meta=False,
        meta_tags=[VIEWPORT],
    )
    app.index_string = _index(app, settings, payers, style_sheet, charts)
    for bundle in (script, style_sheet, charts):
        serve(app.server, bundle)
    logs_in_here = login.wanted(settings) and not settings.user_header
    app.layout = layout(log_out=logs_in_here)
    slots = WaitSlots()
    add_callbacks(app, payers, slots)
    _routes(app, payers, slots)
    for suffix, mime_type in MIME_TYPES.items():
        mimetypes.add_type(mime_type, suffix)
    app.server.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    names = [settings.host, *settings.allowed_host]
    protect(app.server, names, app.csp_hashes())
    page_origin.refuse_speculation(app.server)
    style = _asset(app, "90-cloudsense.css")
    icon = _asset(app, "favicon.svg")
    show_not_found(app.server, settings.base_path, style, icon)
    ledger = payers.first.ledger
    _authenticate(app, ledger, settings, style, icon)
    hide_ids(app.server, payers.options.references)
    refuse_unknown_bodies(app)
    if metrics:
        metrics.show(app.server, payers.ledgers)
    answered = metrics.answered if metrics else None
    app.server.wsgi_app = AccessLog(app.server.wsgi_app, settings.trusted_proxy, answered)
    return app


def payers_of(
    settings: Settings,
    ledgers: Ledger | Mapping[Payer, Ledger],
    aws_tools: AwsTools | None = None,
) -> Payers:
    """Return a renderer for each ledger."""
    if isinstance(ledgers, Ledger):
        usual = os.environ.get("AWS_PROFILE", "")
        profile = next(iter(settings.profile), usual)
        ledgers = {Payer("", profile, budget=settings.budget): ledgers}
    first, *_ = ledgers.values()
    several = len(ledgers) > 1
    common = AppOptions(
        hide_account=settings.hide_account,
        demo=settings.demo,
        local=is_local(settings.host),
        payers=tuple(payer.name for payer in ledgers) if several else (),
        pages_of_all=tuple(page.name for page in PAGES if page.join),
        references=AccountReferences(first.secret) if settings.hide_account else PLAIN,
        aws_tools=aws_tools,
    )
    renderers: dict[str, Renderer] = {}
    for payer, ledger in ledgers.items():
        options = replace(
            common,
            budget=payer.budget,
            payer=payer.name if several else "",
            profile="" if settings.demo else payer.profile or "",
        )
        renderers[payer.name] = Renderer(ledger, options, payers=renderers)
    if not several:
        return Payers(renderers)
    together = CombinedRenderer(first, replace(common, payer=ALL), payers=renderers)
    return Payers(renderers, together)


def _authenticate(app: Dash, ledger: Ledger, settings: Settings, style: str, icon: str) -> None:
    """Install the login and proxy handling, after the guard that checks hosts and origins."""
    server, base_path = app.server, settings.base_path
    if login.wanted(settings):
        token = settings.token or login.make_token()
        with_token = login.Login(token, ledger.clock)
        LoginPage(server, with_token, base_path, style, icon)
    proxies, user_header = settings.trusted_proxy, settings.user_header
    server.wsgi_app = TrustProxies(server.wsgi_app, proxies, user_header, base_path)


def _index(
    app: Dash, settings: Settings, payers: Payers, style_sheet: Bundle, charts: Bundle
) -> str:
    values = {
        "__BUDGETS__": payers.with_budget,
        "__FILTERS__": " ".join([PARAMETER, *DIMENSIONS]),
        "__ICON__": _asset(app, "favicon.svg"),
        "__FONT__": app.get_asset_url("fonts/inter-variable.woff2"),
        "__THEME__": _asset(app, "05-theme.js"),
        "__PLOTLY__": charts.address(settings.base_path),
        "__KIT_CSS__": style_sheet.address(settings.base_path),
    }
    places = "|".join(values)
    # In one pass: inserted texts are not searched for placeholders.
    return re.sub(places, lambda place: values[place[0]], INDEX)


def _asset(app: Dash, name: str) -> str:
    """Return the URL of an asset with its version: browsers cache assets for a year."""
    modified = (assets_dir() / name).stat().st_mtime
    return f"{app.get_asset_url(name)}?m={modified}"


def _routes(app: Dash, payers: Payers, slots: WaitSlots) -> None:
    def file(make: Make) -> Response:
        search = request.query_string.decode("latin-1")
        try:
            renderer = payers.of(search)
        except AddressError as problem:
            return Response(problem.sentence, 400, mimetype="text/plain")
        with slots.acquire() as patience:
            return file_answer(renderer, search, make, patience)

    def price() -> Response:
        search = request.query_string.decode("latin-1")
        said = payers.price_of(f"?{search}")
        if said is None:
            return Response("The account is not known yet.", 503, mimetype="text/plain")
        return Response(said, mimetype="text/plain")

    def readyz() -> Response:
        missing = ", ".join(payers.lacking())
        if missing:
            return Response(f"not ready: {missing}", 503, mimetype="text/plain")
        return Response("ready", mimetype="text/plain")

    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")

    server = app.server
    server.add_url_rule("/readyz", "readyz", readyz)
    server.add_url_rule("/healthz", "healthz", healthz)
    server.add_url_rule("/favicon.ico", "favicon", lambda: Response(status=204))
    for name, make in FILES.items():
        answer = partial(file, make)
        server.add_url_rule(f"/{name}", name, answer)
    server.add_url_rule("/price", "price", price)
    server.register_error_handler(DependencyException, lambda _error: ("", 404))
    server.register_error_handler(CloudSenseError, lambda error: (error.sentence, 502))
