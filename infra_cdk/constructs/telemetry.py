"""The queue that usage records and counters travel through, and who reads it."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.constructs.dead_letters import DeadLetters
from infra_cdk.constructs.function import FunctionSpec, ServiceFunction

CONSUMER: Final = FunctionSpec("record_usage", timeout_s=30)
# AWS's advice is six times the function's time, so that a batch under way is not delivered again.
_HIDDEN_FOR: Final = Duration.seconds(6 * CONSUMER.timeout_s)
_DELIVERIES: Final = 5
_BATCH: Final = 100


class TelemetryQueue(Construct):
    """`queue`, encrypted and TLS only; what fails five times goes to `dead_letters`."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(self, "DeadLetters").queue
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(4),
            visibility_timeout=_HIDDEN_FOR,
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=_DELIVERIES
            ),
        )


def read_queue(function: ServiceFunction, queue: sqs.IQueue) -> None:
    """Calls the function with batches of messages; it names those that have to come again.

    Two at a time: more would meet on the same cells, and wait for each other.
    """
    actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    function.allow([*actions, "sqs:ChangeMessageVisibility"], [queue.queue_arn])
    lambda_.EventSourceMapping(
        function,
        "Messages",
        target=function.function,
        event_source_arn=queue.queue_arn,
        batch_size=_BATCH,
        max_batching_window=Duration.seconds(5),
        max_concurrency=2,
        report_batch_item_failures=True,
    )


def grant_reporting(function: ServiceFunction, queue: sqs.IQueue) -> None:
    """May send usage records and counters, and nothing else."""
    function.allow(["sqs:SendMessage"], [queue.queue_arn])
