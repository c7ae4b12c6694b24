"""Whose costs these are."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Identity:
    """The AWS account whose credentials are used, as `sts:GetCallerIdentity` names it."""

    account: str
    """Twelve digits."""
    arn: str
    """Never shown or logged."""
    partition: str = "aws"
    name: str = ""
    """The account's own name, where something told it."""
    manager: str = field(default="", compare=False)
    """The account that manages its organization; "" without one, or where AWS did not say."""

    def is_same(self, other: Identity) -> bool:
        """Whether both are of one account, whoever is logged in to it."""
        return (self.account, self.partition) == (other.account, other.partition)
