"""`python -m benchmarks [NAME]...`: prints pages, milliseconds, kilobytes.

Without a name all but `soak`, `prices` and `insight`, which take minutes.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from benchmarks import explore, insight, journeys, large, prices, requests, soak, speed

PARTS = {
    "requests": ("Paid pages, 12 accounts and 54 services, 5,000 rows a page", requests.measure),
    "journeys": ("Paid pages by journey, 12 accounts and 54 services", journeys.measure),
    "server": ("Server", speed.server),
    "browser": ("Browser (Chromium, demo organization)", speed.browser),
    "large": ("500 accounts x 60 services x 20 regions", large.measure),
    "explore": ("Explore, 500 accounts x 60 services and 5,000 tag values", explore.measure),
    "soak": (
        f"{soak.PEOPLE} people at once on a Cost Explorer that takes {soak.LATENCY:.1f} s a page",
        soak.measure,
    ),
    "prices": ("Prices of links, and what is then paid", prices.measure),
    "insight": (
        "Anomalies and projections, on made-up organizations and real series",
        insight.measure,
    ),
}
USUAL = ("requests", "journeys", "server", "browser", "large", "explore")


def main(wanted: list[str]) -> None:
    for title, measure in (PARTS[name] for name in wanted or USUAL):
        print(f"\n{title}", flush=True)
        for name, figure in measure():
            print(f"  {name:56} {figure}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
