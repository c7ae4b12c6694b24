"""The HTTP server: JSON 1.1 for Cost Explorer, the query protocol for STS, faults on demand, everything recorded."""

from __future__ import annotations

import json
import re
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from cloudsense.demo.book import Book, Row
from endpoint import anomalies, forecasts, lists, organizational_units
from endpoint.budgets import described
from endpoint.faults import Changed, Endless, Fault, Hang, Raw, Refusal, Reset, Truncated
from endpoint.lists import LISTS
from endpoint.pages import Pages
from endpoint.rules import RefusedError

COSTS, ORGANIZATION, WHO = "GetCostAndUsage", "DescribeOrganization", "GetCallerIdentity"
ROLE, FORECAST, BUDGETS, ANOMALIES = "AssumeRole", "GetCostForecast", "DescribeBudgets", "GetAnomalies"
TARGETS = {
    f"AWSInsightsIndexService.{COSTS}": COSTS,
    **{f"AWSInsightsIndexService.{name}": name for name in LISTS},
    f"AWSInsightsIndexService.{FORECAST}": FORECAST,
    f"AWSInsightsIndexService.{ANOMALIES}": ANOMALIES,
    f"AWSOrganizationsV20161128.{ORGANIZATION}": ORGANIZATION,
    **{f"AWSOrganizationsV20161128.{name}": name for name in organizational_units.OPERATIONS},
    f"AWSBudgetServiceGateway.{BUDGETS}": BUDGETS,
}
PAID = (COSTS, *LISTS, FORECAST, ANOMALIES)
SERVICES = {
    **dict.fromkeys(PAID, "ce"),
    **dict.fromkeys((ORGANIZATION, *organizational_units.OPERATIONS), "organizations"),
    BUDGETS: "budgets",
    WHO: "sts",
    ROLE: "sts",
}
SIGNATURE = re.compile(r"AWS4-HMAC-SHA256 Credential=(\w+)/\d{8}/([a-z0-9-]+)/(\w+)/aws4_request, ")
HOURS_OFF = Refusal(
    "AccessDeniedException", "Hourly granularity is not enabled. Enable it in the Cost Explorer preferences."
)
LOST = (0, 502, 504)
"""Statuses of answers that did not come from where they should, or not at all."""
KEY, SECRET, ACCOUNT = "AKIDEXAMPLEEXAMPLE00", "made-up-secret-for-the-local-endpoint", "111122223333"


@dataclass
class Request:
    """One request as it came, and how it was answered."""

    operation: str
    parameters: dict[str, Any]
    access_key: str
    region: str
    headers: Mapping[str, str]
    page: int = 1
    status: int = 0
    """0 if there was no answer."""
    port: int = 0
    """The other end of the connection that it came by."""


@dataclass
class Plan:
    """A fault that is waiting for requests."""

    fault: Fault
    times: float
    operation: str
    page: int | None
    asked: Callable[[dict[str, Any]], bool]
    key: str | None = None
    """The access key of the requests that it befalls; None for all."""

    def befalls(self, request: Request) -> bool:
        return (
            self.times > 0
            and self.operation == request.operation
            and self.page in (None, request.page)
            and self.key in (None, request.access_key)
            and self.asked(request.parameters)
        )


@dataclass
class Endpoint:
    """Answers for `book` on a free port of 127.0.0.1, as a context manager.

    `accounts` says which access key belongs to which account; other keys are refused. `names` are the accounts' names.
    """

    book: Book
    page_size: int = 5000
    """Rows a page; may be changed at any time."""
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    latency: float = 0
    """Seconds before each answer."""
    port: int = 0
    currency: str | Callable[[Row], str] = "USD"
    """Of all costs, or of a row's; may be changed at any time."""
    accounts: dict[str, str] = field(default_factory=lambda: {KEY: ACCOUNT})
    names: Mapping[str, str] = field(default_factory=dict)
    books: Mapping[str, Book] = field(default_factory=dict)
    """Of payers by account, where it is not `book`."""
    currencies: Mapping[str, str] = field(default_factory=dict)
    """Of these payers by account, where it is not `currency`."""
    hourly: bool = False
    """Whether the account has costs by hour switched on."""
    tags: tuple[str, ...] = ()
    """Keys besides those of the book."""
    budgets: tuple[dict[str, Any], ...] = ()
    """Of AWS Budgets, as its model has them."""
    anomalies: tuple[dict[str, Any], ...] = ()
    """Of AWS Cost Anomaly Detection, as Cost Explorer's model has them."""
    payer: str = ""
    """The organization's management account; without one there is no organization."""
    units: Mapping[str, str] = field(default_factory=dict)
    """The organizational unit of each account, as `Workloads / Prod`; "" is the root."""
    role_key: str = ""
    """The access key that an assumed role gets; without one no role may be assumed."""
    roles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By ARN, the access key that a role gets and the external id that it asks for; "" for none."""
    role_lasts: timedelta = timedelta(hours=1)
    """How long the credentials of an assumed role are good for."""
    code: str = "123456"
    """The multi-factor code of today."""
    now: datetime | None = None
    """What the Date header says, instead of the time."""
    requests: list[Request] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        names = self.names or getattr(self.book, "account_names", {})
        self._pages = Pages(self.book, self._currency_of, names)
        self._own = {account: self._pages_of(account) for account in self.books}
        self._plans: list[Plan] = []
        self._lock = Lock()
        self.closing = Event()
        self._server = _Server(self)

    def _currency_of(self, row: Row) -> str:
        return self.currency if isinstance(self.currency, str) else self.currency(row)

    def _pages_of(self, account: str) -> Pages:
        book = self.books[account]
        return Pages(book, lambda _row: self.currencies.get(account, "USD"), getattr(book, "account_names", {}))

    def _answering(self, key: str) -> Pages:
        """What the account of a key has."""
        return self._own.get(self.accounts.get(key, ""), self._pages)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def pages(self) -> int:
        """Answers that AWS would have charged for."""
        return sum(request.operation in PAID and request.status == 200 for request in self.requests)

    @property
    def charged(self) -> int:
        """Those, and requests that AWS may have charged for as far as can be told: nothing came back."""
        lost = sum(request.operation in PAID and request.status in LOST for request in self.requests)
        return self.pages + lost

    def asked(self, operation: str = COSTS) -> list[Request]:
        return [request for request in self.requests if request.operation == operation]

    def fail(
        self,
        fault: Fault,
        times: float = 1,
        *,
        operation: str = COSTS,
        page: int | None = None,
        asked: Callable[[dict[str, Any]], bool] = lambda parameters: True,
        key: str | None = None,
    ) -> None:
        """Let `fault` befall the next `times` requests (float("inf"): all) of `operation`.

        Only those for `page`, with the access `key`, and whose parameters are what `asked` looks for.
        """
        with self._lock:
            self._plans.append(Plan(fault, times, operation, page, asked, key))

    def heal(self) -> None:
        """Forget every fault that is still waiting."""
        with self._lock:
            self._plans.clear()

    def __enter__(self) -> Endpoint:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def record(self, request: Request) -> Fault | None:
        """Note the request; the fault that befalls it, if any."""
        if request.operation == COSTS:
            request.page = self._answering(request.access_key).number(request.parameters)
        with self._lock:
            self.requests.append(request)
            for plan in self._plans:
                if plan.befalls(request):
                    plan.times -= 1
                    return plan.fault
        return None

    def answer(self, request: Request) -> dict[str, Any]:
        """The right answer. Raises RefusedError."""
        account = self.accounts.get(request.access_key)
        if account is None:
            code = "InvalidClientTokenId" if request.operation == WHO else "UnrecognizedClientException"
            raise RefusedError(Refusal(code, "The security token included in the request is invalid.", 403))
        if request.operation == WHO:
            user = f"arn:{_partition(request.region)}:iam::{account}:user/jane"
            return {"Arn": user, "UserId": "AIDAEXAMPLE", "Account": account}
        if request.operation == ROLE:
            return self._role(request.parameters)
        if request.operation == ORGANIZATION:
            return self._organization(account)
        if request.operation in organizational_units.OPERATIONS:
            return organizational_units.answer(request.operation, request.parameters, self.payer, self.units)
        if request.operation == BUDGETS:
            return described(request.parameters, account, self.budgets)
        if request.operation in LISTS:
            asked = request.operation, request.parameters
            return lists.answer(self.book, self.tags, *asked, self.today, self.page_size)
        if request.operation == FORECAST:
            currency = self.currency if isinstance(self.currency, str) else "USD"
            return forecasts.answer(self.book, request.parameters, self.today, currency)
        if request.operation == ANOMALIES:
            return anomalies.answer(self.anomalies, request.parameters, self.today, self.page_size)
        return self._costs(request)

    def _costs(self, request: Request) -> dict[str, Any]:
        if request.parameters.get("Granularity") == "HOURLY" and not self.hourly:
            raise RefusedError(HOURS_OFF)
        return self._answering(request.access_key).answer(request.parameters, self.today, self.page_size)

    def _role(self, asked: dict[str, Any]) -> dict[str, Any]:
        key, external_id = self.roles.get(asked["RoleArn"], (self.role_key, ""))
        if not key or asked.get("ExternalId", "") != external_id:
            raise RefusedError(Refusal("AccessDenied", "is not authorized to perform: sts:AssumeRole", 403))
        if "SerialNumber" in asked and asked.get("TokenCode") != self.code:
            message = "MultiFactorAuthentication failed with invalid MFA one time pass code."
            raise RefusedError(Refusal("AccessDenied", message, 403))
        end = datetime.now(UTC) + self.role_lasts
        return {
            "AccessKeyId": key,
            "SecretAccessKey": SECRET,
            "SessionToken": "made-up-session-token",
            "Expiration": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        }

    def _organization(self, account: str) -> dict[str, Any]:
        """An account that has a book of its own belongs to no other's organization, unless it has a unit there."""
        stranger = account in self.books and account not in {self.payer, *self.units}
        if not self.payer or stranger:
            message = "Your account is not a member of an organization."
            raise RefusedError(Refusal("AWSOrganizationsNotInUseException", message))
        return {"Organization": {"Id": "o-exampleorgid", "MasterAccountId": self.payer}}


def environment(endpoint: Endpoint) -> dict[str, str]:
    """What makes boto3 and the AWS CLI talk to `endpoint`, and to nobody else."""
    return {
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_ACCESS_KEY_ID": next(iter(endpoint.accounts)),
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        super().__init__(("127.0.0.1", endpoint.port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        endpoint = self.server.endpoint
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        endpoint.closing.wait(endpoint.latency)
        try:
            request = self._understand(body)
        except RefusedError as error:
            self._send(*_refused(error.refusal, WHO if self._is_query() else COSTS))
            return
        fault = endpoint.record(request)
        if isinstance(fault, Reset) and not fault.within:
            self._reset()
            return
        if isinstance(fault, Hang):
            endpoint.closing.wait(fault.seconds)
        status, content_type, answer = self._answer(request, fault)
        request.status = status
        self._send(status, content_type, answer, cut=isinstance(fault, Truncated | Reset))
        if isinstance(fault, Reset):
            self.wfile.flush()
            self._reset()

    def _understand(self, body: bytes) -> Request:
        found = SIGNATURE.match(self.headers.get("Authorization", ""))
        if not found:
            raise RefusedError(Refusal("MissingAuthenticationTokenException", "Missing Authentication Token", 403))
        key, region, service = found.groups()
        operation, parameters = self._operation(body)
        if self.path != "/" or service != SERVICES[operation]:
            raise RefusedError(Refusal("InvalidSignatureException", "Credential should be scoped to correct service."))
        return Request(operation, parameters, key, region, dict(self.headers), port=self.client_address[1])

    def _operation(self, body: bytes) -> tuple[str, dict[str, Any]]:
        if self._is_query():
            query = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            if query == {"Action": WHO, "Version": "2011-06-15"}:
                return WHO, query
            if query.get("Action") == ROLE:
                return ROLE, query
        elif operation := TARGETS.get(self.headers.get("X-Amz-Target", "")):
            if self.headers.get("Content-Type") != "application/x-amz-json-1.1":
                raise RefusedError(Refusal("UnknownOperationException"))
            try:
                return operation, json.loads(body)
            except ValueError:
                raise RefusedError(Refusal("SerializationException")) from None
        raise RefusedError(Refusal("UnknownOperationException"))

    def _is_query(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")

    def _answer(self, request: Request, fault: Fault | None) -> tuple[int, str, bytes]:
        if isinstance(fault, Refusal):
            return _refused(fault, request.operation)
        if isinstance(fault, Raw):
            return fault.status, fault.content_type, fault.body
        if isinstance(fault, Endless):
            request.parameters = {k: v for k, v in request.parameters.items() if k != "NextPageToken"}
        try:
            answer = self.server.endpoint.answer(request)
        except RefusedError as error:
            return _refused(error.refusal, request.operation)
        if isinstance(fault, Changed):
            answer = fault.change(answer)
        if isinstance(fault, Endless):
            answer["NextPageToken"] = fault.token(len(self.server.endpoint.requests))
        if request.operation == WHO:
            return 200, "text/xml", _query_xml(WHO, _members(answer))
        if request.operation == ROLE:
            return 200, "text/xml", _query_xml(ROLE, f"<Credentials>{_members(answer)}</Credentials>")
        return 200, "application/x-amz-json-1.1", json.dumps(answer).encode()

    def _send(self, status: int, content_type: str, body: bytes, cut: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000")
        self.close_connection = cut or self.close_connection
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        now = self.server.endpoint.now
        return super().date_time_string(now.timestamp() if now else timestamp)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are recorded, not printed."""


def _refused(refusal: Refusal, operation: str) -> tuple[int, str, bytes]:
    if operation in (WHO, ROLE):
        return refusal.status, "text/xml", _error_xml(refusal)
    body = {"__type": refusal.code, "message": refusal.message}
    return refusal.status, "application/x-amz-json-1.1", json.dumps(body).encode()


def _members(answer: dict[str, Any]) -> str:
    return "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.items())


def _query_xml(operation: str, result: str) -> bytes:
    return (
        f'<{operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<{operation}Result>{result}</{operation}Result>"
        f"<ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></{operation}Response>"
    ).encode()


def _error_xml(refusal: Refusal) -> bytes:
    return (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
        f"<Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message></Error>"
        "<RequestId>0</RequestId></ErrorResponse>"
    ).encode()


def _partition(region: str) -> str:
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"
