"""What the runs themselves say of how they ended, as metrics.

An execution succeeds whenever CloseRun does, so Step Functions cannot tell a run that left
something from one that left nothing.
"""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.config import StageConfig
from infra_cdk.constructs.function import log_group_name

_LEFT_OUT = '{ $.message = "sellers_left_out" }'
_CLOSED = '$.message = "run_closed"'


class RunMetrics(Construct):
    """Counted from the lines that close_run, open_run and dispatch_runs log."""

    def __init__(self, scope: Construct, id_: str, *, config: StageConfig) -> None:
        super().__init__(scope, id_)
        self._namespace = f"ShelfSignal/{config.stage}"
        closing = self._log(config, "close_run")
        self._count(closing, "RunsSucceeded", f'{{ {_CLOSED} && $.status = "SUCCEEDED" }}')
        self._count(closing, "RunsLeftOver", f'{{ {_CLOSED} && $.status != "SUCCEEDED" }}')
        for function in ("open_run", "dispatch_runs"):
            left_out = "SellersLeftOut"
            self._count(self._log(config, function), left_out, _LEFT_OUT, "$.left_out", function)

    def succeeded(self, period: Duration) -> cloudwatch.Metric:
        """Runs with nothing left."""
        return self._metric("RunsSucceeded", period)

    def left_over(self, period: Duration) -> cloudwatch.Metric:
        """Runs that ended PARTIAL, or FAILED with too much lost."""
        return self._metric("RunsLeftOver", period)

    def left_out(self, period: Duration) -> cloudwatch.Metric:
        """Connections that no run takes until their sellers authorise again."""
        return self._metric("SellersLeftOut", period)

    def _log(self, config: StageConfig, function: str) -> logs.ILogGroup:
        """An existing group, whose construct is named as its function."""
        id_ = "".join(part.capitalize() for part in function.split("_")) + "Log"
        return logs.LogGroup.from_log_group_name(self, id_, log_group_name(config, function))

    def _count(  # noqa: PLR0913 - what a filter is
        self, group: logs.ILogGroup, name: str, pattern: str, value: str = "1", of: str = ""
    ) -> None:
        """of: the function, where several count the same."""
        logs.MetricFilter(
            self,
            name + of,
            log_group=group,
            filter_pattern=logs.FilterPattern.literal(pattern),
            metric_namespace=self._namespace,
            metric_name=name,
            metric_value=value,
        )

    def _metric(self, name: str, period: Duration) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=self._namespace, metric_name=name, statistic="sum", period=period
        )
