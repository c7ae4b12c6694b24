"""`Header`: pages, account, freshness with *Update*, theme; on a phone, tabs and a "More" sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cloudsense.web.kit.base import KitComponent


class Header(KitComponent):
    """The head of the page, after the link to skip it.

    - `pages`: `[{name, title, icon}]`, in their order; `icon` is a name in assets/kit/icons.js;
    - `log_out`: whether there is a button to log out;
    - `main`: the id of the target of "Skip to the costs";
    - `status`: None before the first answer (grey shapes), else
        - `current`: name of the page that is shown,
        - `links`: `{page name: address}`; without one, the page's bare address,
        - `home`: the address of the brand,
        - `payers`: `[{name, href, here}]`, where there are several,
        - `counts`: `{page name: number}`, a badge,
        - `account`: `{name, number, profile, title: texts, demo: bool}` or None,
        - `updated`: `{state: "fresh" | "busy" | "stale" | "none", text: "12 min ago",
          title: "Nov 24, 09:48 UTC"}`; an empty text hides it,
        - `update`: `{price: "1¢" or "", lines: [[label, text]], shown: bool}`; the lines say what
          an update requests and what has been spent,
        - `through`: the last complete day, "Nov 22";
    - `update` is set to the number of clicks on *Update*.
    """

    id: str
    pages: Sequence[dict[str, str]] = ()
    log_out: bool = False
    main: str = "main"
    status: dict[str, Any] | None = None
    update: int | None = None
