"""The application's secret; sellers' secrets are made at run time, below a prefix."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig


class Secrets(Construct):
    """`application`: JSON of client_id and client_secret. `seller_prefix`: then <org>/<seller>."""

    def __init__(self, scope: Construct, id_: str, *, config: StageConfig) -> None:
        super().__init__(scope, id_)
        self.seller_prefix = f"shelfsignal/{config.stage}/sellers/"
        self.application = secretsmanager.Secret(
            self,
            "LwaApplication",
            secret_name=f"shelfsignal/{config.stage}/lwa-application",
            description="Login with Amazon: client_id and client_secret, set after the deploy.",
            removal_policy=RemovalPolicy.RETAIN if config.keeps_data else RemovalPolicy.DESTROY,
        )
        reason = "Amazon issues the value; it is rotated in Seller Central, not by a Lambda."
        acknowledge(self.application, {"SMG4": reason})
