"""The AWS account that costs belong to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Identity:
    """AWS account of the credentials, from `sts:GetCallerIdentity`."""

    account: str
    """Twelve digits."""
    arn: str
    """Never shown or logged."""
    partition: str = "aws"
    name: str = ""
    """Account name, if known."""
    manager: str = field(default="", compare=False)
    """Management account of its organization; "" without one, or if unknown."""

    def is_same(self, other: Identity) -> bool:
        """Whether both are the same account, whatever the login."""
        return (self.account, self.partition) == (other.account, other.partition)
