"""The key that sellers' tokens are encrypted under."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra_cdk.config import StageConfig


class TokenKey(Construct):
    """`key`, rotated yearly. Who may use it is said by the functions' own policies."""

    def __init__(self, scope: Construct, id_: str, *, config: StageConfig) -> None:
        super().__init__(scope, id_)
        self.key = kms.Key(
            self,
            "Key",
            description="Sellers' refresh and access tokens, each under its owner's context.",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN if config.keeps_data else RemovalPolicy.DESTROY,
        )
