"""Paid requests to Cost Explorer: costs, forecasts, anomalies and lists, with all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from random import random
from time import sleep
from typing import Any

from botocore import xform_name

from cloudsense.aws import anomaly_detection, cost_forecast, value_lists
from cloudsense.aws.account_guard import another_account
from cloudsense.aws.aws_budgets import describe
from cloudsense.aws.botocore_session import Ask
from cloudsense.aws.capabilities import COST_EXPLORER
from cloudsense.aws.cost_request import request, where_of
from cloudsense.aws.errors import (
    broken,
    may_pass,
    reading,
    translating,
    unreadable,
    was_lost,
    wording,
)
from cloudsense.aws.hourly_costs import complete, hourly_request, telling_why
from cloudsense.aws.kept_from_members import KeptFromMembers
from cloudsense.aws.organizational_units import units
from cloudsense.aws.response import CostResponse, is_json
from cloudsense.aws.session import Access, Connection, Connector, config
from cloudsense.costs.anomalies.reported import ReportQuestion, Reports
from cloudsense.costs.budgets import AwsBudget
from cloudsense.costs.dimension import Kind
from cloudsense.costs.forecast import Forecast, ForecastQuestion
from cloudsense.costs.frame import Fetched
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.source import Meter
from cloudsense.costs.value_lists import ListQuestion, ValueList
from cloudsense.errors import (
    AccessError,
    CloudSenseError,
    CredentialsError,
    HoursOffError,
    MemberAccountError,
)

MOST_PAGES = 200
"""Most pages of an answer, which then costs two dollars at $0.01 a page.

Fewer would refuse the answers of large organizations. An answer whose tokens never end costs this
much once; then the query backs off for almost a day (see `cloudsense.ledger.purchasing.jobs`).
"""
LOST_TRIES = 2
"""Tries of a page whose response is lost, since each may be charged."""
LONGEST_PAUSE = 20.0
"""Longest pause in seconds."""

Send = Callable[..., dict[str, Any]]
"""Operation of boto3's client."""
Request = Callable[[dict[str, Any]], dict[str, Any]]
"""One request for one page."""


class AwsSource:
    """Costs of the account whose credentials `profile` (or the AWS CLI's default) has.

    `region` matters for its partition only, and defaults to the profile's.
    """

    capabilities = COST_EXPLORER

    def __init__(
        self,
        profile: str | None = None,
        region: str | None = None,
        *,
        attempts: int = 4,
        connect_timeout: float = 5,
        read_timeout: float = 30,
        access: Access | None = None,
    ) -> None:
        self._attempts = attempts
        self._kept = KeptFromMembers()
        self._hours = KeptFromMembers(of=HoursOffError)
        limits = config(attempts, connect_timeout, read_timeout)
        self._connector = Connector(profile, region, limits, access)

    def identity(self) -> Identity:
        """Account of the credentials, validated by AWS once and cached until `renew`."""
        return self._connector.connection().identity

    def check(self) -> None:
        """Checks that AWS accepts the credentials. Refused ones are dropped, so that the next call
        looks them up again."""
        self._connector.check()

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        """All pages of the daily costs of `identity`, never a part of them. Raises CloudSenseError.

        Refused credentials are dropped, so that the next call looks up new ones. If those belong to
        another account than `identity`, nothing is bought.
        """
        answer = CostResponse(period, query.group_by)
        with (
            self._connected(identity) as connection,
            self._kept.asking(identity.account, query.named_kinds),
        ):
            ask = self._asking(_costs(connection), connection, meter)
            pages = _each_page(ask, request(query, period), answer.add)
            return answer.complete(_currency(connection), pages)

    def hourly(self, identity: Identity, question: HourlyQuestion, meter: Meter) -> HourlyCosts:
        """All pages of the hourly costs. Raises CloudSenseError as `fetch` does; HoursOffError if
        they are not enabled, for a day without another request."""
        query = question.query
        answer = CostResponse(question.period, query.group_by, question.hours)
        with (
            self._connected(identity) as connection,
            self._hours.asking(identity.account, [Granularity.HOURLY]),
            telling_why(),
            self._kept.asking(identity.account, query.named_kinds),
        ):
            ask = self._asking(_costs(connection), connection, meter)
            pages = _each_page(ask, hourly_request(question), answer.add)
            return complete(answer, _currency(connection), pages)

    def forecast(self, identity: Identity, question: ForecastQuestion, meter: Meter) -> Forecast:
        """AWS's own forecast, one request. Raises CloudSenseError as `fetch` does."""
        where = where_of(question.selection)
        asked = cost_forecast.request(question, where)
        with (
            self._connected(identity) as connection,
            wording(cost_forecast.UNAVAILABLE, connection.origin),
        ):
            ask = self._asking(connection.explorer.get_cost_forecast, connection, meter)
            return cost_forecast.read(ask(asked))

    def reported_anomalies(
        self, identity: Identity, question: ReportQuestion, meter: Meter
    ) -> Reports:
        """All pages of AWS Cost Anomaly Detection's anomalies. Raises
        CloudSenseError as `fetch` does."""
        pages: list[Reports] = []
        asked = anomaly_detection.request(question)
        with (
            self._connected(identity) as connection,
            wording(anomaly_detection.UNAVAILABLE, connection.origin),
        ):
            ask = self._asking(connection.explorer.get_anomalies, connection, meter)
            _each_page(ask, asked, lambda page: pages.append(anomaly_detection.read(page)))
        reports = tuple(report for page in pages for report in page.reports)
        return Reports(reports, undated=sum(page.undated for page in pages))

    def value_list(self, identity: Identity, question: ListQuestion, meter: Meter) -> ValueList:
        """All pages of tag keys, cost categories or values of a dimension. Raises CloudSenseError
        as `fetch` does."""
        found: list[str] = []
        kind = value_lists.kind_of(question)
        asked = value_lists.request(question)
        with (
            self._connected(identity) as connection,
            self._kept.asking(identity.account, {kind} - {Kind.BUILT_IN}),
        ):
            send = getattr(connection.explorer, xform_name(value_lists.OPERATIONS[kind]))
            ask = self._asking(send, connection, meter)
            try:
                _each_page(ask, asked, lambda page: found.extend(value_lists.read(page, question)))
            except MemberAccountError:
                raise
            except AccessError:
                raise value_lists.not_allowed(question) from None
        return value_lists.joined(found)

    @contextmanager
    def _connected(self, identity: Identity) -> Iterator[Connection]:
        """Context of requests for `identity`."""
        connection = self._connector.connection()
        if not connection.identity.is_same(identity):
            raise another_account(connection.origin.payer)
        try:
            yield connection
        except CredentialsError:
            self._connector.forget(connection)
            raise

    def budgets(self) -> tuple[AwsBudget, ...]:
        """Cost budgets of AWS Budgets, free of charge. Raises CloudSenseError."""
        connection = self._connector.connection()
        connection.renew_credentials()
        with reading(), translating(connection.origin):
            return describe(connection.make_budgets(), connection.identity.account)

    def organizational_units(self) -> dict[str, str]:
        """Units such as `Workloads / Prod` by account id, free
        of charge. Raises CloudSenseError."""
        connection = self._connector.connection()
        connection.renew_credentials()
        with reading(), translating(connection.origin):
            return units(connection.make_organizations())

    def enter_code(self, ask: Ask) -> None:
        """Asks for the profile's multi-factor code, if it needs one, while there is a terminal."""
        self._connector.enter_code(ask)

    def renew(self) -> None:
        """Drops the credentials; the next request looks them up and validates them."""
        self._kept.forget()
        self._hours.forget()
        self._connector.forget()

    def _asking(self, send: Send, connection: Connection, meter: Meter) -> Request:
        """Request function that counts every try: AWS may charge for one whose response is lost."""

        def ask(asked: dict[str, Any]) -> dict[str, Any]:
            lost = 0
            for tries in count(1):
                connection.renew_credentials()
                try:
                    with meter.page(), reading(), translating(connection.origin):
                        return send(**asked)
                except CloudSenseError as problem:
                    lost += was_lost(problem)
                    has_tries = tries < self._attempts and lost < LOST_TRIES
                    if not (has_tries and may_pass(problem)):
                        raise
                sleep(_pause(tries))
            raise AssertionError

        return ask


def _currency(connection: Connection) -> str:
    """Currency for bills without any costs."""
    return "CNY" if connection.identity.partition == "aws-cn" else "USD"


def _pause(tries: int) -> float:
    """Seconds before the next try: random, so that refused clients do not retry together."""
    return random() * min(2.0 ** (tries - 1), LONGEST_PAUSE)  # noqa: S311


def _costs(connection: Connection) -> Send:
    """GetCostAndUsage operation that raises an error for an invalid response, as
    for a failed request."""

    def send(**asked: Any) -> dict[str, Any]:
        return _page(connection.explorer.get_cost_and_usage(**asked))

    return send


def _page(answer: dict[str, Any]) -> dict[str, Any]:
    if "ResultsByTime" not in answer and not is_json(answer):
        raise unreadable()
    return answer


def _each_page(ask: Request, asked: dict[str, Any], take: Callable[[dict[str, Any]], None]) -> int:
    """Calls `take` with each page, as long as AWS names a next one; returns their number."""
    tokens: set[str] = set()
    for pages in range(1, MOST_PAGES + 1):
        page = ask(asked)
        take(page)
        token = page.get("NextPageToken")
        if not token:
            return pages
        if token in tokens:
            raise broken("Its pages repeat.")
        tokens.add(token)
        asked = {**asked, "NextPageToken": token}
        del page  # frees the page, which takes 20 MB, before the next one
    raise broken(f"It has more than {MOST_PAGES} pages.")
