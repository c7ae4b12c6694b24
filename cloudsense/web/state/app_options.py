"""Options of the app that pages show or need."""

from __future__ import annotations

from dataclasses import dataclass

from cloudsense.config.payers import ALL
from cloudsense.costs.amounts import Amount
from cloudsense.costs.aws_tools import AwsTools
from cloudsense.costs.names import visible
from cloudsense.web.state.account_references import PLAIN, AccountReferences
from cloudsense.web.state.selection import Selection

ALL_PAYERS = "All payers"


@dataclass(frozen=True)
class AppOptions:
    """Settings that pages show."""

    budget: Amount | None = None
    hide_account: bool = False
    demo: bool = False
    local: bool = True
    profile: str = ""
    """AWS profile of the credentials, if one is set."""
    payer: str = ""
    """Name of the payer, if there are several."""
    payers: tuple[str, ...] = ()
    """Names of all payers, if there are several."""
    pages_of_all: tuple[str, ...] = ()
    """Pages that can show all payers together."""
    references: AccountReferences = PLAIN
    aws_tools: AwsTools | None = None
    """How the same costs are requested with AWS's own tools."""

    @property
    def payer_name(self) -> str:
        """Display name of the payer; "" if there is only one."""
        return ALL_PAYERS if self.payer == ALL else visible(self.payer)

    @property
    def home(self) -> Selection:
        """The Overview of the payer."""
        return Selection(payer=self.address_of(self.payer), references=self.references)

    def address_of(self, payer: str) -> str:
        """Return how addresses name a payer: "" for the first one."""
        return "" if payer in self.payers[:1] else payer
