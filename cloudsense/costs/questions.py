"""From what a person looks at to what AWS has to be asked, and from the answer to what they look
at. Pure."""

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
"""Dimensions with so many values that they are asked for service by service."""
MOST_TOLD = 2
"""Dimensions that are told apart at once."""
WITHIN_SERVICES = (Dimension.FAMILY, *FINE)
"""What is sought within chosen services only: among those of all services it would be many paid
pages."""


@dataclass(frozen=True)
class Focus:
    """What a person looks at: costs `by` a dimension, and `then` by another one if any, within
    `filters` in the order of the trail."""

    by: Dimension
    filters: tuple[Filter, ...] = ()
    usage_only: bool = False
    then: Dimension | None = None

    def wide(self, dimensions_at_once: int) -> CostQuery:
        """The question whose answer holds it; the overview wherever that is enough.

        Of the dimensions that it groups by, the first is the service where possible: what was
        bought for one service, region or account then serves the others too.
        """
        return _wide(self, dimensions_at_once)

    def lean(self, dimensions_at_once: int) -> CostQuery:
        """The smallest question whose answer holds it: nothing but `by`, and every filter left to
        the source.

        The wide one where the overview is enough, and within services, whose usage types are asked
        for by service anyway.
        """
        return _lean(self, dimensions_at_once)

    @property
    def with_charge_types(self) -> CostQuery | None:
        """The question whose answer tells charge types apart, too; None for families and for two
        dimensions, which leave no room for them.

        Charge types are left to `within`, every other filter to the source.
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
        """Whether each value of `by` is of one usage type, so that its quantities add up."""
        if Dimension.USAGE_TYPE in self.grouped:
            return True
        chosen = [rule for rule in self.filters if rule.dimension is Dimension.USAGE_TYPE]
        return any(rule.is_one_value for rule in chosen)

    @property
    def grouped(self) -> tuple[Dimension, ...]:
        """What each row of it tells: `by`, and `then` if any."""
        return (self.by, self.then) if self.then else (self.by,)

    @property
    def dimensions(self) -> frozenset[Dimension]:
        """All that it is about."""
        filtered = [rule.dimension for rule in self.filters]
        return frozenset([*self.grouped, *filtered])

    @property
    def needs_too_many(self) -> bool:
        """Whether it can't be answered: a filter of families takes a usage type besides two
        others."""
        filtered = [rule.dimension for rule in self.filters]
        if Dimension.FAMILY not in filtered:
            return False
        told = {asked_as(dimension) for dimension in self.grouped}
        return len(told | {Dimension.USAGE_TYPE}) > MOST_TOLD

    def within(self, frame: CostFrame) -> CostFrame:
        """The rows of an answer to its question that it is about, with a column for `by` and
        `then`.

        A service that AWS renamed has its canonical name throughout.
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
        """Whether a filter names a service that AWS may bill under several names."""
        chosen = [rule for rule in self.filters if rule.dimension is Dimension.SERVICE]
        services = chain.from_iterable(rule.values for rule in chosen)
        return any(len(spellings(service)) > 1 for service in services)

    def spelled(self, services: Collection[str]) -> Focus:
        """The same with its services under each name that is among `services`, as AWS has to be
        asked."""
        filters = [_spelled(rule, services) for rule in self.filters]
        return replace(self, filters=tuple(filters))

    def above(self, to_ask: Callable[[Focus], CostQuery]) -> tuple[tuple[Filter, Focus], ...]:
        """For each including filter, the focus it was chosen from: its values must occur there
        before AWS is asked.

        The service comes first: its families and usage types would else be sought among those of
        all services. Filters that the same answer holds anyway, and that no question on the way
        puts to AWS, are left out. `to_ask` says which question a focus puts.
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
    """By canonical name, the names under which AWS bills a service in `frame`, an answer as it
    came."""
    found: dict[str, tuple[str, ...]] = {}
    if Dimension.SERVICE in frame.dimensions:
        for service in frame.categories(Dimension.SERVICE):
            name = canonical(service)
            found[name] = (*found.get(name, ()), service)
    return found


def absent(rule: Filter, frame: CostFrame) -> tuple[str, ...]:
    """The values of `rule` that do not occur in `frame`, which a focus made with `within`."""
    known = frame.values_of(rule.dimension)
    named = {value: comparable(rule.dimension, value) for value in rule.values}
    return tuple(value for value in named if named[value] not in known)


def matches_nothing(rule: Filter, frame: CostFrame) -> bool:
    """Whether none of the values of `rule` occurs in `frame`: they are alternatives."""
    return len(absent(rule, frame)) == len(rule.values)


def comparable(dimension: Dimension, value: str) -> str:
    """The value as frames have it: services that AWS renamed by their canonical name."""
    return canonical(value) if dimension is Dimension.SERVICE else value


def _spelled(rule: Filter, services: Collection[str]) -> Filter:
    if rule.dimension is not Dimension.SERVICE:
        return rule
    if rule.exclude:
        # An excluded name that does not occur excludes nothing, so all of them can be given.
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
    # Values of `by` are excluded from the answer: AWS's would hardly be smaller, and serves this
    # focus only.
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
    """As they are, but for the service before all others."""
    ordered = sorted(dimensions, key=lambda dimension: dimension is not Dimension.SERVICE)
    return tuple(ordered)


def _effective(focus: Focus) -> list[Filter]:
    """Its filters without those that change nothing: excluding values where others are included."""
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
    """Every including filter, and the focus that it was chosen from.

    An excluded value that does not occur excludes nothing, so it needs no look-up. Values that
    costs can't be grouped by, or perhaps not, can't be looked up.
    """
    including = [rule for rule in _told(focus) if not rule.exclude]
    trail = tuple(sorted(including, key=lambda rule: not rule.chooses_services))
    found = []
    for n, rule in enumerate(trail):
        above = Focus(rule.dimension, trail[:n], focus.usage_only)
        found.append((rule, above))
    return tuple(found)


def _told(focus: Focus) -> list[Filter]:
    """The filters whose values an answer tells apart. Others are left to the source: dimensions
    that costs can't be grouped by, or perhaps not, and usage types and operations of any service,
    which it finds sooner than it lists those of all services."""
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
    """What a source is asked for to tell `dimension`: families are made of usage types."""
    return Dimension.USAGE_TYPE if dimension is Dimension.FAMILY else dimension
