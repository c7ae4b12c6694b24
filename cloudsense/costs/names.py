"""Common names of services, regions and charge types, in each spelling that Cost Explorer uses."""

from __future__ import annotations

import re

EC2_COMPUTE = "Amazon Elastic Compute Cloud - Compute"
"""EC2 instances, as Cost Explorer's dimension SERVICE spells them."""
EC2_OTHER = "EC2 - Other"
"""Other EC2 costs: volumes, snapshots, NAT gateways, transfer, CPU credits."""
EC2_SERVICES = (EC2_COMPUTE, EC2_OTHER)

USAGE_CHARGES = frozenset({"usage", "discountedusage", "savingsplancoveredusage"})
"""Charge types of usage, as `charge_key` writes them; all others are credits, fees, taxes."""
NOT_USAGE = ("Credit", "Refund", "Tax")
"""Charge types that "usage only" leaves out, as RECORD_TYPE spells them."""

_ALIASES = {
    "AWS CodeBuild": "CodeBuild",
    "Amazon CloudWatch": "AmazonCloudWatch",
    "Amazon EC2 Container Service": "Amazon Elastic Container Service",
    "Amazon Elastic Container Registry": "Amazon EC2 Container Registry (ECR)",
    "Amazon Elastic Container Service for Kubernetes": "Amazon Elastic Kubernetes Service",
    "Amazon Elasticsearch Service": "Amazon OpenSearch Service",
    "Amazon EMR": "Amazon Elastic MapReduce",
    "Amazon EventBridge": "CloudWatch Events",
    "Amazon Kinesis Data Streams": "Amazon Kinesis",
    "Amazon Kinesis Firehose": "Amazon Data Firehose",
    "Amazon S3 Glacier": "Amazon Glacier",
    "Amazon SageMaker AI": "Amazon SageMaker",
    "Elastic Load Balancing": "Amazon Elastic Load Balancing",
}
"""Former names of services, and spellings in AWS's other reports, by the current name."""

_SHORT = {
    EC2_COMPUTE: "EC2 – Compute",
    EC2_OTHER: "EC2 – Other",
    "AWS Certificate Manager": "ACM",
    "AWS Database Migration Service": "DMS",
    "AWS Key Management Service": "KMS",
    "Amazon DocumentDB (with MongoDB compatibility)": "DocumentDB",
    "Amazon EC2 Container Registry (ECR)": "ECR",
    "Amazon Elastic Compute Cloud": "EC2",
    "Amazon Elastic Container Registry Public": "ECR Public",
    "Amazon Elastic Container Service": "ECS",
    "Amazon Elastic File System": "EFS",
    "Amazon Elastic Kubernetes Service": "EKS",
    "Amazon Elastic Load Balancing": "Elastic Load Balancing",
    "Amazon Elastic MapReduce": "EMR",
    "Amazon Managed Streaming for Apache Kafka": "MSK",
    "Amazon OpenSearch Service": "OpenSearch",
    "Amazon Relational Database Service": "RDS",
    "Amazon Simple Email Service": "SES",
    "Amazon Simple Notification Service": "SNS",
    "Amazon Simple Queue Service": "SQS",
    "Amazon Simple Storage Service": "S3",
    "Amazon Virtual Private Cloud": "VPC",
    "AmazonCloudWatch": "CloudWatch",
    "Savings Plans for AWS Compute usage": "Savings Plans – Compute",
}
"""Short names of services where dropping "Amazon" or "AWS" is not enough."""

_REGIONS = {
    "NoRegion": "No region",
    "": "No region",
    "global": "Global",
    "af-south-1": "Africa (Cape Town)",
    "ap-east-1": "Asia Pacific (Hong Kong)",
    "ap-east-2": "Asia Pacific (Taipei)",
    "ap-northeast-1": "Asia Pacific (Tokyo)",
    "ap-northeast-2": "Asia Pacific (Seoul)",
    "ap-northeast-3": "Asia Pacific (Osaka)",
    "ap-south-1": "Asia Pacific (Mumbai)",
    "ap-south-2": "Asia Pacific (Hyderabad)",
    "ap-southeast-1": "Asia Pacific (Singapore)",
    "ap-southeast-2": "Asia Pacific (Sydney)",
    "ap-southeast-3": "Asia Pacific (Jakarta)",
    "ap-southeast-4": "Asia Pacific (Melbourne)",
    "ap-southeast-5": "Asia Pacific (Malaysia)",
    "ap-southeast-6": "Asia Pacific (New Zealand)",
    "ap-southeast-7": "Asia Pacific (Thailand)",
    "ca-central-1": "Canada (Central)",
    "ca-west-1": "Canada West (Calgary)",
    "cn-north-1": "China (Beijing)",
    "cn-northwest-1": "China (Ningxia)",
    "eu-central-1": "Europe (Frankfurt)",
    "eu-central-2": "Europe (Zurich)",
    "eu-north-1": "Europe (Stockholm)",
    "eu-south-1": "Europe (Milan)",
    "eu-south-2": "Europe (Spain)",
    "eu-west-1": "Europe (Ireland)",
    "eu-west-2": "Europe (London)",
    "eu-west-3": "Europe (Paris)",
    "eusc-de-east-1": "European Sovereign Cloud (Germany)",
    "il-central-1": "Israel (Tel Aviv)",
    "me-central-1": "Middle East (UAE)",
    "me-south-1": "Middle East (Bahrain)",
    "mx-central-1": "Mexico (Central)",
    "sa-east-1": "South America (São Paulo)",
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-gov-east-1": "GovCloud (US-East)",
    "us-gov-west-1": "GovCloud (US-West)",
    "us-west-1": "US West (N. California)",
    "us-west-2": "US West (Oregon)",
}

_CHARGES = {
    "bundleddiscount": "Bundled discount",
    "credit": "Credit",
    "discount": "Discount",
    "discountedusage": "Reservation applied usage",
    "distributordiscount": "Distributor discount",
    "edpdiscount": "Enterprise Discount Program discount",
    "enterprisediscountprogramdiscount": "Enterprise Discount Program discount",
    "fee": "One-time fee",
    "flatratesubscription": "Flat-rate subscription",
    "otherout-of-cyclecharges": "Other out-of-cycle charges",
    "privateratecarddiscount": "Private rate card discount",
    "privateratediscount": "Private rate card discount",
    "recurring": "Recurring reservation fee",
    "refund": "Refund",
    "rifee": "Recurring reservation fee",
    "savingsplancoveredusage": "Savings Plan covered usage",
    "savingsplannegation": "Savings Plan negation",
    "savingsplanrecurringfee": "Savings Plan recurring fee",
    "savingsplanupfrontfee": "Savings Plan upfront fee",
    "solutionproviderprogramdiscount": "Solution Provider Program discount",
    "sppdiscount": "Solution Provider Program discount",
    "support": "Support fee",
    "tax": "Tax",
    "upfront": "Upfront reservation fee",
    "usage": "Usage",
}
"""Names by RECORD_TYPE in lower case without spaces, in the spellings of Cost Explorer and of the
Cost and Usage Report."""


_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, line separators, direction marks, lone surrogates."""


def visible(text: str) -> str:
    """`text` for a screen, a terminal or a file: invisible and control characters are
    escaped, such as `\u202e`."""
    if text.isprintable():
        return text
    return _UNSEEN.sub(_escaped, text)


def quoted(text: str, most: int = 40) -> str:
    """User input for a sentence: its first `most` characters in quotation marks."""
    beginning = visible(text[:most])
    return f"“{beginning}”"


def without_name(sentence: str, name: str) -> str:
    """The sentence without the payer's name in front, for places where the name is already shown.
    Errors of AWS begin with the name if there are several payers."""
    return sentence.removeprefix(f"{visible(name)}: ")


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}"


def canonical(service: str) -> str:
    """Canonical name of a service that Cost Explorer spells in several ways;
    unknown names are unchanged."""
    return _ALIASES.get(service, service)


def spellings(service: str) -> tuple[str, ...]:
    """All names that Cost Explorer may use for a canonical service name; use them in filters."""
    name = canonical(service)
    others = [other for other, known in _ALIASES.items() if known == name]
    return (name, *others)


def short(service: str) -> str:
    """Short name of a service, e.g. "S3"; empty only if `service` is."""
    name = canonical(service)
    if known := _SHORT.get(name):
        return known
    without_brand = name.removeprefix("Amazon ").removeprefix("AWS ")
    return without_brand.strip() or name


def region_name(region: str) -> str:
    """ "US East (N. Virginia)" for us-east-1; unknown regions are unchanged."""
    return _REGIONS.get(region, region)


def place(region: str) -> str:
    """ "N. Virginia" for us-east-1; empty for unknown regions."""
    return region_name(region).partition("(")[2].removesuffix(")")


def charge_key(record_type: str) -> str:
    """Charge type without spaces, in lower case, as AWS spells them in several ways."""
    return record_type.replace(" ", "").lower()


def charge_name(record_type: str) -> str:
    """Charge type as named in the Cost Explorer console, from any spelling;
    unknown ones are unchanged."""
    return _CHARGES.get(charge_key(record_type), record_type)
