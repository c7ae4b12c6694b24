"""The endpoint on the command line: `PYTHONPATH=tests/support python -m endpoint --port 9000 --accounts 12`."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from threading import Event

from endpoint.faults import FAULTS
from endpoint.organizations import organization
from endpoint.server import Endpoint, environment


def main() -> None:
    options = _options()
    book = organization(options.accounts, options.services, options.regions, options.usage_types)
    endpoint = Endpoint(
        book,
        page_size=options.page_size,
        today=options.today,
        latency=options.latency,
        port=options.port,
        hourly=options.hourly,
    )
    for name in options.fail:
        endpoint.fail(FAULTS[name], float("inf"))
    with endpoint:
        for name, value in environment(endpoint).items():
            print(f"export {name}={value}", flush=True)
        _report(endpoint)


def _report(endpoint: Endpoint) -> None:
    """Say what is asked, until interrupted."""
    said = 0
    try:
        while not Event().wait(0.5):
            for request in endpoint.requests[said:]:
                said += 1
                print(f"# {request.operation} page {request.page}: {request.status or 'no answer'}", flush=True)
    except KeyboardInterrupt:
        print(f"# {endpoint.pages} paid pages, ${endpoint.pages / 100:.2f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="endpoint", description="A local Cost Explorer and STS.")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--page-size", type=int, default=5000, help="rows a page")
    parser.add_argument("--accounts", type=int, default=12)
    parser.add_argument("--services", type=int, default=54)
    parser.add_argument("--regions", type=int, default=4)
    parser.add_argument("--usage-types", type=int, help="at most so many a service, account and region")
    parser.add_argument("--latency", type=float, default=0, help="seconds before each answer")
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date())
    parser.add_argument("--hourly", action="store_true", help="costs by hour are switched on")
    parser.add_argument("--fail", choices=sorted(FAULTS), action="append", default=[], help="every request")
    return parser.parse_args()


if __name__ == "__main__":
    main()
