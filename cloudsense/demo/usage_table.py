"""Usage of the demo organization: a table of services, usage types, prices and quantities.

The quantities are made up. Names of services, usage types, operations and Regions and the list
prices are real; `docs/data-sources.md` lists their sources and licenses (the FinOps Foundation's
FOCUS sample data, CC BY 4.0; others under MIT and Apache-2.0).
"""

TABLE = """
# usage type, operation, unit, pattern, region, price, then the quantity of a working day (or of a month,
# for units priced by the month) by account

== Amazon Elastic Compute Cloud - Compute
BoxUsage:c5.2xlarge RunInstances Hrs fleet us-east-1 0.34 production=96 staging=24
BoxUsage:c5.2xlarge RunInstances Hrs fleet eu-west-1 0.384 production=24
BoxUsage:c5.4xlarge RunInstances Hrs fleet us-east-1 0.68 data-platform=24
BoxUsage:c5.large RunInstances Hrs fleet us-east-1 0.085 security=24 shared-services=48
BoxUsage:c5.xlarge RunInstances Hrs fleet us-west-2 0.17 production=72 staging=24
BoxUsage:m5.2xlarge RunInstances Hrs fleet ap-south-1 0.404 production=24
BoxUsage:m5.large RunInstances Hrs fleet us-east-1 0.096 staging=48 sandbox=20
BoxUsage:m7i-flex.xlarge RunInstances Hrs fleet us-west-2 0.19152 staging=24 data-platform=24
BoxUsage:g5.4xlarge RunInstances Hrs batch us-east-1 1.624 data-platform=5
BoxUsage:t3.medium RunInstances Hrs office us-east-1 0.0416 sandbox=60 shared-services=24
BoxUsage:t3.micro RunInstances Hrs server ap-south-1 0.0112 sandbox=24
BoxUsage:t2.medium RunInstances Hrs server us-west-2 0.0464 shared-services=24
SpotUsage:c5.4xlarge RunInstances:SV001 Hrs batch us-east-1 0.2714 data-platform=72
SpotUsage:m5.2xlarge RunInstances:SV001 Hrs batch us-east-1 0.1523 data-platform=72 production=48
SpotUsage:m5.2xlarge RunInstances:SV001 Hrs batch us-west-2 0.1467 production=36
SpotUsage:c5.xlarge RunInstances:SV001 Hrs batch eu-west-1 0.0738 staging=60
SpotUsage:t3.medium RunInstances:SV001 Hrs office us-east-1 0.0151 sandbox=48
BoxUsage:m5.xlarge RunInstances Hrs covered us-east-1 0.192 production=24
BoxUsage:m5.xlarge RunInstances Hrs negation us-east-1 0.192 production=24
BoxUsage:c5.2xlarge RunInstances Dollar credit us-east-1 -1 production=4.1

== EC2 - Other
NatGateway-Bytes NatGateway GB bursts us-east-1 0.045 production=980
NatGateway-Bytes NatGateway GB traffic us-east-1 0.045 data-platform=260 staging=60 shared-services=20
NatGateway-Bytes NatGateway GB traffic us-west-2 0.045 production=150 staging=25
NatGateway-Bytes NatGateway GB traffic eu-west-1 0.048 production=110
NatGateway-Hours NatGateway Hrs server us-east-1 0.045 production=72 data-platform=24 staging=24 shared-services=24
NatGateway-Hours NatGateway Hrs server us-west-2 0.045 production=48 staging=24
NatGateway-Hours NatGateway Hrs server eu-west-1 0.048 production=48
EBS:VolumeUsage.gp3 CreateVolume-Gp3 GB-Mo stock us-east-1 0.08 production=4100 data-platform=2600 staging=800
EBS:VolumeUsage.gp3 CreateVolume-Gp3 GB-Mo stock us-east-1 0.08 sandbox=260 security=200 shared-services=310
EBS:VolumeUsage.gp3 CreateVolume-Gp3 GB-Mo stock us-west-2 0.08 production=1200 staging=350
EBS:VolumeUsage.gp3 CreateVolume-Gp3 GB-Mo stock ap-south-1 0.0912 production=380 sandbox=40
EBS:VolumeUsage.gp2 CreateVolume-Gp2 GB-Mo stock us-east-1 0.1 production=350 sandbox=180
EBS:VolumeUsage.gp2 CreateVolume-Gp2 GB-Mo stock ap-south-1 0.114 production=90
EBS:VolumeUsage.io2 CreateVolume-Io2 GB-Mo stock us-east-1 0.125 production=300
EBS:VolumeUsage.st1 CreateVolume-St1 GB-Mo stock us-east-1 0.045 data-platform=800
EBS:VolumeUsage CreateVolume GB-Mo stock us-west-2 0.05 shared-services=40
EBS:VolumeP-IOPS.io2 CreateVolume-P-IOPS-Io2 IOPS-Mo server us-east-1 0.065 production=1800
EBS:VolumeP-IOPS.gp3 CreateVolume-P-IOPS-Gp3 IOPS-Mo server us-east-1 0.005 production=3000
EBS:VolumeP-Throughput.gp3 CreateVolume-P-Throughput GiBps-mo server us-east-1 40.96 production=0.25
EBS:SnapshotUsage CreateSnapshot GB-Mo stock us-east-1 0.05 production=3600 data-platform=1700 staging=420
EBS:SnapshotUsage CreateSnapshot GB-Mo stock us-west-2 0.05 production=1150 shared-services=130
DataTransfer-Regional-Bytes InterZone-In GB traffic us-east-1 0.01 production=620 data-platform=210 staging=60
DataTransfer-Regional-Bytes InterZone-In GB traffic us-west-2 0.01 production=120
DataTransfer-Regional-Bytes InterZone-In GB traffic eu-west-1 0.01 production=70
DataTransfer-Out-Bytes RunInstances GB traffic us-east-1 0.09 production=46 data-platform=8 staging=3 sandbox=1
DataTransfer-Out-Bytes RunInstances GB traffic us-west-2 0.09 production=12
DataTransfer-Out-Bytes RunInstances GB traffic ap-south-1 0.1093 production=9
{code}-EU-AWS-Out-Bytes RunInstances GB traffic us-east-1 0.02 production=34
{code}-USE1-AWS-Out-Bytes RunInstances GB traffic us-west-2 0.02 production=21
{code}-EU-AWS-In-Bytes RunInstances GB traffic us-east-1 0 production=18
CPUCredits:t3 RunInstances vCPU-Hours office us-east-1 0.05 sandbox=6 shared-services=2

== Amazon Relational Database Service
Multi-AZUsage:db.r6g.2xlarge CreateDBInstance:0014 Hrs server us-east-1 1.8 production=24
InstanceUsage:db.r6g.xlarge CreateDBInstance:0014 Hrs fleet us-east-1 0.45 production=48
InstanceUsage:db.r6g.large CreateDBInstance:0014 Hrs fleet us-west-2 0.225 production=24
InstanceUsage:db.m6g.large CreateDBInstance:0014 Hrs office us-east-1 0.159 staging=24 data-platform=24
InstanceUsage:db.t3.micro CreateDBInstance:0010 Hrs office eu-west-1 0.023 sandbox=24
InstanceUsage:db.t4g.medium CreateDBInstance:0014 Hrs reserved us-east-1 0.042 shared-services=24
HeavyUsage:db.t4g.medium CreateDBInstance:0014 Hrs reserved-fee us-east-1 0.042 shared-services=24
Aurora:ServerlessV2Usage CreateDBInstance:0021 ACU-Hr fleet us-east-1 0.12 data-platform=64
Aurora:StorageUsage CreateDBInstance:0021 GB-Mo stock us-east-1 0.1 data-platform=1250
Aurora:StorageIOUsage CreateDBInstance:0021 IOs traffic us-east-1 0.0000002 data-platform=14200000
RDS:GP3-Storage CreateDBInstance:0014 GB-Mo stock us-east-1 0.115 production=700 staging=200 data-platform=150
RDS:Multi-AZ-GP3-Storage CreateDBInstance:0014 GB-Mo stock us-east-1 0.23 production=800
RDS:ChargedBackupUsage CreateDBInstance:0014 GB-Mo stock us-east-1 0.095 production=640 data-platform=110
ExtendedSupport:Yr1-Yr2:MySQL5.7 CreateDBInstance:0002 vCPU-Hours server us-west-2 0.1 staging=48

== Amazon Simple Storage Service
TimedStorage-ByteHrs StandardStorage GB-Mo stock us-east-1 0.023 production=12400 data-platform=30000 security=3900
TimedStorage-ByteHrs StandardStorage GB-Mo stock us-east-1 0.023 staging=1100 shared-services=650 sandbox=120
TimedStorage-ByteHrs StandardStorage GB-Mo stock us-west-2 0.023 production=4200 data-platform=1300
TimedStorage-ByteHrs StandardStorage GB-Mo stock eu-west-1 0.023 production=2300
TimedStorage-SIA-ByteHrs StandardIAStorage GB-Mo stock us-east-1 0.0125 data-platform=7400 production=1900
TimedStorage-INT-FA-ByteHrs IntelligentTieringFAStorage GB-Mo stock us-east-1 0.023 data-platform=2400
TimedStorage-INT-IA-ByteHrs IntelligentTieringIAStorage GB-Mo stock us-east-1 0.0125 data-platform=3100
TimedStorage-GIR-ByteHrs GlacierInstantRetrievalStorage GB-Mo stock us-east-1 0.004 security=3600
TimedStorage-GlacierByteHrs GlacierStorage GB-Mo stock us-west-2 0.0036 production=11000 security=5200
TimedStorage-GDA-ByteHrs DeepArchiveStorage GB-Mo stock us-east-1 0.00099 security=31000
Requests-Tier1 PutObject Requests traffic us-east-1 0.000005 production=520000 data-platform=760000 security=90000
Requests-Tier1 PutObject Requests traffic us-west-2 0.000005 production=80000
Requests-Tier2 GetObject Requests traffic us-east-1 0.0000004 production=3900000 data-platform=1800000
Requests-Tier3 S3-GlacierTransition Requests batch us-west-2 0.00003 production=3800
DataTransfer-Out-Bytes GetObject GB traffic us-east-1 0.09 production=13 data-platform=5
{code}-USW2-AWS-Out-Bytes PutObjectForRepl GB traffic us-east-1 0.02 production=42

== Amazon CloudFront
US-DataTransfer-Out-Bytes GET GB traffic global 0.085 production=310
EU-DataTransfer-Out-Bytes GET GB traffic global 0.085 production=104
US-Requests-Tier2-HTTPS GET Requests traffic global 0.000001 production=4300000
EU-Requests-Tier1 GET Requests traffic global 0.0000009 production=600000
US-Lambda-Edge-GB-Second Invoke Lambda-GB-Second traffic global 0.00005001 production=11000

== Amazon Bedrock
{code}-NovaPro-input-tokens InvokeModelInference 1K_tokens tokens us-east-1 0.0008 production=13900 data-platform=4600
{code}-NovaPro-output-tokens InvokeModelInference 1K_tokens tokens us-east-1 0.0032 production=3100 data-platform=820
{code}-NovaPro-input-tokens InvokeModelInference 1K_tokens tokens us-west-2 0.0008 staging=2100 sandbox=640
{code}-NovaPro-output-tokens InvokeModelInference 1K_tokens tokens us-west-2 0.0032 staging=380 sandbox=110
{code}-NovaLite-input-tokens InvokeModelInference 1K_tokens tokens us-east-1 0.00006 production=21000
{code}-NovaLite-output-tokens InvokeModelInference 1K_tokens tokens us-east-1 0.00024 production=5200
{code}-NovaPro-input-tokens InvokeModelInference Dollar credit us-east-1 -1 production=1.3

== AWS Lambda
Lambda-GB-Second Invoke Lambda-GB-Second traffic us-east-1 0.0000166667 production=760000 data-platform=240000
Lambda-GB-Second Invoke Lambda-GB-Second traffic us-west-2 0.0000166667 production=105000 staging=61000
Lambda-GB-Second Invoke Lambda-GB-Second office us-east-1 0.0000166667 sandbox=14000 security=22000
Request Invoke Requests traffic us-east-1 0.0000002 production=13200000 data-platform=2900000 security=310000
Request Invoke Requests traffic us-west-2 0.0000002 production=1400000 staging=520000
DataTransfer-Out-Bytes Invoke GB traffic us-east-1 0.09 production=2.4

== AmazonCloudWatch
DataProcessing-Bytes PutLogEvents GB traffic us-east-1 0.5 production=12.5 data-platform=4.2 staging=2.1 security=1.4
DataProcessing-Bytes PutLogEvents GB traffic us-west-2 0.5 production=2.3
VendedLog-Bytes VendedLogs GB traffic us-east-1 0.5 security=2.2
TimedStorage-ByteHrs HourlyStorageMetering GB-Mo stock us-east-1 0.03 production=1350 security=420 data-platform=310
CW:MetricMonitorUsage MetricStorage Metrics stock us-east-1 0.3 production=240 data-platform=70 staging=35
CW:MetricMonitorUsage MetricStorage Metrics stock us-west-2 0.3 production=48
CW:AlarmMonitorUsage Unknown Alarms server us-east-1 0.1 production=130 staging=24 security=18
CW:GMD-Metrics GetMetricData Metrics traffic us-west-2 0.00001 production=930000
CW:Requests GetMetricStatistics Requests traffic us-east-1 0.00001 production=24000 sandbox=400

== Amazon Elastic Load Balancing
LoadBalancerUsage LoadBalancing:Application Hrs server us-east-1 0.0225 production=72 staging=24 data-platform=24
LoadBalancerUsage LoadBalancing:Application Hrs server us-west-2 0.0225 production=24
LCUUsage LoadBalancing:Application LCU-Hrs traffic us-east-1 0.008 production=240 staging=30
LCUUsage LoadBalancing:Application LCU-Hrs traffic us-west-2 0.008 production=60
LCUUsage LoadBalancing:Network LCU-Hrs traffic us-east-1 0.006 data-platform=48

== Amazon Elastic Container Service
Fargate-vCPU-Hours:perCPU FargateTask Hrs fleet us-west-2 0.04048 production=96 staging=24
Fargate-GB-Hours FargateTask Hrs fleet us-west-2 0.004445 production=192 staging=48
Fargate-ARM-GB-Hours FargateTask Hrs batch us-west-2 0.00356 data-platform=96

== Amazon Elastic Container Service for Kubernetes
{code}-AmazonEKS-Hours:perCluster CreateOperation Hrs server us-east-1 0.1 production=24 staging=24

== Amazon ElastiCache
NodeUsage:cache.t4g.medium CreateCacheCluster:0002 Hrs server us-east-1 0.065 production=48

== Amazon DynamoDB
WriteRequestUnits PayPerRequestThroughput WriteRequestUnits traffic us-west-2 0.00000125 production=1500000
ReadRequestUnits PayPerRequestThroughput ReadRequestUnits traffic us-west-2 0.00000025 production=6400000
WriteCapacityUnit-Hrs CommittedThroughput WriteCapacityUnit-Hrs server us-west-2 0.00065 production=1200
TimedStorage-ByteHrs StandardStorage GB-Mo stock us-west-2 0.25 production=130

== Amazon Virtual Private Cloud
PublicIPv4:InUseAddress RunInstances Hrs server us-east-1 0.005 production=168 staging=48 data-platform=48 sandbox=24
PublicIPv4:InUseAddress RunInstances Hrs server us-west-2 0.005 production=72 staging=24
PublicIPv4:InUseAddress RunInstances Hrs server ap-south-1 0.005 production=24
PublicIPv4:IdleAddress AssociateAddress Hrs server us-east-1 0.005 sandbox=48
VpcEndpoint-Hours VpcEndpoint Hrs server us-east-1 0.01 production=72 security=24
VpcEndpoint-Bytes VpcEndpoint GB traffic us-east-1 0.01 production=46

== AWS Key Management Service
{region}-KMS-Keys Unknown Keys server us-east-1 1 production=14 data-platform=6 security=5
{region}-KMS-Keys CurrentKeys Keys server us-west-2 1 production=6
{region}-KMS-Requests Decrypt Requests traffic us-east-1 0.000003 production=190000 data-platform=80000

== AWS Secrets Manager
{code}-AWSSecretsManager-Secrets None Secrets server us-east-1 0.4 production=34 staging=18 data-platform=7
{code}-AWSSecretsManagerAPIRequest GetSecretValue Requests traffic us-east-1 0.000005 production=41000

== AWS Config
{code}-ConfigurationItemRecorded None ConfigurationItemRecorded office us-east-1 0.003 production=150 staging=90
{code}-ConfigurationItemRecorded None ConfigurationItemRecorded office us-east-1 0.003 security=60
{code}-ConfigurationItemRecorded None ConfigurationItemRecorded office us-west-2 0.003 production=60

== Amazon GuardDuty
{code}-PaidEventsAnalyzed None Events traffic us-east-1 0.000004 security=330000
{code}-PaidEventsAnalyzed-Bytes None GB traffic us-east-1 1 security=1.1

== AWS Security Hub
{code}-PaidComplianceCheck None SecurityChecks server us-east-1 0.001 security=900

== AWS WAF
{code}-WebACLV2 CreateWebACL WebACL server us-east-1 5 production=2 staging=1
{code}-RequestV2-Tier1 None Requests traffic us-east-1 0.0000006 production=1900000

== Amazon Route 53
HostedZone Unknown HostedZone server global 0.5 production=9 shared-services=6
DNS-Queries A Queries traffic global 0.0000004 production=1700000

== Amazon API Gateway
{code}-ApiGatewayRequest ApiGatewayRequest Requests traffic us-east-1 0.0000035 production=290000

== Amazon Simple Queue Service
Requests-Tier1 SendMessage Requests traffic us-east-1 0.0000004 production=3100000 data-platform=1200000
Requests-Tier1 SendMessage Requests traffic us-west-2 0.0000004 production=410000

== AWS Step Functions
StateTransition StateTransition StateTransitions batch us-west-2 0.000025 data-platform=21000

== AWS Glue
{code}-ETL-DPU-Hour Jobrun DPU-Hour batch us-east-1 0.44 data-platform=6
{code}-Catalog-Request Request Requests batch us-east-1 0 data-platform=4200

== Amazon EC2 Container Registry (ECR)
TimedStorage-ByteHrs StandardStorage GB-Mo stock us-west-2 0.1 production=120
TimedStorage-ByteHrs StandardStorage GB-Mo stock eu-west-1 0.1 shared-services=45

== AWS Cost Explorer
{code}-APIRequest GetCostAndUsage Requests office us-east-1 0.01 example-payer=9

== Amazon SageMaker
{code}-Host:ml.m5.xlarge RunInstance Hrs server us-east-1 0.23 data-platform=24

== AWS Database Migration Service
InstanceUsg:dms.t3.medium CreateDMSInstance Hrs server us-east-1 0.073 data-platform=48

== Amazon Redshift
Node:dc2.large RunComputeNode:0001 Node-Hrs server us-east-1 0.25 data-platform=48

== Amazon Transcribe
{code}-TranscribeAudio StartTranscriptionJob seconds batch us-east-1 0.0004 data-platform=16000

== Red Hat OpenShift Service on AWS
Usage Unknown Hrs server us-east-1 0.342 staging=24

== Amazon Kinesis
{code}-Storage-ShardHour ShardHourStorage ShardHour server us-east-1 0.015 data-platform=168

== Savings Plans for AWS Compute usage
ComputeSP:1yrNoUpfront None Hrs plan-fee global 0.1536 example-payer=24
ComputeSP:1yrNoUpfront None Hrs plan-unused global 0.01536 example-payer=24

== AWS Support (Developer)
NoUsageType NoOperation Dollar support NoRegion 1 production=2.9

== Tax
NoUsageType NoOperation Dollar tax NoRegion 1 production=2.3 data-platform=0.7 staging=0.3

== Refund
NoUsageType NoOperation Dollar refund NoRegion -41.27 production=1
"""
