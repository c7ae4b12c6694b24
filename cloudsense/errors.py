"""All errors that are shown to people: what happened, what it means, what to do.

    CloudSenseError
    ├── UsageError             wrong usage (exit code 2)
    │   ├── SettingsError          a flag or a CLOUDSENSE_* variable
    │   │   └── BudgetsError           the file of budgets
    │   └── AddressError           the address of a page, or an option of `report`
    ├── CredentialsError       missing, wrong or expired credentials
    ├── AccessError            AWS denies the request
    │   ├── MemberAccountError     the management account hides it from its member accounts
    │   └── HoursOffError          hourly costs are not enabled
    ├── NoDataError            Cost Explorer has no costs yet
    │   └── AbsentValueError       no costs have the value of a filter
    ├── ThrottledError         AWS throttles requests
    ├── UnavailableError       no answer: network, time-out, a fault at AWS
    │   ├── ElsewhereError         another account has the costs
    │   └── UnansweredError        the answer to a request was lost; it may be charged
    ├── BrokenAnswerError      an incomplete answer, which is never used
    │   └── WithheldError          AWS refused the remaining pages
    ├── MixedCurrencyError     costs in several currencies, which cannot be added up
    ├── SpendingLimitError     it would exceed today's spending limit
    ├── StoreError             storage shared with other processes is unreachable
    └── PortError              the address to listen on is unavailable

Exceptions of libraries are translated where they are caught (`cloudsense.aws.errors`). Errors are
shown by `cloudsense.web.components.messages` on pages and by `cloudsense.cli` in the terminal.
"""

from __future__ import annotations

from datetime import datetime


class CloudSenseError(Exception):
    """A failure as text: `title` (what happened), `detail` (what it means), `remedy` (what to do).

    None of the three may contain a secret, an ARN or a traceback, as all are shown.
    """

    def __init__(self, title: str, detail: str = "", remedy: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.pages = 0
        """Pages paid although the request failed."""
        self.retry_at: datetime | None = None
        """Time of CloudSense's next automatic attempt; None without one."""
        self.failed_at: datetime | None = None
        """Time at which it failed, if there is another attempt."""
        self.needs_restart = False
        """Whether only restarting CloudSense fixes it."""

    @property
    def sentence(self) -> str:
        """All parts as one text."""
        parts = (self.title, self.detail, self.remedy)
        return " ".join(filter(None, parts))


class UsageError(CloudSenseError):
    """Wrong usage of CloudSense."""


class SettingsError(UsageError):
    """A flag or variable with an invalid value."""


class BudgetsError(SettingsError):
    """A file of budgets that is invalid, or cannot be changed as requested."""


class AddressError(UsageError):
    """An address (or a `report` option) with an unknown value."""


class CredentialsError(CloudSenseError):
    """Missing AWS credentials, or ones that AWS rejects."""


class AccessError(CloudSenseError):
    """Valid credentials, but a request that AWS does not allow."""


class MemberAccountError(AccessError):
    """Tags or cost categories that the management account hides from its member accounts."""


class HoursOffError(AccessError):
    """Hourly costs that the management account has not enabled."""


class NoDataError(CloudSenseError):
    """Cost Explorer has no data for this account yet."""


class AbsentValueError(NoDataError):
    """A filter value without costs."""


class ThrottledError(CloudSenseError):
    """Cost Explorer responded with too many requests."""


class UnavailableError(CloudSenseError):
    """AWS is unreachable, or failed on its side."""


class ElsewhereError(UnavailableError):
    """Cost Explorer is unavailable here: another account has the costs."""


class UnansweredError(UnavailableError):
    """A request apparently reached AWS, but its answer was lost."""


class BrokenAnswerError(CloudSenseError):
    """An incomplete or malformed answer."""


class WithheldError(BrokenAnswerError):
    """AWS returned the first pages of an answer and refused the next one."""


class MixedCurrencyError(CloudSenseError):
    """Costs in several currencies, which are never added up."""


class SpendingLimitError(CloudSenseError):
    """A request that would exceed today's spending limit."""


class StoreError(CloudSenseError):
    """Storage shared with other processes that cannot be read or written; nothing
    may be bought meanwhile."""


class PortError(CloudSenseError):
    """A port to listen on that is in use or forbidden."""
