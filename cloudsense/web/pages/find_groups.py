"""Results of *Find*: pages, periods, saved views, budgets, services and accounts. Buys nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cloudsense import formatting
from cloudsense.alerts import sentences
from cloudsense.alerts.center import center_of
from cloudsense.costs.names import visible
from cloudsense.costs.parsing import can_be_filtered
from cloudsense.costs.period import choose
from cloudsense.costs.query import Dimension
from cloudsense.costs.two_periods import lately
from cloudsense.errors import AddressError, BudgetsError, CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components import controls
from cloudsense.web.kit.finder import Findable, FindableValue, FindGroup
from cloudsense.web.pages.budgets.table import address as budget_address
from cloudsense.web.pages.explore.commands import views_of, written
from cloudsense.web.pages.picker_values import price_of
from cloudsense.web.pages.registry import PAGES, page_of, same_on_every_page
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.filter_values import FilterValues, filter_values
from cloudsense.web.queries.link_price_labels import Props
from cloudsense.web.queries.questions import choice_of
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import PLACEHOLDER, Selection

NO_ACCOUNTS = "To find accounts, open the Accounts page once: it loads costs by account."


def finds(renderer: Renderer, selection: Selection, patience: float) -> Props:
    """Return the props of the `Finder` for the page of `selection`.

    A free source may take `patience` seconds.
    """
    selection = _valid(renderer, selection)
    accounts = [_accounts(part, selection, patience) for part in renderer.parts]
    groups = [
        _pages(renderer, selection),
        _views(renderer),
        *map(_budgets, renderer.parts),
        _services(renderer, selection, patience),
        *accounts,
        _periods(renderer, selection),
    ]
    found = list(filter(_holds_anything, groups))
    has_accounts = any(group["values"] for group in accounts)
    return {"groups": found, "lacking": "" if has_accounts else NO_ACCOUNTS}


def _holds_anything(group: FindGroup) -> bool:
    return bool(group.get("items") or group.get("values"))


def _valid(renderer: Renderer, selection: Selection) -> Selection:
    """Return the selection, or that of the Overview if its page or period does not exist."""
    ledger = renderer.ledger
    try:
        page_of(selection)
        choice_of(ledger, selection, ledger.clock().date())
    except AddressError:
        return renderer.options.home
    return selection


def _pages(renderer: Renderer, selection: Selection) -> FindGroup:
    """List the pages, with this selection."""
    links = same_on_every_page(selection)
    items = [_priced(renderer, page.title, links[page.name]) for page in PAGES]
    return FindGroup(title="Pages", items=items)


def _periods(renderer: Renderer, selection: Selection) -> FindGroup:
    """List periods, with this selection; on the Overview if the page has no period."""
    has_period = page_of(selection).has_controls
    here = selection if has_period else selection.on_page(Selection.page)
    ledger = renderer.ledger
    today = ledger.clock().date()
    earliest = ledger.capabilities.first_day(today)
    items = []
    for preset in controls.presets(here, today, earliest):
        period = choose(preset["word"], today, earliest).period
        found = _priced(renderer, preset["label"], preset["href"])
        found["note"] = formatting.days(period)
        items.append(found)
    return FindGroup(title="Periods", items=items)


def _views(renderer: Renderer) -> FindGroup:
    """List saved views. Their prices are requested when they are shown: there may be hundreds."""
    items = []
    for view in views_of(renderer.ledger).views:
        href = written(view, renderer.options.references)
        if href:
            name = visible(view.name)
            items.append(Findable(name=name, href=href))
    return FindGroup(title="Saved views", items=items)


def _budgets(part: Renderer) -> FindGroup:
    options = part.options
    try:
        budgets = center_of(part.ledger).judged()
    except BudgetsError:  # the Budgets page explains why
        budgets = ()
    items = []
    for budget in budgets:
        name = visible(budget.name)
        scope = sentences.scope(budget, options.hide_account)
        href = budget_address(options.home, budget.name)
        items.append(Findable(name=name, note=scope, href=href))
    return FindGroup(title="Budgets", note=options.payer_name, items=items)


def _priced(renderer: Renderer, name: str, href: str) -> Findable:
    price = price_of(renderer, href)
    return Findable(name=name, href=href, price=price)


def _services(renderer: Renderer, selection: Selection, patience: float) -> FindGroup:
    start = _start(renderer, selection)
    by = Dimension.SERVICE
    found = [_values(part, start, by, patience) for part in renderer.parts]
    values = _as_values(FilterValues.of_all(found))
    if not values:
        names: dict[str, None] = {}
        for part in renderer.parts:
            names |= dict.fromkeys(_known_services(part))
        label = Labels().of(by)
        values = [FindableValue(value=name, name=label(name)) for name in names]
    return _group("Services", "", renderer, start, by, values)


def _accounts(part: Renderer, selection: Selection, patience: float) -> FindGroup:
    """List accounts with costs in the period, and others whose names are known."""
    start = _start(part, selection)
    by = Dimension.ACCOUNT
    values = _as_values(_values(part, start, by, patience))
    listed = {each["value"] for each in values}
    names = _known_accounts(part.ledger)
    labels = Labels(names, part.options.hide_account)
    for number in names:
        value = start.references.written(by, number)
        if value not in listed:
            name = labels.short(by, number)
            shown = "" if part.options.hide_account else number
            values.append(FindableValue(value=value, name=name, id=shown))
    return _group("Accounts", part.options.payer_name, part, start, by, values)


def _start(renderer: Renderer, selection: Selection) -> Selection:
    """Return the Overview with these days and metric, without the other filters, which might leave
    nothing of a service or account."""
    there = selection.on_page(Selection.page)
    return replace(
        renderer.options.home,
        period=there.period,
        against=there.against,
        metric=there.metric,
        charges=there.charges,
    )


def _values(part: Renderer, start: Selection, by: Dimension, patience: float) -> FilterValues:
    hide = part.options.hide_account
    return filter_values(part.ledger, start, by, hide, patience=patience)


def _as_values(found: FilterValues) -> list[FindableValue]:
    return [
        FindableValue(value=row.value, name=row.name, id=row.number, cost=row.cost)
        for row in found.rows
    ]


def _known_services(part: Renderer) -> Sequence[str]:
    """Return the services of the last two months if those of the period are not cached, without
    those that addresses can't hold."""
    today = part.ledger.clock().date()
    names = part.ledger.services(lately(today))
    return [name for name in names if can_be_filtered(Dimension.SERVICE, name)]


def _known_accounts(ledger: Ledger) -> Props:
    try:
        identity = ledger.identity(0)
    except CloudSenseError:
        return {}
    return ledger.account_names(identity) if identity else {}


def _group(
    title: str,
    note: str,
    renderer: Renderer,
    start: Selection,
    by: Dimension,
    values: Sequence[FindableValue],
) -> FindGroup:
    return FindGroup(
        title=title,
        note=note,
        template=start.with_values(by, [PLACEHOLDER]).search,
        values=values,
        paid=any(part.ledger.is_priced for part in renderer.parts),
    )
