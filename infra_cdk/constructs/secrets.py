"""The application's secret and the LLM's key; sellers' secrets are made at run time, below a
prefix."""

from typing import Final

from aws_cdk import RemovalPolicy
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig


class Secrets(Construct):
    """`application`: JSON of client_id and client_secret. `llm`: JSON of api_key.

    `seller_prefix`: then <org>/<seller>. `edge`: the distribution before the API has it.
    """

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
        self.llm = secretsmanager.Secret(
            self,
            "Llm",
            secret_name=f"shelfsignal/{config.stage}/llm",
            description="The LLM server's key as api_key, set after the deploy.",
            generate_secret_string=_NO_KEY_YET,
            removal_policy=RemovalPolicy.RETAIN if config.keeps_data else RemovalPolicy.DESTROY,
        )
        reason = "The LLM's provider issues the key; it is rotated there, not by a Lambda."
        acknowledge(self.llm, {"SMG4": reason})
        self.signing = secretsmanager.Secret(
            self,
            "Signing",
            secret_name=f"shelfsignal/{config.stage}/signing-key",
            description="The key of access tokens; made by python -m scripts.rotate_signing_key.",
            removal_policy=RemovalPolicy.RETAIN if config.keeps_data else RemovalPolicy.DESTROY,
        )
        reason = "Its public half is published before the key is used: a script rotates both."
        acknowledge(self.signing, {"SMG4": reason})
        self.edge = self._edge(config)

    def _edge(self, config: StageConfig) -> secretsmanager.Secret:
        made = secretsmanager.Secret(
            self,
            "Edge",
            secret_name=f"shelfsignal/{config.stage}/edge",
            description="What CloudFront proves itself by to the API; changed by a deploy.",
            generate_secret_string=_IN_A_HEADER,
            removal_policy=RemovalPolicy.RETAIN if config.keeps_data else RemovalPolicy.DESTROY,
        )
        reason = "CloudFront gets it with a deploy: rotated between two, readers would be unknown."
        acknowledge(made, {"SMG4": reason})
        return made


# It travels in a header: letters and digits only.
_IN_A_HEADER: Final = secretsmanager.SecretStringGenerator(
    exclude_punctuation=True, password_length=48
)
# In the form the functions read from the start; a server that asks for no key takes any.
_NO_KEY_YET: Final = secretsmanager.SecretStringGenerator(
    secret_string_template="{}",  # noqa: S106 - a form, not a password
    generate_string_key="api_key",
    exclude_punctuation=True,
)
