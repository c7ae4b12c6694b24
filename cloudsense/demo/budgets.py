"""Sample budgets: within, projected over, and exceeded."""

from __future__ import annotations

from cloudsense.costs.budgets import AwsBudget

TEXT = """\
# Budgets of the demo. Edit them on the page; they are forgotten when CloudSense stops.

[[budget]]
name = "Whole account"
amount = 19000

[[budget]]
name = "Databases"
amount = 3000
where = ["service=Amazon Relational Database Service"]

[[budget]]
name = "Oregon"
amount = 1000
where = ["region=us-west-2"]
thresholds = [80, 100]

[[budget]]
name = "Usage, this quarter"
amount = 62000
every = "quarter"
charges = "usage"
"""

IN_AWS = (
    AwsBudget("prod-monthly", 12_000.0, "USD", "month", 8_912.4, 11_640.0, filtered=True),
    AwsBudget("total-quarterly", 65_000.0, "USD", "quarter", 39_470.2, 61_300.0),
)
"""Sample budgets of AWS Budgets."""
