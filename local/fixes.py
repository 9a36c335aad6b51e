"""After a deploy: applies what the emulator's CloudFormation drops without a word.

Expiry, point-in-time recovery, bucket lifecycle and a function's dead-letter queue are in the
template and would be there in AWS; here they are set through the services' own APIs, from that same
template.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.aws import Clients

Properties = dict[str, Any]


def apply_fixes(clients: Clients, cdk_out: Path) -> None:
    """Fixes every stack whose template is in the cloud assembly."""
    for path in sorted(cdk_out.glob("*.template.json")):
        resources = json.loads(path.read_text())["Resources"]
        names = _physical_names(clients, path.name.removesuffix(".template.json"))
        for logical_id, resource in resources.items():
            fix = _FIXES.get(resource["Type"])
            if fix and logical_id in names:
                fix(clients, names[logical_id], resource.get("Properties", {}), names)


def _physical_names(clients: Clients, stack: str) -> dict[str, str]:
    pages = (
        clients("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    )
    return {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for page in pages
        for each in page["StackResourceSummaries"]
        if each.get("PhysicalResourceId")
    }


def _fix_table(clients: Clients, name: str, properties: Properties, _names: dict[str, str]) -> None:
    dynamodb = clients("dynamodb")
    expiry = properties.get("TimeToLiveSpecification")
    if expiry:
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
    recovery = properties.get("PointInTimeRecoverySpecification")
    if recovery:
        dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification=recovery
        )


def _fix_bucket(
    clients: Clients, name: str, properties: Properties, _names: dict[str, str]
) -> None:
    rules = list(lifecycle_rules(properties))
    if rules:
        clients("s3").put_bucket_lifecycle_configuration(
            Bucket=name, LifecycleConfiguration={"Rules": rules}
        )


def lifecycle_rules(properties: Properties) -> Iterator[dict[str, Any]]:
    """A bucket's lifecycle rules in the words of S3's API."""
    for rule in properties.get("LifecycleConfiguration", {}).get("Rules", []):
        said = {"ID": rule["Id"], "Status": rule["Status"]}
        said["Filter"] = {"Prefix": rule.get("Prefix", "")}
        if "ExpirationInDays" in rule:
            said["Expiration"] = {"Days": rule["ExpirationInDays"]}
        if "Transitions" in rule:
            said["Transitions"] = [
                {"StorageClass": each["StorageClass"], "Days": each["TransitionInDays"]}
                for each in rule["Transitions"]
            ]
        if "NoncurrentVersionExpiration" in rule:
            days = rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
            said["NoncurrentVersionExpiration"] = {"NoncurrentDays": days}
        if "AbortIncompleteMultipartUpload" in rule:
            said["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
        yield said


def _fix_function(
    clients: Clients, name: str, properties: Properties, names: dict[str, str]
) -> None:
    target = properties.get("DeadLetterConfig", {}).get("TargetArn")
    if not target:
        return
    queue = names[target["Fn::GetAtt"][0]]
    attributes = clients("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    arn = attributes["Attributes"]["QueueArn"]
    clients("lambda").update_function_configuration(
        FunctionName=name, DeadLetterConfig={"TargetArn": arn}
    )


_FIXES = {
    "AWS::DynamoDB::Table": _fix_table,
    "AWS::S3::Bucket": _fix_bucket,
    "AWS::Lambda::Function": _fix_function,
}
