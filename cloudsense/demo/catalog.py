"""Accounts, Regions, units and discounts of the demo organization. All of it is made up."""

PAYER = "example-payer"

ACCOUNTS = {
    PAYER: "111122223333",
    "production": "444455556666",
    "staging": "777788889999",
    "data-platform": "123456789012",
    "security": "210987654321",
    "sandbox": "012345678901",
    "shared-services": "333322221111",
    "sandbox-2": "666655554444",
}
"""Account ids by name."""

UNITS = {
    PAYER: "Root",
    "production": "Workloads / Production",
    "staging": "Workloads / Development",
    "data-platform": "Workloads / Production",
    "security": "Infrastructure",
    "sandbox": "Sandboxes",
    "shared-services": "Infrastructure",
    "sandbox-2": "Sandboxes",
}
"""Organizational unit of each account, by name."""

CODES = {"us-east-1": "USE1", "us-west-2": "USW2", "eu-west-1": "EU", "ap-south-1": "APS3"}
"""Region prefixes of usage types; us-east-1 has none except where the table has {code}."""

ZONES = ("a", "b")
"""Availability Zones that instances are spread over, evenly."""

MONTHLY_UNITS = {
    "GB-Mo",
    "IOPS-Mo",
    "GiBps-mo",
    "Keys",
    "Secrets",
    "Metrics",
    "Alarms",
    "HostedZone",
}
MONTHLY_UNITS |= {"WebACL", "Subscriptions"}
"""Units that are priced by the month: a day is charged its share of the month."""

WHOLE_UNITS = {
    "Requests",
    "API Requests",
    "Events",
    "Operations",
    "Queries",
    "IOs",
    "StateTransitions",
    "Images",
}
"""Units that are counted in whole numbers."""

DISCOUNTS = {
    "Amazon CloudFront": 0.12,
    "Amazon Simple Storage Service": 0.04,
    "Amazon Elastic Compute Cloud - Compute": 0.03,
    "EC2 - Other": 0.03,
}
"""Negotiated discounts by service, which lower net costs."""

PROJECTS = (
    "Amazon SageMaker",
    "AWS Database Migration Service",
    "Amazon Redshift",
    "Amazon Transcribe",
    "Red Hat OpenShift Service on AWS",
    "Amazon Kinesis",
)
"""Services that come and go, in the order in which they begin."""
