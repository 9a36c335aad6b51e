"""The operations dashboard: runs on top, then functions, then the API."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra_cdk.config import StageConfig

if TYPE_CHECKING:
    from infra_cdk.stacks.api import ApiStack
    from infra_cdk.stacks.jobs import JobsStack

_WINDOW = Duration.minutes(5)


class OperationsDashboard(Construct):
    """`dashboard`, named after the stage."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: StageConfig,
        jobs: "JobsStack",
        api: "ApiStack",
    ) -> None:
        super().__init__(scope, id_)
        machine = jobs.workflow.machine
        functions = [*jobs.functions.values(), *api.functions.values()]
        runs = [
            machine.metric_started(period=_WINDOW),
            machine.metric_succeeded(period=_WINDOW),
            machine.metric_failed(period=_WINDOW),
        ]
        self.dashboard = cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=f"{config.prefix}-operations",
            widgets=[
                [_graph("Runs", runs), _graph("Run time", [machine.metric_time(period=_WINDOW)])],
                [
                    _graph("Errors", [each.function.metric_errors() for each in functions]),
                    _graph("Throttles", [each.function.metric_throttles() for each in functions]),
                    _graph("Duration", [each.function.metric_duration() for each in functions]),
                ],
                [
                    _graph("API requests", [api.api.metric_count(period=_WINDOW)]),
                    _graph("API latency", [api.api.metric_latency(period=_WINDOW)]),
                    _graph("API errors", [api.api.metric_server_error(period=_WINDOW)]),
                ],
            ],
        )


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=8)
