"""Every failure that a person may read about, in three parts: what happened, what it means, what to
do.

    CloudSenseError
    ├── UsageError             something was asked for that CloudSense does not know (exit code 2)
    │   ├── SettingsError          a flag or a CLOUDSENSE_* variable
    │   │   └── BudgetsError           the file of budgets
    │   └── AddressError           the address in the browser, or the same words given to `report`
    ├── CredentialsError       AWS does not know who we are: none, wrong or expired credentials
    ├── AccessError            AWS knows who we are and says no
    │   ├── MemberAccountError     the management account keeps it from its member accounts
    │   └── HoursOffError          costs by hour are not switched on
    ├── NoDataError            Cost Explorer has no costs to give yet
    │   └── AbsentValueError       no costs have the value of a filter
    ├── ThrottledError         AWS asks us to slow down
    ├── UnavailableError       no answer: network, time-out, a fault at AWS
    │   ├── ElsewhereError         the costs are kept where these credentials don't lead
    │   └── UnansweredError        a request was sent and its answer was lost: it may have been
    charged
    ├── BrokenAnswerError      an answer came, but it is not complete; it is never used
    │   └── WithheldError          AWS refused to give the rest of it
    ├── MixedCurrencyError     the costs are there, in several currencies that cannot be added up
    ├── SpendingLimitError     it would cost more than may be spent today
    ├── StoreError             what is shared with other processes cannot be reached
    └── PortError              the address to listen on cannot be had

Foreign exceptions are translated where they come in (`cloudsense.aws.errors`), and spoken in one
place per door (`cloudsense.web.components.messages` for the screen, `cloudsense.cli` for the
terminal).
"""

from __future__ import annotations

from datetime import datetime


class CloudSenseError(Exception):
    """A failure in words: `title` (what happened), `detail` (what it means), `remedy` (what to do).

    None of the three may hold a secret, an ARN or a traceback: all are shown to whoever is looking.
    """

    def __init__(self, title: str, detail: str = "", remedy: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.pages = 0
        """Paid for in vain."""
        self.again: datetime | None = None
        """When CloudSense tries again by itself, if it does."""
        self.needs_restart = False
        """Whether only another start of CloudSense mends it."""

    @property
    def sentence(self) -> str:
        """All parts as running text."""
        parts = (self.title, self.detail, self.remedy)
        return " ".join(filter(None, parts))


class UsageError(CloudSenseError):
    """Asked in a way that CloudSense does not understand."""


class SettingsError(UsageError):
    """A flag or variable with a value that cannot be used."""


class BudgetsError(SettingsError):
    """A file of budgets that cannot be used, or not be changed as asked."""


class AddressError(UsageError):
    """An address (or a `report` option) that names something unknown."""


class CredentialsError(CloudSenseError):
    """No AWS credentials, or ones that AWS refuses."""


class AccessError(CloudSenseError):
    """The credentials are good, but AWS does not allow the request."""


class MemberAccountError(AccessError):
    """The management account keeps something from its member accounts: tags, cost categories."""


class HoursOffError(AccessError):
    """The management account has not switched on costs by hour."""


class NoDataError(CloudSenseError):
    """Cost Explorer holds no data for this account yet."""


class AbsentValueError(NoDataError):
    """A value of a filter has no costs."""


class ThrottledError(CloudSenseError):
    """Cost Explorer answered that there were too many requests."""


class UnavailableError(CloudSenseError):
    """AWS could not be reached, or failed on its side."""


class ElsewhereError(UnavailableError):
    """Cost Explorer is not to be reached here: another account has the costs."""


class UnansweredError(UnavailableError):
    """A request reached AWS, as far as one can tell, but its answer did not come back."""


class BrokenAnswerError(CloudSenseError):
    """An incomplete or malformed answer."""


class WithheldError(BrokenAnswerError):
    """The first pages of an answer came, and AWS refused the next one."""


class MixedCurrencyError(CloudSenseError):
    """Costs in several currencies, which are never added up."""


class SpendingLimitError(CloudSenseError):
    """Asking AWS would cost more than CloudSense may spend today."""


class StoreError(CloudSenseError):
    """What CloudSense shares with its other processes cannot be read or written now; so nothing may
    be bought."""


class PortError(CloudSenseError):
    """The port to listen on is taken or forbidden."""
