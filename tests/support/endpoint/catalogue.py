"""Services of a made-up organization, with usage types as they appear after the region's prefix."""

from __future__ import annotations

SERVICES: dict[str, tuple[str, str]] = {
    "Amazon Elastic Compute Cloud - Compute": (
        "Hrs",
        "BoxUsage:m5.large BoxUsage:m6g.xlarge BoxUsage:c7g.2xlarge BoxUsage:r6i.4xlarge BoxUsage:t3.medium "
        "SpotUsage:c6i.4xlarge SpotUsage:m7g.2xlarge UnusedBox:m5.large",
    ),
    "EC2 - Other": (
        "GB-Mo",
        "EBS:VolumeUsage.gp3 EBS:VolumeUsage.gp2 EBS:VolumeUsage.io2 EBS:SnapshotUsage NatGateway-Bytes "
        "NatGateway-Hours DataTransfer-Regional-Bytes DataTransfer-Out-Bytes CPUCredits:t3",
    ),
    "Amazon Relational Database Service": (
        "Hrs",
        "InstanceUsage:db.r6g.xl InstanceUsage:db.t3.medium Multi-AZUsage:db.r5.2xl RDS:GP3-Storage "
        "RDS:ChargedBackupUsage Aurora:StorageUsage Aurora:StorageIOUsage",
    ),
    "Amazon Simple Storage Service": (
        "GB-Mo",
        "TimedStorage-ByteHrs TimedStorage-INT-FA-ByteHrs TimedStorage-GlacierByteHrs Requests-Tier1 Requests-Tier2 "
        "DataTransfer-Out-Bytes Retrieval-SIA",
    ),
    "AmazonCloudWatch": (
        "N/A",
        "CW:MetricMonitorUsage CW:AlarmMonitorUsage CW:Requests DataProcessing-Bytes TimedStorage-ByteHrs "
        "VendedLog-Bytes",
    ),
    "Amazon Virtual Private Cloud": (
        "Hrs",
        "PublicIPv4:InUseAddress PublicIPv4:IdleAddress VpcEndpoint-Hours VpcEndpoint-Bytes TransitGateway-Hours "
        "TransitGateway-Bytes VPN-Usage-Hours:ipsec.1",
    ),
    "Amazon Elastic Load Balancing": ("Hrs", "LoadBalancerUsage LCUUsage DataProcessing-Bytes"),
    "AWS Lambda": ("Seconds", "Lambda-GB-Second Lambda-GB-Second-ARM Request Lambda-Provisioned-Concurrency"),
    "Amazon DynamoDB": ("Requests", "ReadRequestUnits WriteRequestUnits TimedStorage-ByteHrs ReadCapacityUnit-Hrs"),
    "Amazon Elastic Container Service": ("Hours", "Fargate-vCPU-Hours:perCPU Fargate-GB-Hours Fargate-ARM-GB-Hours"),
    "Amazon Elastic Container Service for Kubernetes": ("Hours", "AmazonEKS-Hours:perCluster AmazonEKS-Hours:extended"),
    "Amazon EC2 Container Registry (ECR)": ("GB-Mo", "TimedStorage-ByteHrs DataTransfer-Out-Bytes"),
    "Amazon ElastiCache": ("Hrs", "NodeUsage:cache.r6g.large NodeUsage:cache.t4g.small BackupUsage"),
    "Amazon CloudFront": (
        "GB",
        "DataTransfer-Out-Bytes Requests-Tier1 Requests-HTTPS-Proxy",
    ),
    "Amazon Route 53": ("N/A", "HostedZone DNS-Queries Health-Check-AWS"),
    "Amazon API Gateway": ("Requests", "ApiGatewayRequest ApiGatewayHttpRequest ApiGatewayCacheUsage:0.5GB"),
    "AWS Key Management Service": ("N/A", "KMS-Keys KMS-Requests"),
    "AWS Secrets Manager": ("N/A", "AWSSecretsManager-Secrets AWSSecretsManagerAPIRequest"),
    "Amazon Simple Queue Service": ("Requests", "Requests-Tier1 Requests-FIFO"),
    "Amazon Simple Notification Service": ("Requests", "Requests-Tier1 DeliveryAttempts-HTTP DeliveryAttempts-SMS"),
    "CloudWatch Events": ("Events", "Event-64K-Chunks ScheduledInvocation"),
    "AWS Step Functions": ("N/A", "StateTransition StepFunctions-GB-Second"),
    "Amazon Kinesis": ("N/A", "Storage-ShardHour PutRequestPayloadUnits OnDemand-BilledIncomingBytes"),
    "Amazon Kinesis Firehose": ("GB", "BilledBytes DataFormatConversion"),
    "Amazon Managed Streaming for Apache Kafka": ("Hours", "Kafka.m5.large Kafka.Storage.GP2"),
    "Amazon Redshift": ("Hrs", "Node:ra3.xlplus RMS:ra3.xlplus ServerlessUsage"),
    "Amazon Athena": ("Terabytes", "DataScannedInTB"),
    "AWS Glue": ("DPU-Hour", "ETL-DPU-Hour Crawler-DPU-Hour Catalog-Request"),
    "Amazon Elastic MapReduce": ("Hrs", "BoxUsage:m5.xlarge BoxUsage:r5.2xlarge"),
    "Amazon OpenSearch Service": ("Hrs", "ESInstance:r6g.large.search ES:GP3-Storage ES:Managed-Storage"),
    "Amazon SageMaker": ("Hrs", "Train:ml.p3.2xlarge Host:ml.m5.xlarge Notebk:ml.t3.medium Studio:JupyterLab-ml.t3"),
    "Amazon Bedrock": ("N/A", "NovaPro-input-tokens NovaPro-output-tokens TitanEmbedding-input-tokens"),
    "Claude 3.5 Sonnet (Amazon Bedrock Edition)": ("Units", "MP:InputTokenCount-Units MP:OutputTokenCount-Units"),
    "Amazon Rekognition": ("Images", "ImagesProcessed MinutesOfVideoProcessed"),
    "Amazon Textract": ("Pages", "SyncDocumentPages AsyncAnalyzePages"),
    "Amazon Elastic File System": ("GB-Mo", "TimedStorage-ByteHrs IATimedStorage-ByteHrs ETDataAccess-Bytes"),
    "Amazon FSx": ("GB-Mo", "Storage.SSD:ONTAP ThroughputCapacity.SAZ BackupUsage"),
    "AWS Backup": ("GB-Mo", "WarmStorage-ByteHrs-EBS WarmStorage-ByteHrs-RDS ColdStorage-ByteHrs-EFS"),
    "Amazon Glacier": ("GB-Mo", "TimedStorage-ByteHrs Requests-Tier1"),
    "AWS Transfer Family": ("Hourly", "ProtocolHours UploadBytes DownloadBytes"),
    "AWS Database Migration Service": ("Hrs", "InstanceUsg:dms.t3.medium MltAZUsg:dms.r5.large"),
    "Amazon DocumentDB (with MongoDB compatibility)": ("Hrs", "InstanceUsage:db.r6g.large StorageUsage StorageIOUsage"),
    "Amazon Neptune": ("Hrs", "InstanceUsage:db.r5.large StorageUsage"),
    "Amazon MemoryDB": ("Hrs", "NodeUsage:db.r6g.large DataWritten"),
    "Amazon MQ": ("Hrs", "mq.m5.large:ActiveMQ TimedStorage-ByteHrs"),
    "Amazon GuardDuty": ("GB", "PaidS3DataEventsAnalyzed PaidEventsAnalyzed-Bytes PaidKubernetesAuditLogsAnalyzed"),
    "AWS Security Hub": ("Checks", "PaidComplianceCheck OtherProductFindingsIngestion"),
    "Amazon Inspector": ("N/A", "InstancesScanned-Hours ECR-InitialScan"),
    "Amazon Macie": ("GB", "SensitiveDataDiscovery S3BucketInventory"),
    "AWS WAF": ("N/A", "WebACLV2 RuleV2 RequestV2-Tier1"),
    "AWS CloudTrail": ("Events", "PaidEventsRecorded DataEventsRecorded InsightsEvents"),
    "AWS Config": ("ConfigurationItemRecorded", "ConfigurationItemRecorded ConfigRuleEvaluations"),
    "AWS Systems Manager": ("N/A", "PS-Advanced-Param-Tier1 MI-Advanced-Hours AutomationSteps"),
    "CodeBuild": ("Minutes", "Build-Min:Linux:g1.small Build-Min:ARM:g1.small"),
    "AWS CodePipeline": ("N/A", "activePipeline actionExecutionMinute"),
    "AWS CodeArtifact": ("GB-Mo", "TimedStorage-ByteHrs Requests"),
    "Amazon WorkSpaces": ("Month", "AutoStop:Standard AlwaysOn:Performance"),
    "Amazon Connect": ("Minutes", "end-customer-mins chat-message"),
    "Amazon Cognito": ("N/A", "CognitoUserPoolsMAU CognitoEnterpriseMAU"),
    "Amazon Simple Email Service": ("Count", "Recipients Message-Attachments-Bytes"),
    "Amazon QuickSight": ("Users", "QS-Author-Month QS-Reader-Usage QS-SPICE"),
    "AWS X-Ray": ("N/A", "XRay-TracesStored XRay-TracesAccessed"),
    "AWS Direct Connect": ("Hours", "HCPortUsage:1G DataTransfer-Out-Bytes:dc.1"),
    "Netgate pfSense Firewall/VPN/Router": ("Hours", "SoftwareUsage:m5.large"),
}
"""Unit and usage types by service, the largest first."""

REGIONS = {
    "us-east-1": "",
    "eu-west-1": "EU-",
    "us-west-2": "USW2-",
    "eu-central-1": "EUC1-",
    "ap-southeast-1": "APS1-",
    "ap-northeast-1": "APN1-",
    "us-east-2": "USE2-",
    "eu-west-2": "EUW2-",
    "ap-southeast-2": "APS2-",
    "sa-east-1": "SAE1-",
    "ca-central-1": "CAN1-",
    "eu-north-1": "EUN1-",
    "ap-south-1": "APS3-",
    "eu-west-3": "EUW3-",
    "us-west-1": "USW1-",
    "ap-northeast-2": "APN2-",
    "eu-south-1": "EUS1-",
    "ap-east-1": "APE1-",
    "me-south-1": "MES1-",
    "af-south-1": "AFS1-",
}
"""Usage type prefix by region."""
