"""Accepted findings of cdk-nag: each with the reason a reader needs to agree or object."""

from collections.abc import Mapping

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def acknowledge(construct: IConstruct, reason_by_rule: Mapping[str, str]) -> None:
    """Accepts findings below a construct; a rule with several is named with its [finding]."""
    rules = [
        Acknowledgment(id=f"AwsSolutions-{rule}", reason=reason)
        for rule, reason in reason_by_rule.items()
    ]
    Validations.of(construct).acknowledge(*rules)
