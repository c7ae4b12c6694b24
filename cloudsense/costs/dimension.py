"""Dimensions to group and filter costs by: Cost Explorer's dimensions, tags, cost categories."""

from __future__ import annotations

import re
from enum import StrEnum
from threading import Lock
from typing import ClassVar
from weakref import WeakValueDictionary

ABSENT = ""
"""The value of costs without the tag or outside the cost category; no other value is empty."""
LONGEST_KEY, LONGEST_CATEGORY = 128, 50
"""Most characters that AWS allows in a tag key and in the name of a cost category."""
UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]|!$")
"""Characters that no key has: control characters, lone surrogates, and a final `!`, which
marks an excluding filter."""


class Kind(StrEnum):
    """Type of a dimension in AWS; its value is the prefix of the dimension's address word."""

    BUILT_IN = "dimension"
    TAG = "tag"
    COST_CATEGORY = "cost-category"


class Dimension(str):
    """A dimension to group and filter costs by, identified by its address word.

    `service`, `tag:KEY`, `cost-category:NAME`. Each word has one object, so `is` compares them.
    """

    SERVICE: ClassVar[Dimension]
    USAGE_TYPE: ClassVar[Dimension]
    REGION: ClassVar[Dimension]
    ACCOUNT: ClassVar[Dimension]
    CHARGE_TYPE: ClassVar[Dimension]
    OPERATION: ClassVar[Dimension]
    INSTANCE_TYPE: ClassVar[Dimension]
    PURCHASE_TYPE: ClassVar[Dimension]
    AZ: ClassVar[Dimension]
    PLATFORM: ClassVar[Dimension]
    TENANCY: ClassVar[Dimension]
    LEGAL_ENTITY_NAME: ClassVar[Dimension]
    INVOICING_ENTITY: ClassVar[Dimension]
    FAMILY: ClassVar[Dimension]
    """CloudSense's own dimension, derived from service and usage type; sources don't have it."""
    BILLING_ENTITY: ClassVar[Dimension]
    DATABASE_ENGINE: ClassVar[Dimension]
    INSTANCE_TYPE_FAMILY: ClassVar[Dimension]
    OPERATING_SYSTEM: ClassVar[Dimension]
    RESERVATION_ID: ClassVar[Dimension]
    SAVINGS_PLAN_ARN: ClassVar[Dimension]
    USAGE_TYPE_GROUP: ClassVar[Dimension]
    CACHE_ENGINE: ClassVar[Dimension]
    DEPLOYMENT_OPTION: ClassVar[Dimension]
    PAYER_ACCOUNT: ClassVar[Dimension]
    PAYMENT_OPTION: ClassVar[Dimension]
    SAVINGS_PLANS_TYPE: ClassVar[Dimension]
    SCOPE: ClassVar[Dimension]
    SUBSCRIPTION_ID: ClassVar[Dimension]

    __slots__ = ("__weakref__", "key", "kind", "value")

    value: str
    """Address word as plain text; also the name of its column in frames."""
    kind: Kind
    key: str
    """Tag key, or name of the cost category; empty for other dimensions."""

    def __new__(cls, word: str) -> Dimension:
        """Dimension of this word. Raises ValueError if there is none."""
        known = _known.get(word)
        if known is not None:
            return known
        kind, key = _parsed(word)
        made = super().__new__(cls, word)
        made.value, made.kind, made.key = str(word), kind, key
        with _lock:
            return _known.setdefault(made.value, made)

    def __repr__(self) -> str:
        return f"Dimension({self.value!r})"

    @classmethod
    def tag(cls, key: str) -> Dimension:
        """Dimension of a tag. Raises ValueError for an invalid key."""
        return cls(f"{Kind.TAG}:{key}")

    @classmethod
    def cost_category(cls, name: str) -> Dimension:
        """Dimension of a cost category. Raises ValueError for an invalid name."""
        return cls(f"{Kind.COST_CATEGORY}:{name}")

    @property
    def can_be_absent(self) -> bool:
        """Whether costs can lack a value: untagged, or in no category."""
        return self.kind is not Kind.BUILT_IN

    @property
    def is_filter_only(self) -> bool:
        """Whether costs can be filtered, but not grouped by it."""
        return self in FILTER_ONLY

    @property
    def holds_ids(self) -> bool:
        """Whether its values are, or contain, account ids."""
        return self in _WITH_IDS


_known: WeakValueDictionary[str, Dimension] = WeakValueDictionary()
"""Dimensions by word. Words come from addresses, so unused ones are dropped."""
_lock = Lock()
_NAMED = (
    *("SERVICE", "USAGE_TYPE", "REGION", "ACCOUNT", "CHARGE_TYPE", "OPERATION", "INSTANCE_TYPE"),
    *("PURCHASE_TYPE", "AZ", "PLATFORM", "TENANCY", "LEGAL_ENTITY_NAME", "INVOICING_ENTITY"),
    *("FAMILY", "BILLING_ENTITY", "DATABASE_ENGINE", "INSTANCE_TYPE_FAMILY", "OPERATING_SYSTEM"),
    *("RESERVATION_ID", "SAVINGS_PLAN_ARN", "USAGE_TYPE_GROUP", "CACHE_ENGINE"),
    *("DEPLOYMENT_OPTION", "PAYER_ACCOUNT", "PAYMENT_OPTION", "SAVINGS_PLANS_TYPE", "SCOPE"),
    "SUBSCRIPTION_ID",
)
_WORDS = frozenset(name.lower().replace("_", "-") for name in _NAMED)


def _parsed(word: str) -> tuple[Kind, str]:
    """Kind and key of a word. Raises ValueError."""
    if word in _WORDS:
        return Kind.BUILT_IN, ""
    kind, _, key = word.partition(":")
    longest = {Kind.TAG.value: LONGEST_KEY, Kind.COST_CATEGORY.value: LONGEST_CATEGORY}
    if not 0 < len(key) <= longest.get(kind, 0) or UNFIT.search(key):
        raise ValueError(f"no dimension is called {word[:40]!r}")
    return Kind(kind), key


def _built_in() -> tuple[Dimension, ...]:
    found = []
    for name in _NAMED:
        dimension = Dimension(name.lower().replace("_", "-"))
        setattr(Dimension, name, dimension)
        found.append(dimension)
    return tuple(found)


DIMENSIONS = _built_in()
"""Dimensions with a word of their own, in the order of lists."""
FILTER_ONLY = frozenset(
    {
        Dimension.CACHE_ENGINE,
        Dimension.DEPLOYMENT_OPTION,
        Dimension.PAYER_ACCOUNT,
        Dimension.PAYMENT_OPTION,
        Dimension.SAVINGS_PLANS_TYPE,
        Dimension.SCOPE,
        Dimension.SUBSCRIPTION_ID,
    }
)
GROUPED_ON_REQUEST = frozenset(
    {
        Dimension.BILLING_ENTITY,
        Dimension.DATABASE_ENGINE,
        Dimension.INSTANCE_TYPE_FAMILY,
        Dimension.OPERATING_SYSTEM,
        Dimension.RESERVATION_ID,
        Dimension.SAVINGS_PLAN_ARN,
        Dimension.USAGE_TYPE_GROUP,
    }
)
"""Dimensions that Cost Explorer groups by without documenting it. They are grouped by only on
request, never for the sake of a filter."""
_WITH_IDS = frozenset(
    {
        Dimension.ACCOUNT,
        Dimension.PAYER_ACCOUNT,
        Dimension.RESERVATION_ID,
        Dimension.SAVINGS_PLAN_ARN,
    }
)
