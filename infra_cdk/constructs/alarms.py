"""One alarm a symptom that somebody must act on, all to one topic."""

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra_cdk.constructs.run_metrics import RunMetrics

_WINDOW = Duration.minutes(5)
# Windows in a row, for what is tried again by itself.
_LASTING = 3
_TOO_OLD_S = 900
# A daily run takes a while and starts at the next tick of the rule: a day alone would ring daily.
_HOURS_WITHOUT_SUCCESS = 30
_Missing = cloudwatch.TreatMissingData


class Alarms(Construct):
    """Each watch_* adds the alarms of one kind of thing."""

    def __init__(self, scope: Construct, id_: str, *, topic: sns.ITopic) -> None:
        super().__init__(scope, id_)
        self._action = actions.SnsAction(topic)

    def watch_workflow(self, machine: sfn.StateMachine, what: str = "Runs") -> None:
        """An execution that failed, timed out or was throttled."""
        self._above_zero(f"{what}Failed", machine.metric_failed(period=_WINDOW))
        self._above_zero(f"{what}TimedOut", machine.metric_timed_out(period=_WINDOW))
        self._above_zero(f"{what}Throttled", machine.metric_throttled(period=_WINDOW))

    def watch_runs(self, runs: RunMetrics) -> None:
        """A run that left something, sellers left out, and no success for 30 hours."""
        self._above_zero("RunsLeftOver", runs.left_over(_WINDOW))
        words = "A seller has to authorise again: its products are growing old."
        self._above_zero("SellersLeftOut", runs.left_out(Duration.days(1)), says=words)
        age = cloudwatch.Alarm(
            self,
            "LastSuccessAge",
            metric=runs.succeeded(Duration.hours(1)),
            threshold=1,
            comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            evaluation_periods=_HOURS_WITHOUT_SUCCESS,
            treat_missing_data=_Missing.BREACHING,
            alarm_description="No run has succeeded for 30 hours: insights are growing old.",
        )
        age.add_alarm_action(self._action)

    def watch_function(self, name: str, function: lambda_.IFunction, *, is_retried: bool) -> None:
        """is_retried: the workflow tries it again and tells of a run that ends badly, so that only
        errors that go on are news."""
        id_ = "".join(part.capitalize() for part in name.split("_"))
        windows = _LASTING if is_retried else 1
        self._above_zero(f"{id_}Errors", function.metric_errors(period=_WINDOW), windows)
        self._above_zero(f"{id_}Throttles", function.metric_throttles(period=_WINDOW))

    def watch_table(self, context: str, table: dynamodb.Table) -> None:
        """ThrottledRequests is kept by operation only: these two are the ones a table has."""
        for kind in ("Read", "Write"):
            metric = cloudwatch.Metric(
                namespace="AWS/DynamoDB",
                metric_name=f"{kind}ThrottleEvents",
                dimensions_map={"TableName": table.table_name},
                statistic="sum",
                period=_WINDOW,
            )
            self._above_zero(f"{context.capitalize()}Table{kind}Throttles", metric, _LASTING)

    def watch_dead_letters(self, queue: sqs.IQueue, id_: str = "") -> None:
        metric = queue.metric_approximate_number_of_messages_visible(period=_WINDOW)
        self._above_zero(f"{id_}DeadLetterDepth", metric)

    def watch_queue(self, id_: str, queue: sqs.IQueue, dead_letters: sqs.IQueue) -> None:
        """Messages that nobody takes for a quarter of an hour, and those that nobody could use."""
        age = cloudwatch.Alarm(
            self,
            f"{id_}QueueAge",
            metric=queue.metric_approximate_age_of_oldest_message(period=_WINDOW),
            threshold=_TOO_OLD_S,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=1,
            treat_missing_data=_Missing.NOT_BREACHING,
        )
        age.add_alarm_action(self._action)
        metric = dead_letters.metric_approximate_number_of_messages_visible(period=_WINDOW)
        self._above_zero(f"{id_}DeadLetterDepth", metric)

    def watch_api(self, api: apigateway.RestApi) -> None:
        self._above_zero("ApiServerErrors", api.metric_server_error(period=_WINDOW))

    def _above_zero(
        self, id_: str, metric: cloudwatch.IMetric, windows: int = 1, says: str | None = None
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            id_,
            metric=metric,
            threshold=0,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=windows,
            treat_missing_data=_Missing.NOT_BREACHING,
            alarm_description=says,
        )
        alarm.add_alarm_action(self._action)
