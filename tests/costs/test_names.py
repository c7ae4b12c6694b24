from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs import names

# Recorded in answers of Cost Explorer and in billing data of its spelling, old and new names alike.
KNOWN = """
AWS Amplify|AWS AppSync|AWS Backup|AWS Budgets|AWS Certificate Manager|AWS CloudFormation|AWS CloudShell
AWS CloudTrail|AWS CodeArtifact|AWS CodeCommit|AWS CodePipeline|AWS Config|AWS Cost Explorer
AWS Database Migration Service|AWS Direct Connect|AWS Directory Service|AWS Glue|AWS IoT|AWS IoT Events
AWS IoT SiteWise|AWS Key Management Service|AWS Lambda|AWS Migration Hub Refactor Spaces|AWS Premium Support
AWS Secrets Manager|AWS Security Hub|AWS Service Catalog|AWS Step Functions|AWS Support (Business)
AWS Support (Developer)|AWS Support (Enterprise)|AWS Systems Manager|AWS Transfer Family|AWS WAF|AWS X-Ray
Amazon API Gateway|Amazon Athena|Amazon Bedrock|Amazon CloudFront|Amazon Cognito|Amazon Connect|Amazon DevOps Guru
Amazon DocumentDB (with MongoDB compatibility)|Amazon DynamoDB|Amazon EC2 Container Registry (ECR)
Amazon EC2 Container Service|Amazon ElastiCache|Amazon Elastic Compute Cloud
Amazon Elastic Compute Cloud - Compute|Amazon Elastic Container Registry Public|Amazon Elastic Container Service
Amazon Elastic Container Service for Kubernetes|Amazon Elastic File System|Amazon Elastic Kubernetes Service
Amazon Elastic Load Balancing|Amazon Elastic MapReduce|Amazon Elasticsearch Service|Amazon FSx|Amazon Glacier
Amazon GuardDuty|Amazon Inspector|Amazon Kinesis|Amazon Kinesis Firehose|Amazon Lightsail|Amazon Location Service
Amazon MQ|Amazon Macie|Amazon Managed Streaming for Apache Kafka|Amazon MemoryDB|Amazon Neptune
Amazon OpenSearch Service|Amazon QuickSight|Amazon Redshift|Amazon Registrar|Amazon Rekognition
Amazon Relational Database Service|Amazon Route 53|Amazon SageMaker|Amazon Security Lake|Amazon Simple Email Service
Amazon Simple Notification Service|Amazon Simple Queue Service|Amazon Simple Storage Service|Amazon Textract
Amazon Timestream|Amazon Transcribe|Amazon Virtual Private Cloud|Amazon WorkSpaces|AmazonCloudWatch
Claude 3.5 Sonnet (Amazon Bedrock Edition)|CloudWatch Events|CodeBuild|EC2 - Other|Elastic Load Balancing
Netgate pfSense Firewall/VPN/Router|Red Hat OpenShift Service on AWS|Refund|Savings Plans for AWS Compute usage|Tax
"""
SERVICES = [name for line in KNOWN.strip().splitlines() for name in line.split("|")]

RENAMED = {
    "Elastic Load Balancing": "Amazon Elastic Load Balancing",
    "Amazon EC2 Container Service": "Amazon Elastic Container Service",
    "Amazon Elastic Container Service for Kubernetes": "Amazon Elastic Kubernetes Service",
    "Amazon Elasticsearch Service": "Amazon OpenSearch Service",
    "Amazon Kinesis Firehose": "Amazon Data Firehose",
}


def test_only_renamed_services_have_another_canonical_name() -> None:
    assert {name: names.canonical(name) for name in SERVICES if names.canonical(name) != name} == RENAMED


def test_no_two_services_share_a_short_name() -> None:
    counts = Counter(names.short(name) for name in {names.canonical(name) for name in SERVICES})
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_renamed_service_keeps_its_short_name_and_is_found_by_both(old: str, new: str) -> None:
    assert names.short(old) == names.short(new)
    assert names.spellings(old) == names.spellings(new)
    assert {old, new} <= set(names.spellings(new))


@pytest.mark.parametrize(
    ("service", "short"),
    [
        ("Amazon Elastic Compute Cloud - Compute", "EC2 – Compute"),
        ("EC2 - Other", "EC2 – Other"),
        ("Amazon Simple Storage Service", "S3"),
        ("AmazonCloudWatch", "CloudWatch"),
        ("CloudWatch Events", "CloudWatch Events"),
        ("Amazon Relational Database Service", "RDS"),
        ("Amazon Elastic Container Service for Kubernetes", "EKS"),
        ("Amazon EC2 Container Registry (ECR)", "ECR"),
        ("Amazon Elastic Load Balancing", "Elastic Load Balancing"),
        ("AWS Support (Business)", "Support (Business)"),
        ("AWS Lambda", "Lambda"),
        ("Tax", "Tax"),
        ("AWS Something New", "Something New"),
        ("Netgate pfSense Firewall/VPN/Router", "Netgate pfSense Firewall/VPN/Router"),
        ("Red Hat OpenShift Service on AWS", "Red Hat OpenShift Service on AWS"),
        ("Claude 3.5 Sonnet (Amazon Bedrock Edition)", "Claude 3.5 Sonnet (Amazon Bedrock Edition)"),
        ("AWS ", "AWS "),
    ],
)
def test_short_names(service: str, short: str) -> None:
    assert names.short(service) == short


@given(st.text(min_size=1) | st.sampled_from(["AWS ", "Amazon ", "Amazon AWS ", "AWS  "]))
def test_any_service_has_a_stable_canonical_name_and_some_short_one(service: str) -> None:
    name = names.canonical(service)
    assert names.canonical(name) == name
    assert name in names.spellings(service)
    assert names.short(service)


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("us-east-1", "US East (N. Virginia)"),
        ("eu-west-1", "Europe (Ireland)"),
        ("ap-south-1", "Asia Pacific (Mumbai)"),
        ("global", "Global"),
        ("NoRegion", "No region"),
        ("", "No region"),
        ("xx-north-9", "xx-north-9"),
    ],
)
def test_region_names(region: str, name: str) -> None:
    assert names.region_name(region) == name


@pytest.mark.parametrize(
    ("record_type", "name"),
    [
        ("Usage", "Usage"),
        ("DiscountedUsage", "Reservation applied usage"),
        ("SavingsPlanNegation", "Savings Plan negation"),
        ("savings plan negation", "Savings Plan negation"),
        ("Enterprise Discount Program Discount", "Enterprise Discount Program discount"),
        ("EdpDiscount", "Enterprise Discount Program discount"),
        ("Recurring", "Recurring reservation fee"),
        ("RIFee", "Recurring reservation fee"),
        ("Other out-of-cycle charges", "Other out-of-cycle charges"),
        ("FlatRateSubscription", "Flat-rate subscription"),
        ("Charge Of Tomorrow", "Charge Of Tomorrow"),
    ],
)
def test_charge_names(record_type: str, name: str) -> None:
    assert names.charge_name(record_type) == name


def test_usage_only_leaves_out_credits_refunds_and_tax() -> None:
    assert names.NOT_USAGE == ("Credit", "Refund", "Tax")
    assert {names.charge_name(kind) for kind in names.NOT_USAGE} == {"Credit", "Refund", "Tax"}
