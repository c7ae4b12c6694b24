"""Codes and services were recorded in real bills: FOCUS sample data of the FinOps Foundation (CC BY 4.0), a Cost and
Usage Report among focus_converters' tests (MIT), and AWS's billing documentation.
"""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.families import Family, family, strip_region
from cloudsense.costs.names import EC2_COMPUTE, EC2_OTHER

CLOUDWATCH, DYNAMODB, ELB = "AmazonCloudWatch", "Amazon DynamoDB", "Amazon Elastic Load Balancing"
S3, RDS, VPC, ECS, LAMBDA = (
    "Amazon Simple Storage Service",
    "Amazon Relational Database Service",
    "Amazon Virtual Private Cloud",
    "Amazon Elastic Container Service",
    "AWS Lambda",
)
CLOUDFRONT, EKS = "Amazon CloudFront", "Amazon Elastic Container Service for Kubernetes"

INSTANCES = {
    "On-Demand instances": """
        BoxUsage BoxUsage:c5.2xlarge BoxUsage:c5.4xlarge BoxUsage:c5.large BoxUsage:g3.4xlarge BoxUsage:g5.4xlarge
        BoxUsage:m4.10xlarge APS3-BoxUsage:m5.2xlarge APS3-BoxUsage:t3.micro EUW2-BoxUsage:m5.2xlarge
        EUW2-BoxUsage:m5.large USE2-BoxUsage:t2.micro USE2-BoxUsage:t3.medium USW2-BoxUsage:c5.xlarge
        USW2-BoxUsage:m7i-flex.xlarge USW2-BoxUsage:t2.medium BoxUsage:m5.metal USW2-SchedUsage:c4.large""",
    "Spot instances": "SpotUsage:c5.4xlarge EU-SpotUsage:m5.2xlarge",
    "Dedicated instances": "DedicatedUsage:c5.large",
    "Dedicated hosts": "HostUsage:m5 HostBoxUsage:m5.large USE2-ReservedHostUsage:m5",
    "Capacity reservations, unused": "UnusedBox:c5.large UnusedDed:c5.large",
    "Capacity reservations, used": "Reservation:c5.large DedicatedRes:c5.large",
    "Reserved instance fees": "USW2-HeavyUsage:m4.large",
    "CPU credits": "CPUCredits:t3 APN1-CPUCredits:t4g",
}
EBS = {
    "EBS magnetic volumes": "USW1-EBS:VolumeUsage USW2-EBS:VolumeUsage",
    "EBS gp2 volumes": "EBS:VolumeUsage.gp2 APN1-EBS:VolumeUsage.gp2 USE2-EBS:VolumeUsage.gp2",
    "EBS gp3 volumes": "EBS:VolumeUsage.gp3 AFS1-EBS:VolumeUsage.gp3 EUC1-EBS:VolumeUsage.gp3",
    "EBS io1 volumes": "EBS:VolumeUsage.piops",
    "EBS io2 volumes": "EU-EBS:VolumeUsage.io2",
    "EBS st1 volumes": "EBS:VolumeUsage.st1",
    "EBS sc1 volumes": "EBS:VolumeUsage.sc1",
    "EBS provisioned IOPS": """
        EBS:VolumeP-IOPS.gp3 EUC1-EBS:VolumeP-IOPS.gp3 USW2-EBS:VolumeP-IOPS.gp3 EBS:VolumeP-IOPS.piops
        EBS:VolumeP-IOPS.io2 EBS:VolumeP-IOPS.io2.tier2 EBS:VolumeP-IOPS.io2.tier3""",
    "EBS provisioned throughput": "EBS:VolumeP-Throughput.gp3 EUC1-EBS:VolumeP-Throughput.gp3",
    "EBS magnetic I/O requests": "USW2-EBS:VolumeIOUsage",
    "EBS snapshots": "EBS:SnapshotUsage APS2-EBS:SnapshotUsage SAE1-EBS:SnapshotUsage EBS:SnapshotUsageUnderBilling",
    "EBS snapshot archive": """
        EBS:SnapshotArchiveStorage USW2-EBS:SnapshotArchiveEarlyDelete EBS:SnapshotArchiveRetrieval""",
    "EBS fast snapshot restore": "EBS:FastSnapshotRestore",
    "EBS direct API": "EBS:directAPI.snapshot.Get USE2-EBS:directAPI.snapshot.List",
    "EBS-optimized surcharge": "USW2-EBSOptimized:c6a.4xlarge USW2-EBSOptimized:t3a.small",
}
TRANSFER = {
    "Cross-AZ transfer": """
        DataTransfer-Regional-Bytes EU-DataTransfer-Regional-Bytes EUC1-DataTransfer-Regional-Bytes
        USE2-DataTransfer-Regional-Bytes USE2-DataTransfer-xAZ-In-Bytes DataTransfer-xAZ-Out-Bytes""",
    "Inter-region transfer": """
        APN1-APS1-AWS-In-Bytes APN1-EU-AWS-Out-Bytes EUW2-EU-AWS-Out-Bytes USW2-EU-AWS-In-Bytes
        SAE1-APS1-AWS-In-Bytes USE1-EU-AWS-Out-Bytes USW2-USE1-AWS-Out-Bytes USE1-USW2-AWS-Out-ABytes
        USE1WL1ATL1-CAN1-AWS-Out-Bytes CAN1-DEN1-AWS-In-Bytes USE2-AWS-Out-Bytes""",
    "CloudFront transfer": "APN1-CloudFront-Out-Bytes EUC1-CloudFront-In-Bytes USE1-CloudFront-Out-Bytes",
    "Internet transfer out": "DataTransfer-Out-Bytes AFS1-DataTransfer-Out-Bytes SAE1-DataTransfer-Out-Bytes",
    "Transfer in": "DataTransfer-In-Bytes APN1-DataTransfer-In-Bytes USW1-DataTransfer-In-Bytes",
}
GATEWAYS = {
    "NAT gateway hours": "NatGateway-Hours APN1-NatGateway-Hours USE2-NatGateway-Hours USW2-NatGateway-Hours",
    "NAT gateway data": "NatGateway-Bytes USW2-NatGateway-Bytes",
    "Public IPv4 addresses": """
        ElasticIP:IdleAddress ElasticIP:AdditionalAddress ElasticIP:Remap PublicIPv4:InUseAddress
        USW2-PublicIPv4:IdleAddress EUN1-PublicIPv4:ContiguousBlock""",
    "IP address manager": "IPAddressManager-IP-Hours",
    "VPC endpoint hours": "VpcEndpoint-Hours EU-VpcEndpoint-GWLBE-Hours",
    "VPC endpoint data": "VpcEndpoint-Bytes VpcEndpoint-GWLBE-Bytes",
    "Transit gateway hours": "TransitGateway-Hours",
    "Transit gateway data": "TransitGateway-Bytes TGW-Multicast-Bytes",
    "Client VPN": "ClientVPN-EndpointHours ClientVPN-ConnectionHours",
    "Site-to-site VPN": "VPN-Usage-Hours:ipsec.1",
    "VPC peering transfer": "VpcPeering-In-Bytes VpcPeering-Out-Bytes",
}
OF_SERVICES = [
    (S3, "TimedStorage-ByteHrs", "S3 Standard storage"),
    (DYNAMODB, "TimedStorage-ByteHrs", "DynamoDB storage"),
    (CLOUDWATCH, "TimedStorage-ByteHrs", "CloudWatch logs storage"),
    ("Amazon EC2 Container Registry (ECR)", "EU-TimedStorage-ByteHrs", "ECR storage"),
    ("Amazon Elastic File System", "TimedStorage-ByteHrs", "EFS Standard storage"),
    ("Amazon Elastic File System", "USW2-IATimedStorage-ET-ByteHrs", "EFS infrequent-access storage"),
    ("Amazon Elastic File System", "USW2-ETDataAccess-Bytes", "EFS data access"),
    (CLOUDWATCH, "DataProcessing-Bytes", "CloudWatch logs ingestion"),
    (ELB, "DataProcessing-Bytes", "Load balancer data"),
    ("Elastic Load Balancing", "DataProcessing-Bytes", "Load balancer data"),
    (S3, "Requests-Tier1", "S3 PUT and LIST requests"),
    (S3, "EU-Requests-SIA-Tier2", "S3 GET requests"),
    (S3, "Requests-Tier3", "S3 other requests"),
    ("Amazon Simple Queue Service", "Requests-Tier1", "SQS requests"),
    ("Amazon Simple Notification Service", "Requests-Tier1", "SNS requests"),
    (CLOUDFRONT, "US-Requests-Tier1", "CloudFront requests"),
    (CLOUDFRONT, "EU-Requests-HTTPS-Proxy", "CloudFront requests"),
    (CLOUDFRONT, "AP-DataTransfer-Out-Bytes", "CloudFront transfer out to internet"),
    (CLOUDFRONT, "ME-DataTransfer-Out-OBytes", "CloudFront transfer to origin"),
    (CLOUDFRONT, "US-Lambda-Edge-GB-Second", "Lambda@Edge"),
    (S3, "TimedStorage-SIA-ByteHrs", "S3 Standard-IA storage"),
    (S3, "TimedStorage-ZIA-ByteHrs", "S3 One Zone-IA storage"),
    (S3, "TimedStorage-GIR-ByteHrs", "S3 Glacier Instant Retrieval storage"),
    (S3, "TimedStorage-INT-FA-ByteHrs", "S3 Intelligent-Tiering storage"),
    (S3, "TimedStorage-INT-AIA-ByteHrs", "S3 Intelligent-Tiering storage"),
    (S3, "USW2-TimedStorage-GlacierByteHrs", "S3 Glacier Flexible Retrieval storage"),
    (S3, "TimedStorage-GDA-ByteHrs", "S3 Glacier Deep Archive storage"),
    (S3, "USW2-EarlyDelete-ByteHrs", "S3 early deletion fees"),
    (S3, "Monitoring-Automation-INT", "S3 Intelligent-Tiering monitoring"),
    (S3, "USW2-DataTransfer-Out-Bytes", "Internet transfer out"),
    (S3, "USE1-APS3-AWS-Out-Bytes", "Inter-region transfer"),
    (RDS, "InstanceUsage:db.t3.micro", "RDS instances"),
    (RDS, "InstanceUsageIOOptimized:db.r6g.large", "RDS instances"),
    (RDS, "Multi-AZUsage:db.r6g.2xlarge", "RDS Multi-AZ instances"),
    (RDS, "HeavyUsage:db.t4g.medium", "RDS reserved instance fees"),
    (RDS, "RDS:GP2-Storage", "RDS storage"),
    (RDS, "RDS:PIOPS-Storage", "RDS storage"),
    (RDS, "RDS:Multi-AZ-GP3-Storage", "RDS storage"),
    (RDS, "RDS:PIOPS", "RDS provisioned IOPS"),
    (RDS, "RDS:ChargedBackupUsage", "RDS backups"),
    (RDS, "Aurora:StorageUsage", "Aurora storage"),
    (RDS, "Aurora:StorageIOUsage", "Aurora I/O requests"),
    (RDS, "Aurora:BackupUsage", "Aurora backups"),
    (RDS, "Aurora:ServerlessUsage", "Aurora Serverless capacity"),
    (RDS, "Aurora:ServerlessV2Usage", "Aurora Serverless capacity"),
    (RDS, "USW2-ExtendedSupport:Yr1-Yr2:MySQL5.7", "RDS extended support"),
    (LAMBDA, "Lambda-GB-Second", "Lambda compute"),
    (LAMBDA, "USW2-Lambda-GB-Second-ARM", "Lambda compute"),
    (LAMBDA, "Request", "Lambda requests"),
    (LAMBDA, "Request-ARM", "Lambda requests"),
    (LAMBDA, "Lambda-Provisioned-GB-Second-ARM", "Lambda provisioned concurrency"),
    (LAMBDA, "Lambda-Provisioned-Concurrency", "Lambda provisioned concurrency"),
    (DYNAMODB, "USW2-WriteRequestUnits", "DynamoDB on-demand throughput"),
    (DYNAMODB, "USW2-WriteCapacityUnit-Hrs", "DynamoDB provisioned throughput"),
    (DYNAMODB, "TimedStorage-PITR-ByteHrs", "DynamoDB backups"),
    (CLOUDWATCH, "VendedLog-Bytes", "CloudWatch logs ingestion"),
    (CLOUDWATCH, "DataScanned-Bytes", "CloudWatch logs queries"),
    (CLOUDWATCH, "USW2-CW:MetricMonitorUsage", "CloudWatch metrics"),
    (CLOUDWATCH, "CW:AlarmMonitorUsage", "CloudWatch alarms"),
    (CLOUDWATCH, "CW:GMD-Metrics", "CloudWatch API requests"),
    (CLOUDWATCH, "CW:Requests", "CloudWatch API requests"),
    (ECS, "Fargate-vCPU-Hours:perCPU", "Fargate vCPU"),
    (ECS, "USW2-Fargate-ARM-GB-Hours", "Fargate memory"),
    (ECS, "Fargate-EphemeralStorage-GB-Hours", "Fargate storage"),
    (EKS, "Fargate-ARM-vCPU-Hours:perCPU", "Fargate vCPU"),
    (EKS, "USE1-AmazonEKS-Hours:perCluster", "EKS clusters"),
    (ELB, "USW2-LoadBalancerUsage", "Load balancer hours"),
    (ELB, "TS-LoadBalancerUsage", "Load balancer hours"),
    (ELB, "USW2-LCUUsage", "Load balancer capacity units"),
    (ELB, "ReservedLCUUsage", "Load balancer capacity units"),
    (ELB, "IdleProvisionedLBCapacity", "Load balancer capacity units"),
    ("Amazon Route 53", "HostedZone", "DNS zones"),
    ("Amazon Route 53", "DNS-Queries", "DNS queries"),
    ("Amazon ElastiCache", "NodeUsage:cache.t4g.medium", "ElastiCache nodes"),
    ("Amazon Elastic MapReduce", "BoxUsage:m5.xlarge", "EMR instance fees"),
    ("Amazon Elasticsearch Service", "ESInstance:r6g.large", "OpenSearch instances"),
    ("AWS Key Management Service", "us-east-1-KMS-Keys", "KMS keys"),
    ("AWS Key Management Service", "ap-northeast-2-KMS-Requests", "KMS requests"),
    ("AWS Secrets Manager", "USE1-AWSSecretsManagerAPIRequest", "Secrets Manager requests"),
    ("AWS Cost Explorer", "USE1-APIRequest", "Cost Explorer requests"),
    ("Amazon Bedrock", "USE1-NovaPro-input-tokens", "Bedrock input tokens"),
    ("Amazon Bedrock", "USE1-NovaPro-cache-read-input-token-count", "Bedrock prompt cache tokens"),
    ("Savings Plans for AWS Compute usage", "ComputeSP:1yrNoUpfront", "Savings Plans fees"),
    ("Netgate pfSense Firewall/VPN/Router", "USE1-SoftwareUsage:t3.medium", "Marketplace software"),
    ("Claude 3.5 Sonnet (Amazon Bedrock Edition)", "USW2-MP:USW2_InputTokenCount-Units", "Marketplace software"),
    ("Tax", "", "Tax"),
    ("Refund", "", "Refunds"),
    ("AWS Support (Business)", "Dollar", "Support"),
    ("AWS Premium Support", "", "Support"),
]


def cases(table: dict[str, str], *services: str) -> list[tuple[str, str, str]]:
    return [(service, code, name) for service in services for name, codes in table.items() for code in codes.split()]


CASES = [
    *cases(INSTANCES, EC2_COMPUTE, EC2_OTHER),
    *cases(EBS, EC2_OTHER),
    *cases(TRANSFER, EC2_COMPUTE, EC2_OTHER, ELB, S3, VPC, ECS, LAMBDA, RDS),
    *cases(GATEWAYS, EC2_OTHER, VPC),
    *OF_SERVICES,
]


@pytest.mark.parametrize(
    ("table", "group"),
    [(INSTANCES, "Instances"), (EBS, "EBS"), (TRANSFER, "Network"), (GATEWAYS, "Network")],
)
def test_related_families_are_of_one_group(table: dict[str, str], group: str) -> None:
    assert {family(EC2_OTHER, code).group for codes in table.values() for code in codes.split()} == {group}


def test_recorded_codes_fall_into_their_families() -> None:
    wrong = {(s, code): (family(s, code).name, name) for s, code, name in CASES if family(s, code).name != name}
    assert wrong == {}


def test_the_name_of_a_family_decides_its_group() -> None:
    groups: dict[str, set[str]] = {}
    for service, code, _ in CASES:
        found = family(service, code)
        groups.setdefault(found.name, set()).add(found.group)
    assert {name for name, several in groups.items() if len(several) > 1} == set()
    assert "Other" not in set(chain.from_iterable(groups.values()))


@pytest.mark.parametrize(
    ("service", "code", "name"),
    [
        (EC2_OTHER, "USW2-EBS:VolumeUsage.gp9", "Other: EBS:VolumeUsage.gp9"),
        (EC2_OTHER, "EBS:VolumeUsage.gp31", "Other: EBS:VolumeUsage.gp31"),
        (EC2_OTHER, "EU-Novelty:x", "Other: Novelty:x"),
        ("Amazon Of Tomorrow", "TimedStorage-ByteHrs", "Other: TimedStorage-ByteHrs"),
        ("Amazon Of Tomorrow", "BoxUsage:m5.large", "Other: BoxUsage:m5.large"),
        ("Amazon Of Tomorrow", "USE1-", "Other: USE1-"),
        ("Amazon Of Tomorrow", "", "Other"),
        ("Amazon Of Tomorrow", "NoUsageType", "Other"),
        ("Taxi Services Inc.", "Ride", "Other: Ride"),
    ],
)
def test_what_no_rule_knows_goes_by_its_own_code(service: str, code: str, name: str) -> None:
    assert family(service, code) == Family(name, "Other")


@pytest.mark.parametrize(
    ("usage_type", "tail"),
    [
        ("BoxUsage:m5.large", "BoxUsage:m5.large"),
        ("USW2-BoxUsage:m5.large", "BoxUsage:m5.large"),
        ("EU-BoxUsage:m5.large", "BoxUsage:m5.large"),
        ("EUW1-BoxUsage:m5.large", "BoxUsage:m5.large"),
        ("CPT-BoxUsage:m5.large", "BoxUsage:m5.large"),
        ("APE1-USE1-AWS-In-Bytes", "AWS-In-Bytes"),
        ("EUW2-EU-AWS-Out-Bytes", "AWS-Out-Bytes"),
        ("CAN1-DEN1-AWS-Out-Bytes", "AWS-Out-Bytes"),
        ("LAX1-BoxUsage:t3.medium", "BoxUsage:t3.medium"),
        ("USW2LAX1-BoxUsage:t3.medium", "BoxUsage:t3.medium"),
        ("USE1WL1ATL1-CAN1-AWS-Out-Bytes", "AWS-Out-Bytes"),
        ("JP-Requests-Tier1", "Requests-Tier1"),
        ("Global-SoftwareUsage-Contracts", "SoftwareUsage-Contracts"),
        ("us-gov-west-1-KMS-Requests", "KMS-Requests"),
        ("ap-northeast-1-KMS-Requests", "KMS-Requests"),
        ("TGW-Multicast-Bytes", "TGW-Multicast-Bytes"),
        ("VPN-Usage-Hours:ipsec.1", "VPN-Usage-Hours:ipsec.1"),
        ("EC2-Scanning", "EC2-Scanning"),
        ("PS-Param-Processed-Tier2", "PS-Param-Processed-Tier2"),
        ("container-image-initial-scan", "container-image-initial-scan"),
        ("USE1", "USE1"),
        ("", ""),
    ],
)
def test_the_region_in_front_is_stripped(usage_type: str, tail: str) -> None:
    assert strip_region(usage_type) == tail


@pytest.mark.parametrize("prefix", ["", "USE1-", "USW2-", "EU-", "APS3-", "CPT-", "MXC1-", "USW2LAX1-", "USE1WL1ATL1-"])
def test_the_region_does_not_change_the_family(prefix: str) -> None:
    plain = [case for case in CASES if case[1] and strip_region(case[1]) == case[1]]
    assert len(plain) > 100
    assert [c for c in plain if family(c[0], prefix + c[1]).name != c[2]] == []


SERVICE = st.text() | st.sampled_from(sorted({service for service, _, _ in CASES}))
CODE = st.text() | st.builds("".join, st.lists(st.sampled_from(["USE1-", "EU-", "EBS:", "Requests-", "\n", " ", "x"])))


@given(SERVICE, CODE)
def test_everything_has_a_family(service: str, code: str) -> None:
    found = family(service, code)
    assert found.name.strip()
    assert found.group
    assert (found.group == "Other") == (found.name == "Other" or found.name.startswith("Other: "))


@given(CODE)
def test_stripping_keeps_the_end(code: str) -> None:
    assert code.endswith(strip_region(code))
