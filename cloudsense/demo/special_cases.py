"""Charges and accounts that dashboards often get wrong.

The table has the format of `usage_table`.
"""

from cloudsense.demo.catalog import ACCOUNTS

ACCOUNT_NAMES = {number: name for name, number in ACCOUNTS.items()}
"""Account names by id."""
ACCOUNT_NAMES[ACCOUNTS["sandbox-2"]] = "sandbox"
"""AWS Organizations allows several accounts with the same name."""

TABLE = """
# One domain under two names: AWS renamed the service.
== Amazon Elasticsearch Service
ESInstance:m6g.large ESDomain Hrs server-old-name us-east-1 0.128 production=48

== Amazon OpenSearch Service
ESInstance:m6g.large ESDomain Hrs server-new-name us-east-1 0.128 production=48

# Credits pay for all of it, every day.
== Amazon Rekognition
{code}-ImagesProcessed DetectLabels Images traffic us-east-1 0.001 data-platform=14000
{code}-ImagesProcessed DetectLabels Images traffic-credit us-east-1 0.001 data-platform=14000

# A subscription bought in AWS Marketplace, billed on the 1st.
== Example Corp Monitoring
MP:{code}-MonitoredHosts-Units None Subscriptions subscription us-east-1 180 production=1

# The second account named sandbox.
== Amazon Elastic Compute Cloud - Compute
BoxUsage:t3.medium RunInstances Hrs office eu-west-1 0.0456 sandbox-2=36

== EC2 - Other
EBS:VolumeUsage.gp3 CreateVolume-Gp3 GB-Mo stock eu-west-1 0.088 sandbox-2=120

# Next to nothing, and nothing.
== AWS CloudTrail
DataEventsRecorded None Events few us-west-2 0.000001 sandbox=0.7

== AWS IoT
RegistryAndShadowOperations ListThings Operations few us-west-2 0.00000125 sandbox=0.5

== AWS Migration Hub Refactor Spaces
{code}-API-Request ListEnvironments Requests few us-east-1 0 sandbox=40
"""
