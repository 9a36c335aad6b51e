"""A queue for what could not be delivered, encrypted and TLS only."""

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge


class DeadLetters(Construct):
    """`queue` keeps each message for two weeks; an alarm watches its depth."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        acknowledge(self.queue, {"SQS3": "This queue is itself the dead-letter queue."})
