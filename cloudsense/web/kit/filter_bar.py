"""stub"""

from __future__ import annotations

from typing import Any

from cloudsense.web.kit.base import KitComponent


class FilterBar(KitComponent):
    """stub"""

    def __init__(
        self,
        id: str,
        filters: Any = None,
        more: Any = None,
        amount_label: str = "",
        currency: str = "",
        wanted: Any = None,
        values: Any = None,
    ) -> None:
        super().__init__(
            id=id,
            filters=filters,
            more=more,
            amount_label=amount_label,
            currency=currency,
            wanted=wanted,
            values=values,
        )
