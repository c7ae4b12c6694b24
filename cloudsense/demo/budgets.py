"""Budgets of the made-up organization: within, projected over, and passed."""

from __future__ import annotations

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
