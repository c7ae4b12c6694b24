"""Cost families: groups of usage types in everyday terms, e.g. "EBS gp3 volumes"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cloudsense.costs.names import canonical
from cloudsense.costs.usage_types import (
    BY_SERVICE,
    CONTAINERS,
    EBS,
    FEES,
    NETWORK,
    OTHER,
    SERVERLESS,
    Rules,
)


@dataclass(frozen=True)
class Family:
    """A kind of cost: `name` as shown, `group` of related families."""

    name: str
    group: str


_CHARGES = {
    r"Tax$": "Tax",
    r"Refund$": "Refunds",
    r"AWS (Premium )?Support\b": "Support",
    r"Savings Plans for ": "Savings Plans fees",
}
"""Services that are not usage: their usage types add no information."""

_EVERYWHERE: Mapping[str, Rules] = {
    EBS: {
        r"EBS:VolumeUsage$": "EBS magnetic volumes",
        r"EBS:VolumeUsage\.gp2\b": "EBS gp2 volumes",
        r"EBS:VolumeUsage\.gp3\b": "EBS gp3 volumes",
        r"EBS:VolumeUsage\.piops\b": "EBS io1 volumes",
        r"EBS:VolumeUsage\.io2\b": "EBS io2 volumes",
        r"EBS:VolumeUsage\.st1\b": "EBS st1 volumes",
        r"EBS:VolumeUsage\.sc1\b": "EBS sc1 volumes",
        r"EBS:VolumeP-IOPS": "EBS provisioned IOPS",
        r"EBS:VolumeP-Throughput": "EBS provisioned throughput",
        r"EBS:VolumeIOUsage": "EBS magnetic I/O requests",
        r"EBS:SnapshotArchive": "EBS snapshot archive",
        r"EBS:SnapshotUsage": "EBS snapshots",
        r"EBS:FastSnapshotRestore": "EBS fast snapshot restore",
        r"EBS:directAPI": "EBS direct API",
        r"EBSOptimized": "EBS-optimized surcharge",
    },
    NETWORK: {
        r"AWS-(In|Out)-A?Bytes": "Inter-region transfer",
        r"DataTransfer-(Regional|xAZ-In|xAZ-Out)-Bytes": "Cross-AZ transfer",
        r"CloudFront-(In|Out)-Bytes": "CloudFront transfer",
        r"DataTransfer-?Out": "Internet transfer out",
        r"DataTransfer-?In": "Transfer in",
        r"VpcPeering-": "VPC peering transfer",
        r"NatGateway-(\w+-)?Hours": "NAT gateway hours",
        r"NatGateway-(\w+-)?Bytes": "NAT gateway data",
        r"(PublicIPv4|ElasticIP):": "Public IPv4 addresses",
        r"IPAddressManager": "IP address manager",
        r"(TS-)?LoadBalancerUsage": "Load balancer hours",
        r"(Reserved|IdleProvisioned)?(LCUUsage|LBCapacity)": "Load balancer capacity units",
        r"VpcEndpoint-(\w+-)?Hours": "VPC endpoint hours",
        r"VpcEndpoint-(\w+-)?Bytes": "VPC endpoint data",
        r"TransitGateway-(\w+-)?Hours": "Transit gateway hours",
        r"(TransitGateway|TGW)-": "Transit gateway data",
        r"ClientVPN-": "Client VPN",
        r"VPN-": "Site-to-site VPN",
    },
    CONTAINERS: {
        r"SpotUsage-Fargate-": "Fargate Spot",
        r"Fargate-(\w+-)?vCPU-": "Fargate vCPU",
        r"Fargate-EphemeralStorage": "Fargate storage",
        r"Fargate-(\w+-)?GB-": "Fargate memory",
        r"AmazonEKS-Hours:perCluster": "EKS clusters",
        r"AmazonEKS-Hours:extendedSupport": "EKS extended support",
    },
    SERVERLESS: {r"Lambda-Edge-": "Lambda@Edge"},
    FEES: {
        r"(Compute|EC2Instance|SageMaker|Database)SP:": "Savings Plans fees",
        r"(SoftwareUsage|MP:)": "Marketplace software",
    },
}
"""Rules by group that apply to every service."""

_CODE = r"(?:[A-Z]{3}\d|EU|US|JP|AP|CA|SA|AU|IN|ME|ZA|CPT|Global)(?:WL\d\w{3}\d|[A-Z]{3}\d)?"
"""Region prefixes: us-west-2 is USW2; a Local or Wavelength Zone follows its Region; CloudFront
meters by continent."""
_REGION = re.compile(rf"(?:{_CODE}-){{1,2}}|[a-z]{{2}}(?:-[a-z]+){{1,2}}-\d-")


NO_CODE = ("", "NoUsageType")


def strip_region(usage_type: str) -> str:
    """Usage type without its region prefix; without both for transfer between two regions."""
    found = _REGION.match(usage_type)
    return usage_type[found.end() :] if found else usage_type


@lru_cache(maxsize=2**14)
def region_code(usage_type: str) -> str:
    """Region prefix of a usage type, the first of two; empty for us-east-1 and for global ones."""
    found = _REGION.match(usage_type)
    return found[0].partition("-")[0] if found else ""


@lru_cache(maxsize=2**16)
def family(service: str, usage_type: str) -> Family:
    """Family of a cost. If no rule matches, the family is the usage type itself, so
    nothing is left out."""
    if charge := _first(_CHARGES, service):
        return Family(charge, FEES)
    tail = strip_region(usage_type)
    group, rules = BY_SERVICE.get(canonical(service), (OTHER, {}))
    if name := _first(rules, tail):
        return Family(name, group)
    for group, rules in _EVERYWHERE.items():
        if name := _first(rules, tail):
            return Family(name, group)
    code = tail.strip() or usage_type.strip()
    name = OTHER if code in NO_CODE else f"{OTHER}: {code}"
    return Family(name, OTHER)


def _first(rules: Rules, text: str) -> str | None:
    for pattern, name in rules.items():
        if re.match(pattern, text):
            return name
    return None
