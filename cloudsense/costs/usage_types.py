"""Usage types whose meaning depends on the service: tables for `cloudsense.costs.families`.

For example `TimedStorage-ByteHrs` is S3's storage, CloudWatch's logs and DynamoDB's tables, each at
its own price.
"""

from __future__ import annotations

from collections.abc import Mapping

from cloudsense.costs.names import EC2_SERVICES

INSTANCES, EBS, NETWORK, STORAGE, DATABASES = "Instances", "EBS", "Network", "Storage", "Databases"
CONTAINERS, SERVERLESS, ANALYTICS = "Containers", "Serverless", "Analytics and AI"
OPERATIONS, SECURITY, FEES, OTHER = "Operations", "Security", "Fees", "Other"

Rules = Mapping[str, str]
"""Family names by regular expression; the first one that matches the start of a usage type (without
its Region) applies."""


def _cluster_database(name: str) -> tuple[str, Rules]:
    """DocumentDB and Neptune have the same usage types."""
    return DATABASES, {
        r"(InstanceUsage|ServerlessUsage)": f"{name} instances",
        r"StorageUsage": f"{name} storage",
        r"StorageIOUsage": f"{name} I/O",
        r"BackupUsage": f"{name} backups",
    }


_EC2: Rules = {
    r"(BoxUsage|SchedUsage)": "On-Demand instances",
    r"SpotUsage": "Spot instances",
    r"DedicatedUsage": "Dedicated instances",
    r"(HostUsage|HostBoxUsage|ReservedHostUsage)": "Dedicated hosts",
    r"(UnusedBox|UnusedDed)": "Capacity reservations, unused",
    r"(Reservation|DedicatedRes)\b": "Capacity reservations, used",
    r"HeavyUsage": "Reserved instance fees",
    r"CPUCredits": "CPU credits",
}

BY_SERVICE: Mapping[str, tuple[str, Rules]] = {
    **dict.fromkeys((*EC2_SERVICES, "Amazon Elastic Compute Cloud"), (INSTANCES, _EC2)),
    "Amazon Elastic Load Balancing": (NETWORK, {r"DataProcessing-Bytes": "Load balancer data"}),
    "Amazon CloudFront": (
        NETWORK,
        {
            r"DataTransfer-Out-OBytes": "CloudFront transfer to origin",
            r"DataTransfer-Out-Bytes": "CloudFront transfer out to internet",
            r"Requests-": "CloudFront requests",
            r"Executions-CloudFrontFunctions": "CloudFront Functions",
            r"Invalidations": "CloudFront invalidations",
        },
    ),
    "Amazon Route 53": (
        NETWORK,
        {
            r"HostedZone": "DNS zones",
            r".*DNS-Queries": "DNS queries",
            r"Health-?Check": "DNS health checks",
            r"ResolverNetworkInterface": "DNS resolver endpoints",
        },
    ),
    "AWS Direct Connect": (
        NETWORK,
        {r".*DataXfer": "Direct Connect transfer", r".*PortUsage": "Direct Connect port hours"},
    ),
    "Amazon Simple Storage Service": (
        STORAGE,
        {
            r"TimedStorage-ByteHrs": "S3 Standard storage",
            r"TimedStorage-SIA-": "S3 Standard-IA storage",
            r"TimedStorage-ZIA-": "S3 One Zone-IA storage",
            r"TimedStorage-XZ-": "S3 Express One Zone storage",
            r"TimedStorage-INT-": "S3 Intelligent-Tiering storage",
            r"TimedStorage-GIR-": "S3 Glacier Instant Retrieval storage",
            r"TimedStorage-Glacier": "S3 Glacier Flexible Retrieval storage",
            r"TimedStorage-GDA-": "S3 Glacier Deep Archive storage",
            r"TimedStorage-RRS-": "S3 Reduced Redundancy storage",
            r"EarlyDelete": "S3 early deletion fees",
            r"Requests-(\w+-)?Tier1$": "S3 PUT and LIST requests",
            r"Requests-(\w+-)?Tier2$": "S3 GET requests",
            r"Requests-": "S3 other requests",
            r".*Retrieval": "S3 retrievals",
            r"Select-": "S3 Select",
            r"Monitoring-Automation": "S3 Intelligent-Tiering monitoring",
            r"(TagStorage|Inventory|StorageAnalytics|StorageLens)": "S3 inventory, tags and analytics",
            r"(\w+-)?S3RTC-": "S3 replication time control",
        },
    ),
    "Amazon Glacier": (
        STORAGE,
        {r"TimedStorage": "Glacier storage", r"Requests": "Glacier requests"},
    ),
    "Amazon Elastic File System": (
        STORAGE,
        {
            r"TimedStorage": "EFS Standard storage",
            r"(IA|Archive)TimedStorage": "EFS infrequent-access storage",
            r"\w*DataAccess": "EFS data access",
            r"ProvisionedTP": "EFS provisioned throughput",
        },
    ),
    "AWS Backup": (
        STORAGE,
        {r"WarmStorage": "Backup warm storage", r"ColdStorage": "Backup cold storage"},
    ),
    "Amazon Relational Database Service": (
        DATABASES,
        {
            r"InstanceUsage": "RDS instances",
            r"(Multi-AZ\w*Usage|MirrorUsage)": "RDS Multi-AZ instances",
            r"HeavyUsage": "RDS reserved instance fees",
            r"RDS:.*Backup": "RDS backups",
            r"RDS:.*Storage$": "RDS storage",
            r"RDS:.*StorageIOUsage": "RDS I/O requests",
            r"RDS:.*(PIOPS|IOPS)": "RDS provisioned IOPS",
            r"RDS:.*Throughput": "RDS provisioned throughput",
            r"RDS:.*CPUCredits": "RDS CPU credits",
            r"RDS:ProxyUsage": "RDS Proxy",
            r"ExtendedSupport": "RDS extended support",
            r"Aurora:Serverless": "Aurora Serverless capacity",
            r"Aurora:.*StorageUsage": "Aurora storage",
            r"Aurora:StorageIOUsage": "Aurora I/O requests",
            r"Aurora:(Backup|Snapshot)": "Aurora backups",
            r"Aurora:Backtrack": "Aurora backtrack",
        },
    ),
    "Amazon DynamoDB": (
        DATABASES,
        {
            r"(IA-)?(Repl)?(Read|Write)RequestUnits": "DynamoDB on-demand throughput",
            r"(IA-)?(Repl)?(Read|Write)CapacityUnit-Hrs": "DynamoDB provisioned throughput",
            r"TimedStorage-(Backup|PITR)": "DynamoDB backups",
            r"(IA-)?TimedStorage": "DynamoDB storage",
            r"Streams-": "DynamoDB streams",
            r"NodeUsage:dax": "DynamoDB Accelerator nodes",
        },
    ),
    "Amazon ElastiCache": (
        DATABASES,
        {
            r"NodeUsage": "ElastiCache nodes",
            r"HeavyUsage": "ElastiCache reserved node fees",
            r"(ElastiCache:)?(CachedData|ServerlessECPUs|.*ElastiCacheProcessingUnits)": "ElastiCache Serverless",
            r".*BackupUsage": "ElastiCache backups",
        },
    ),
    "Amazon DocumentDB (with MongoDB compatibility)": _cluster_database("DocumentDB"),
    "Amazon Neptune": _cluster_database("Neptune"),
    "AWS Database Migration Service": (DATABASES, {r"(Instance|Multi-AZ)Usg": "DMS instances"}),
    "Amazon Redshift": (
        ANALYTICS,
        {
            r"Node:": "Redshift nodes",
            r"RMS:": "Redshift managed storage",
            r"(Redshift:)?Serverless": "Redshift Serverless",
            r"DataScanned": "Redshift Spectrum queries",
        },
    ),
    "Amazon OpenSearch Service": (
        ANALYTICS,
        {
            r"ESInstance": "OpenSearch instances",
            r"HeavyUsage": "OpenSearch reserved instance fees",
            r"ES:.*Storage": "OpenSearch storage",
        },
    ),
    "Amazon Elastic MapReduce": (ANALYTICS, {r"(BoxUsage|SpotUsage)": "EMR instance fees"}),
    "AWS Glue": (ANALYTICS, {r".*DPU-Hour": "Glue jobs and crawlers", r"Catalog-": "Glue catalog"}),
    "Amazon Athena": (ANALYTICS, {r"DataScanned": "Athena queries"}),
    "Amazon Kinesis": (
        ANALYTICS,
        {
            r".*ShardHour": "Kinesis shards",
            r"PutRequestPayloadUnits": "Kinesis PUT requests",
            r"OnDemand-": "Kinesis on-demand streams",
        },
    ),
    "Amazon Data Firehose": (ANALYTICS, {r"BilledBytes": "Firehose ingestion"}),
    "Amazon Managed Streaming for Apache Kafka": (
        ANALYTICS,
        {r"Kafka\.Storage": "MSK storage", r"Kafka\.": "MSK brokers"},
    ),
    "Amazon SageMaker": (
        ANALYTICS,
        {
            r"Host:ml": "SageMaker endpoints",
            r"Train:ml": "SageMaker training",
            r"Notebk:ml": "SageMaker notebooks",
        },
    ),
    "Amazon Bedrock": (
        ANALYTICS,
        {
            r"(?i).*cache.*(input-?token|read|write)": "Bedrock prompt cache tokens",
            r"(?i).*input-?token": "Bedrock input tokens",
            r"(?i).*output-?token": "Bedrock output tokens",
        },
    ),
    "Amazon Transcribe": (ANALYTICS, {r"TranscribeAudio": "Transcribe audio"}),
    "Amazon EC2 Container Registry (ECR)": (CONTAINERS, {r"TimedStorage": "ECR storage"}),
    "AWS Lambda": (
        SERVERLESS,
        {
            r"Request(-ARM)?$": "Lambda requests",
            r"Lambda-Provisioned-": "Lambda provisioned concurrency",
            r"Lambda-(\w+-)?GB-Second": "Lambda compute",
            r"Lambda-Storage-": "Lambda ephemeral storage",
        },
    ),
    "AWS Step Functions": (
        SERVERLESS,
        {
            r"StateTransition": "Step Functions transitions",
            r"StepFunctions-": "Step Functions express workflows",
        },
    ),
    "Amazon API Gateway": (
        SERVERLESS,
        {r"ApiGatewayCache": "API Gateway cache", r"ApiGateway": "API Gateway requests"},
    ),
    "Amazon Simple Queue Service": (SERVERLESS, {r"Requests-": "SQS requests"}),
    "Amazon Simple Notification Service": (
        SERVERLESS,
        {r"Requests-": "SNS requests", r"DeliveryAttempts-": "SNS deliveries"},
    ),
    "CloudWatch Events": (SERVERLESS, {r"Event-": "EventBridge events"}),
    "Amazon MQ": (SERVERLESS, {r"CreateBroker": "MQ brokers", r"TimedStorage": "MQ storage"}),
    "AmazonCloudWatch": (
        OPERATIONS,
        {
            r"(DataProcessing|VendedLog)": "CloudWatch logs ingestion",
            r"TimedStorage": "CloudWatch logs storage",
            r"DataScanned": "CloudWatch logs queries",
            r"CW:\w*MetricMonitorUsage": "CloudWatch metrics",
            r"CW:\w*AlarmMonitorUsage": "CloudWatch alarms",
            r"CW:MetricStream": "CloudWatch metric streams",
            r"CW:Canary": "CloudWatch canaries",
            r"CW:(Requests|GMD-)": "CloudWatch API requests",
            r"DashboardsUsageHour": "CloudWatch dashboards",
        },
    ),
    "AWS CloudTrail": (OPERATIONS, {r"\w*Events": "CloudTrail events"}),
    "AWS Config": (
        OPERATIONS,
        {
            r"ConfigurationItemRecorded": "Config items recorded",
            r"ConfigRuleEvaluations": "Config rule evaluations",
        },
    ),
    "AWS Cost Explorer": (OPERATIONS, {r"APIRequest": "Cost Explorer requests"}),
    "AWS Systems Manager": (OPERATIONS, {r"PS-": "Parameter Store"}),
    "AWS X-Ray": (OPERATIONS, {r"XRay-": "X-Ray traces"}),
    "CodeBuild": (OPERATIONS, {r"Build-Min": "CodeBuild minutes"}),
    "AWS Key Management Service": (
        SECURITY,
        {r"KMS-Keys": "KMS keys", r"KMS-Requests": "KMS requests"},
    ),
    "AWS Secrets Manager": (
        SECURITY,
        {
            r"AWSSecretsManager-?APIRequest": "Secrets Manager requests",
            r"AWSSecretsManager-Secret": "Secrets",
        },
    ),
    "Amazon GuardDuty": (SECURITY, {r"Paid": "GuardDuty analysis"}),
    "AWS Security Hub": (
        SECURITY,
        {r"PaidComplianceCheck": "Security Hub checks", r".*Findings": "Security Hub findings"},
    ),
    "Amazon Inspector": (SECURITY, {r"(?i).*(scan|metering)": "Inspector scans"}),
    "AWS WAF": (SECURITY, {r"(WebACL|Rule)": "WAF rules", r"Request": "WAF requests"}),
}
"""Group and rules of each service, by canonical name."""
