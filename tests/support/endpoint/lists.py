"""Answers of GetTags, GetCostCategories and GetDimensionValues, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cloudsense.costs.dimension import Dimension, Kind
from cloudsense.demo.book import Book
from endpoint.faults import Refusal
from endpoint.rules import DIMENSIONS, RefusedError, list_period, operation, violations

TAGS, CATEGORIES, VALUES = "GetTags", "GetCostCategories", "GetDimensionValues"
LISTS = (TAGS, CATEGORIES, VALUES)
TOKEN = "values-from-"
PLACES = {"COST_AND_USAGE", "RESERVATIONS", "SAVINGS_PLANS"}


def answer(
    book: Book, more_tags: Iterable[str], name: str, body: dict[str, Any], today: date, size: int
) -> dict[str, Any]:
    """What the operation `name` answers, `size` values from where the token says. Raises RefusedError."""
    list_period(name, body, today)
    found = _found(book, more_tags, name, body)
    first = _offset(body.get("NextPageToken", f"{TOKEN}0"))
    part = found[first : first + size]
    page: dict[str, Any] = {_member(name, body): part, "ReturnSize": len(part), "TotalSize": len(found)}
    if name == VALUES:
        page["DimensionValues"] = [{"Value": value, "Attributes": {}} for value in part]
    if len(found) > first + size:
        page["NextPageToken"] = f"{TOKEN}{first + size}"
    wrong = list(violations(operation(name).output_shape, page, ""))
    assert not wrong, wrong
    return page


def _member(name: str, body: dict[str, Any]) -> str:
    if name == CATEGORIES:
        return "CostCategoryValues" if "CostCategoryName" in body else "CostCategoryNames"
    return {TAGS: "Tags", VALUES: "DimensionValues"}[name]


def _found(book: Book, more_tags: Iterable[str], name: str, body: dict[str, Any]) -> list[str]:
    """GetTags has an empty value for costs without the tag, and one among the keys."""
    if name == VALUES:
        return sorted(_values(book, DIMENSIONS[body["Dimension"]]) - {""})
    if name == TAGS:
        known = _values(book, Dimension.tag(body["TagKey"])) if "TagKey" in body else _keys(book, Kind.TAG, more_tags)
        return sorted({"", *known})
    if "CostCategoryName" in body:
        return sorted(_values(book, Dimension.cost_category(body["CostCategoryName"])) - {""})
    return sorted(_keys(book, Kind.COST_CATEGORY, ()))


def _keys(book: Book, kind: Kind, more: Iterable[str]) -> set[str]:
    kinds = getattr(book, "kinds", None)
    known = kinds.words if kinds else {dimension for line in book.lines for dimension in line.dimensions}
    return {dimension.key for dimension in known if dimension.kind is kind} | set(more)


def _values(book: Book, dimension: Dimension) -> set[str]:
    kinds = getattr(book, "kinds", None)
    if kinds:
        return set(kinds.words.get(dimension, ()))
    return {line.dimensions.get(dimension, "") for line in book.lines}


def _offset(token: str) -> int:
    number = token.removeprefix(TOKEN)
    if not number.isdigit():
        raise RefusedError(Refusal("InvalidNextTokenException", "The next page token is invalid."))
    return int(number)
