"""Questions for AWS that a view needs, and the rows of the answers that it shows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from cloudsense.costs.dimension import GROUPED_ON_REQUEST
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.frame_families import with_families
from cloudsense.costs.names import NOT_USAGE, canonical, spellings
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter

USAGE_ONLY = Filter(Dimension.CHARGE_TYPE, NOT_USAGE, exclude=True)
FINE = (Dimension.USAGE_TYPE, Dimension.OPERATION)
"""Dimensions with so many values that they are queried service by service."""
MOST_TOLD = 2
"""Number of dimensions that a view can group by."""
WITHIN_SERVICES = (Dimension.FAMILY, *FINE)
"""Dimensions that can be listed only within chosen services: for all services they would
take many paid pages."""


@dataclass(frozen=True)
class Focus:
    """Focus of a view: costs `by` one dimension, and `then` by a second one if any, within
    `filters` in the order of the trail."""

    by: Dimension
    filters: tuple[Filter, ...] = ()
    usage_only: bool = False
    then: Dimension | None = None

    def wide(self, dimensions_at_once: int) -> CostQuery:
        """Question with an answer that several views share; the overview if that is enough.

        It groups by service first where possible, so that answers for one service, Region or
        account are reused.
        """
        return _wide(self, dimensions_at_once)

    def lean(self, dimensions_at_once: int) -> CostQuery:
        """Smallest question that answers the focus: grouped by `by` only, with every filter applied
        by the source.

        The wide one if the overview is enough, and within services, whose usage types are queried
        by service anyway.
        """
        return _lean(self, dimensions_at_once)

    @property
    def with_charge_types(self) -> CostQuery | None:
        """Question that also groups by charge type; None for families and for two dimensions, as
        AWS allows two groups.

        Charge types are filtered by `within`, all other filters by the source.
        """
        if self.dimensions <= set(OVERVIEW.group_by):
            return OVERVIEW
        if self.then or Dimension.FAMILY in self.dimensions:
            return None
        held = {Dimension.CHARGE_TYPE}
        where = []
        for rule in _effective(self):
            is_list = rule.dimension is self.by and rule.exclude
            if rule.dimension not in held and not is_list:
                where.append(rule)
        group = sorted({self.by, *held})
        return CostQuery(_services_first(group), tuple(where))

    @property
    def of_one_usage_type(self) -> bool:
        """Whether each value of `by` is one usage type, so that its quantities add up."""
        if Dimension.USAGE_TYPE in self.grouped:
            return True
        chosen = [rule for rule in self.filters if rule.dimension is Dimension.USAGE_TYPE]
        return any(rule.is_one_value for rule in chosen)

    @property
    def grouped(self) -> tuple[Dimension, ...]:
        """Dimensions of its rows: `by`, and `then` if any."""
        return (self.by, self.then) if self.then else (self.by,)

    @property
    def dimensions(self) -> frozenset[Dimension]:
        """Dimensions that it groups or filters by."""
        filtered = [rule.dimension for rule in self.filters]
        return frozenset([*self.grouped, *filtered])

    @property
    def needs_too_many(self) -> bool:
        """Whether no question can answer it: a family filter needs the usage type
        besides two other dimensions."""
        filtered = [rule.dimension for rule in self.filters]
        if Dimension.FAMILY not in filtered:
            return False
        told = {asked_as(dimension) for dimension in self.grouped}
        return len(told | {Dimension.USAGE_TYPE}) > MOST_TOLD

    def within(self, frame: CostFrame) -> CostFrame:
        """Rows of an answer that match the filters, with columns for `by` and `then`.

        Services that AWS renamed have their canonical names.
        """
        if Dimension.SERVICE in frame.dimensions:
            frame = frame.canonical
        if Dimension.FAMILY in self.dimensions:
            frame = with_families(frame)
        for rule in self.filters:
            if rule.dimension in frame.dimensions:
                values = {comparable(rule.dimension, value) for value in rule.values}
                frame = frame.only(rule.dimension, values, rule.exclude)
        if self.usage_only and Dimension.CHARGE_TYPE in frame.dimensions:
            frame = frame.only(Dimension.CHARGE_TYPE, NOT_USAGE, exclude=True)
        return frame

    @property
    def has_renamed_service(self) -> bool:
        """Whether it filters by a service that AWS may bill under several names."""
        chosen = [rule for rule in self.filters if rule.dimension is Dimension.SERVICE]
        services = chain.from_iterable(rule.values for rule in chosen)
        return any(len(spellings(service)) > 1 for service in services)

    def spelled(self, services: Collection[str]) -> Focus:
        """The focus with each name of its services that is in `services`, as AWS needs it."""
        filters = [_spelled(rule, services) for rule in self.filters]
        return replace(self, filters=tuple(filters))

    def above(self, to_ask: Callable[[Focus], CostQuery]) -> tuple[tuple[Filter, Focus], ...]:
        """For each including filter, the focus it was chosen from: its values must occur there
        before AWS is asked.

        Services come first, as their families and usage types are looked up within them. Filters
        are left out if the same answer contains them and no look-up needs them. `to_ask` returns
        the question for a focus.
        """
        steps = _steps(self)
        mine = to_ask(self)
        theirs = [to_ask(above) for _, above in steps]
        asked = {rule for query in (mine, *theirs) for rule in query.where}
        found = []
        for (rule, above), query in zip(steps, theirs, strict=True):
            if query != mine or rule in asked:
                found.append((rule, above))
        return tuple(found)


def spellings_in(frame: CostFrame) -> dict[str, tuple[str, ...]]:
    """AWS's names of each service in `frame`, an unmodified answer, by canonical name."""
    found: dict[str, tuple[str, ...]] = {}
    if Dimension.SERVICE in frame.dimensions:
        for service in frame.categories(Dimension.SERVICE):
            name = canonical(service)
            found[name] = (*found.get(name, ()), service)
    return found


def absent(rule: Filter, frame: CostFrame) -> tuple[str, ...]:
    """Values of `rule` that do not occur in `frame`, which was made by `within`."""
    known = frame.values_of(rule.dimension)
    named = {value: comparable(rule.dimension, value) for value in rule.values}
    return tuple(value for value in named if named[value] not in known)


def matches_nothing(rule: Filter, frame: CostFrame) -> bool:
    """Whether none of the values of `rule` occurs in `frame`; one is enough,
    as they are alternatives."""
    return len(absent(rule, frame)) == len(rule.values)


def comparable(dimension: Dimension, value: str) -> str:
    """Value as frames have it: renamed services by their canonical name."""
    return canonical(value) if dimension is Dimension.SERVICE else value


def _spelled(rule: Filter, services: Collection[str]) -> Filter:
    if rule.dimension is not Dimension.SERVICE:
        return rule
    if rule.exclude:
        # Excluding a name that does not occur has no effect, so all names can be given.
        names = [name for value in rule.values for name in spellings(value)]
        return Filter(rule.dimension, tuple(names), exclude=True)
    chosen = set(map(canonical, rule.values))
    names = [name for name in services if canonical(name) in chosen]
    missing = chosen - set(map(canonical, names))
    unknown = [value for value in rule.values if canonical(value) in missing]
    return Filter(rule.dimension, (*names, *unknown))


@lru_cache(maxsize=2**15)
def _wide(focus: Focus, dimensions_at_once: int) -> CostQuery:
    if focus.dimensions <= set(OVERVIEW.group_by):
        return OVERVIEW
    group = _group(focus, dimensions_at_once)
    filters = _effective(focus)
    held = {*group, Dimension.FAMILY}
    told = _told(focus)
    where = []
    for rule in filters:
        of_any_service = rule.dimension in FINE and rule not in told
        if of_any_service or rule.dimension not in held:
            where.append(rule)
    first, last = group[0], group[-1]
    if first is Dimension.SERVICE and last in FINE:
        where += [rule for rule in filters if rule.chooses_services]
    if focus.usage_only and Dimension.CHARGE_TYPE not in group:
        where.append(USAGE_ONLY)
    return CostQuery(group, tuple(where))


@lru_cache(maxsize=2**15)
def _lean(focus: Focus, dimensions_at_once: int) -> CostQuery:
    in_overview = focus.dimensions <= set(OVERVIEW.group_by)
    if in_overview or not focus.dimensions.isdisjoint(WITHIN_SERVICES):
        return focus.wide(dimensions_at_once)
    # Values of `by` are excluded after the answer: excluding them in AWS would hardly make it
    # smaller, and make it useless for other views.
    grouped = focus.grouped
    where = []
    for rule in _effective(focus):
        is_list = rule.exclude and rule.dimension in grouped
        if not is_list:
            where.append(rule)
    if focus.usage_only and Dimension.CHARGE_TYPE not in grouped:
        where.append(USAGE_ONLY)
    return CostQuery(_services_first(grouped), tuple(where))


def _services_first(dimensions: Iterable[Dimension]) -> tuple[Dimension, ...]:
    """The dimensions with the service first."""
    ordered = sorted(dimensions, key=lambda dimension: dimension is not Dimension.SERVICE)
    return tuple(ordered)


def _effective(focus: Focus) -> list[Filter]:
    """Filters without those that have no effect: exclusions from a
    dimension with included values."""
    including = [rule for rule in focus.filters if not rule.exclude]
    included = {rule.dimension: set(rule.values) for rule in including}
    found = []
    for rule in focus.filters:
        others = included.get(rule.dimension)
        changes_nothing = others is not None and others.isdisjoint(rule.values)
        if not (rule.exclude and changes_nothing):
            found.append(rule)
    return found


@lru_cache(maxsize=2**15)
def _steps(focus: Focus) -> tuple[tuple[Filter, Focus], ...]:
    """Each including filter, and the focus that it was chosen from.

    Exclusions need no look-up, as a missing value has no effect. Values that costs can't be grouped
    by, or perhaps not, can't be looked up.
    """
    including = [rule for rule in _told(focus) if not rule.exclude]
    trail = tuple(sorted(including, key=lambda rule: not rule.chooses_services))
    found = []
    for n, rule in enumerate(trail):
        above = Focus(rule.dimension, trail[:n], focus.usage_only)
        found.append((rule, above))
    return tuple(found)


def _told(focus: Focus) -> list[Filter]:
    """Filters whose dimensions the answer is grouped by. The source applies all others: dimensions
    that costs can't be grouped by, or perhaps not, and usage types and operations of all services,
    which are faster to filter than to list."""
    has_service = any(rule.chooses_services for rule in focus.filters)
    found = []
    for rule in focus.filters:
        dimension = rule.dimension
        is_told = not dimension.is_filter_only and dimension not in GROUPED_ON_REQUEST
        if is_told and (has_service or dimension not in FINE):
            found.append(rule)
    return found


def _group(focus: Focus, dimensions_at_once: int) -> tuple[Dimension, ...]:
    has_service = any(rule.chooses_services for rule in focus.filters)
    filtered = [rule.dimension for rule in _told(focus)]
    wanted = [asked_as(dimension) for dimension in focus.grouped]
    if has_service and not set(filtered).isdisjoint(WITHIN_SERVICES):
        wanted.append(Dimension.USAGE_TYPE)
    wanted += [Dimension.SERVICE, *filtered]
    asked = dict.fromkeys(wanted)
    asked.pop(Dimension.FAMILY, None)
    group = list(asked)[:dimensions_at_once]
    group.sort(key=lambda dimension: dimension in FINE)
    return _services_first(group)


def asked_as(dimension: Dimension) -> Dimension:
    """Dimension that a source is asked for: usage type for families."""
    return Dimension.USAGE_TYPE if dimension is Dimension.FAMILY else dimension
