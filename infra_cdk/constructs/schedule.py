"""The rule that starts the runs that are due, by each organisation's settings."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.config import StageConfig
from infra_cdk.constructs.function import ServiceFunction


class Schedule(Construct):
    """`rule` calls the dispatcher every quarter of an hour; off where the stage says so."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: StageConfig,
        dispatcher: ServiceFunction,
        dead_letters: sqs.IQueue,
    ) -> None:
        super().__init__(scope, id_)
        self.rule = events.Rule(
            self,
            "Rule",
            rule_name=f"{config.prefix}-dispatch_runs",
            description="Starts portfolio_refresh for the organisations whose run is due.",
            schedule=events.Schedule.rate(Duration.minutes(15)),
            enabled=config.schedule_enabled,
        )
        target = targets.LambdaFunction(
            dispatcher.function,
            dead_letter_queue=dead_letters,
            retry_attempts=2,
            max_event_age=Duration.minutes(15),
        )
        self.rule.add_target(target)
