"""One table a context: pk and sk, on demand, point-in-time recovery, expiry by `expires_at`."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra_cdk.config import StageConfig

CONTEXTS = ("collection", "insights", "accounts")
# The insights table lists products by each of these; index and range attribute share the name.
INSIGHTS_INDEXES = ("by_attention", "by_negative_share", "by_review_count", "by_last_change")


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)


class Tables(Construct):
    """`by_context["insights"]` is a context's table."""

    def __init__(self, scope: Construct, id_: str, *, config: StageConfig) -> None:
        super().__init__(scope, id_)
        self.by_context = {context: self._table(context, config) for context in CONTEXTS}
        for index in INSIGHTS_INDEXES:
            self.by_context["insights"].add_global_secondary_index(
                index_name=index,
                partition_key=_text("pk"),
                sort_key=_text(index),
                projection_type=dynamodb.ProjectionType.ALL,
            )

    def _table(self, context: str, config: StageConfig) -> dynamodb.Table:
        recovery = dynamodb.PointInTimeRecoverySpecification(point_in_time_recovery_enabled=True)
        keeps = config.keeps_data
        return dynamodb.Table(
            self,
            context.capitalize(),
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=recovery,
            time_to_live_attribute="expires_at",
            deletion_protection=keeps,
            removal_policy=RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
        )
