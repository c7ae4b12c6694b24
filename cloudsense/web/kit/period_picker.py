"""`PeriodPicker`: the days that the page shows, and ways to choose others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from cloudsense.web.kit.base import KitComponent


class Preset(TypedDict):
    """A period with a name: `word` as in the address, its address, and its price if it is not free.

    `first` and `last` are its days (ISO), if known.
    """

    word: str
    label: str
    href: str
    price: NotRequired[str]
    first: NotRequired[str]
    last: NotRequired[str]


class MonthLink(TypedDict):
    """A whole month, `2026-10`, and its price: `≈1¢`, `""` if cached, None if unknown."""

    month: str
    price: str | None


class PeriodPicker(KitComponent):
    """Steps, a button `label dates ▾`, and in its popover presets, days, months and typed dates.

    All days are UTC days as ISO texts, both ends inclusive.

    - `name`: its name for screen readers
    - `label`, `dates`: the period by name and days, `Last 30 days`, `Oct 24 – Nov 22`
    - `first`, `last`: the days that the page shows
    - `template`: an address with `%1A` in place of the period, `?period=%1A&by=region`
    - `earliest`, `latest`: the first and the last day that can be chosen
    - `today`, `complete_to`: today, and the last day for which AWS has all costs
    - `presets`: in order; those of days (`7d`, `13w`) are listed apart from the others. If one has
      `first` and `last`, choosing these days in the calendar chooses the preset
    - `current`: the word of the preset that is shown, if it is one
    - `back`, `forth`: addresses of the periods before and after, or None (their prices are
      requested when the pointer is over them)
    - `wanted`: set when it opens, `{"at": milliseconds}`; a callback of the page then sets `months`
    - `months`: prices of whole months; None until then
    - `quick`: whether links to common periods are next to the button
    """

    id: str
    name: str = "Period"
    label: str = ""
    dates: str = ""
    first: str = ""
    last: str = ""
    template: str = ""
    earliest: str = ""
    latest: str = ""
    today: str = ""
    complete_to: str = ""
    presets: Sequence[Preset] = ()
    current: str | None = None
    back: str | None = None
    forth: str | None = None
    months: Sequence[MonthLink] | None = None
    wanted: dict[str, Any] | None = None
    quick: bool = False
    page_props = (
        *("label", "dates", "first", "last", "template", "earliest", "latest", "today"),
        *("complete_to", "presets", "current", "back", "forth"),
    )
