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
        self._config = config
        self.application = self._secret(
            "LwaApplication",
            "lwa-application",
            "Login with Amazon: client_id and client_secret, set after the deploy.",
            "Amazon issues the value; it is rotated in Seller Central, not by a Lambda.",
        )
        self.llm = self._secret(
            "Llm",
            "llm",
            "The LLM server's key as api_key, set after the deploy.",
            "The LLM's provider issues the key; it is rotated there, not by a Lambda.",
            _NO_KEY_YET,
        )
        self.signing = self._secret(
            "Signing",
            "signing-key",
            "The key of access tokens; made by python -m scripts.rotate_signing_key.",
            "Its public half is published before the key is used: a script rotates both.",
        )
        self.edge = self._secret(
            "Edge",
            "edge",
            "What CloudFront proves itself by to the API; changed by a deploy.",
            "CloudFront gets it with a deploy: rotated between two, readers would be unknown.",
            _IN_A_HEADER,
        )

    def _secret(
        self,
        id_: str,
        name: str,
        description: str,
        not_rotated_because: str,
        generated: secretsmanager.SecretStringGenerator | None = None,
    ) -> secretsmanager.Secret:
        keeps = self._config.keeps_data
        secret = secretsmanager.Secret(
            self,
            id_,
            secret_name=f"shelfsignal/{self._config.stage}/{name}",
            description=description,
            generate_secret_string=generated,
            removal_policy=RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
        )
        acknowledge(secret, {"SMG4": not_rotated_because})
        return secret


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
