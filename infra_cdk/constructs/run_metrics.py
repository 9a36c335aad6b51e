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

_CLOSED = '$.message = "run_closed"'


class RunMetrics(Construct):
    """Counted from the line that close_run logs of each run."""

    def __init__(self, scope: Construct, id_: str, *, config: StageConfig) -> None:
        super().__init__(scope, id_)
        self._namespace = f"ShelfSignal/{config.stage}"
        name = log_group_name(config, "close_run")
        self._group = logs.LogGroup.from_log_group_name(self, "CloseRunLog", name)
        self._count("RunsSucceeded", f'{{ {_CLOSED} && $.status = "SUCCEEDED" }}')
        self._count("RunsLeftOver", f'{{ {_CLOSED} && $.status != "SUCCEEDED" }}')

    def succeeded(self, period: Duration) -> cloudwatch.Metric:
        """Runs with nothing left."""
        return self._metric("RunsSucceeded", period)

    def left_over(self, period: Duration) -> cloudwatch.Metric:
        """Runs that ended PARTIAL, or FAILED with too much lost."""
        return self._metric("RunsLeftOver", period)

    def _count(self, name: str, pattern: str) -> None:
        logs.MetricFilter(
            self,
            name,
            log_group=self._group,
            filter_pattern=logs.FilterPattern.literal(pattern),
            metric_namespace=self._namespace,
            metric_name=name,
            metric_value="1",
        )

    def _metric(self, name: str, period: Duration) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=self._namespace, metric_name=name, statistic="sum", period=period
        )
