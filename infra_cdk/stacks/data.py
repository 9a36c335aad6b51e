"""What must outlive a deploy: the bucket, the tables, the secrets."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra_cdk.config import StageConfig
from infra_cdk.constructs.bucket import DataBucket
from infra_cdk.constructs.keys import TokenKey
from infra_cdk.constructs.secrets import Secrets
from infra_cdk.constructs.tables import Tables
from infra_cdk.constructs.telemetry import TelemetryQueue
from infra_cdk.identity import identity_values


class DataStack(Stack):
    """Storage. Outputs: DataBucket, <Context>Table, TokenKey, {Lwa,Llm,Signing}SecretArn."""

    def __init__(self, scope: Construct, id_: str, *, config: StageConfig) -> None:
        super().__init__(scope, id_, termination_protection=config.keeps_data)
        self.bucket = DataBucket(self, "Lake", config=config).bucket
        self.tables = Tables(self, "Tables", config=config).by_context
        self.secrets = Secrets(self, "Secrets", config=config)
        self.token_key = TokenKey(self, "Tokens", config=config).key
        CfnOutput(self, "TokenKey", value=self.token_key.key_arn)
        self.telemetry = TelemetryQueue(self, "Telemetry")
        CfnOutput(self, "TelemetryQueue", value=self.telemetry.queue.queue_url)
        CfnOutput(self, "DataBucket", value=self.bucket.bucket_name)
        CfnOutput(self, "LwaSecretArn", value=self.secrets.application.secret_arn)
        CfnOutput(self, "SigningSecretArn", value=self.secrets.signing.secret_arn)
        CfnOutput(self, "LlmSecretArn", value=self.secrets.llm.secret_arn)
        for context, table in self.tables.items():
            CfnOutput(self, f"{context.capitalize()}Table", value=table.table_name)

    def known_values(self, config: StageConfig) -> dict[str, str]:
        """Value by settings field, for every setting that storage and the stage decide."""
        names = {f"{context}_table": table.table_name for context, table in self.tables.items()}
        return {
            **names,
            "data_bucket": self.bucket.bucket_name,
            "lwa_secret_arn": self.secrets.application.secret_arn,
            "token_key": self.token_key.key_arn,
            "signing_secret_arn": self.secrets.signing.secret_arn,
            "edge_secret_arn": self.secrets.edge.secret_arn,
            **identity_values(config),
            "seller_secret_prefix": self.secrets.seller_prefix,
            "openai_api_key_secret_arn": self.secrets.llm.secret_arn,
            **config.analysis,
            **config.collection,
            "sp_api_url": config.sp_api_url,
            "lwa_url": config.lwa_url,
            "consent_url_na": config.consent_urls[0],
            "consent_url_eu": config.consent_urls[1],
            "stage": config.stage,
            "plan": config.plan,
            "telemetry_queue_url": self.telemetry.queue.queue_url,
        }
