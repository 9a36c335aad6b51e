"""What a person on call sees: alarms that say what broke, and one dashboard."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.constructs.alarms import Alarms
from infra_cdk.constructs.dashboard import OperationsDashboard
from infra_cdk.constructs.run_metrics import RunMetrics
from infra_cdk.stacks.api import ApiStack
from infra_cdk.stacks.data import DataStack
from infra_cdk.stacks.jobs import DISPATCHER, JobsStack
from infra_cdk.stacks.reads import ReadsStack
from infra_cdk.stacks.usage import UsageStack


class MonitoringStack(Stack):
    """`topic` gets every alarm; who listens is the account's business. Output: AlarmTopicArn."""

    def __init__(  # noqa: PLR0913 - the stacks it watches, by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        config: StageConfig,
        data: DataStack,
        jobs: JobsStack,
        api: ApiStack,
        usage: UsageStack,
        reads: ReadsStack,
    ) -> None:
        super().__init__(scope, id_)
        self.topic = sns.Topic(self, "Topic", enforce_ssl=True)
        CfnOutput(self, "AlarmTopicArn", value=self.topic.topic_arn)
        self._allow_alarms()
        alarms = Alarms(self, "Alarms", topic=self.topic)
        alarms.watch_workflow(jobs.workflow.machine)
        alarms.watch_workflow(jobs.backfill.machine, "Backfills")
        alarms.watch_workflow(jobs.reviews.machine, "ReviewJobs")
        metrics = RunMetrics(self, "RunMetrics", config=config)
        metrics.node.add_dependency(jobs)  # the log group it reads
        alarms.watch_runs(metrics)
        for function in (*jobs.functions.values(), *api.functions.values()):
            name = function.spec.name
            is_step = name in jobs.functions and name != DISPATCHER
            alarms.watch_function(name, function.function, is_retried=is_step)
        # The queue delivers again what fails, and keeps what goes on failing.
        alarms.watch_function(usage.function.spec.name, usage.function.function, is_retried=True)
        alarms.watch_queue("Telemetry", data.telemetry.queue, data.telemetry.dead_letters)
        for behind in reads.functions.values():
            alarms.watch_function(behind.spec.name, behind.function, is_retried=True)
        alarms.watch_dead_letters(reads.dead_letters, "Reads")
        for context, table in data.tables.items():
            alarms.watch_table(context, table)
        alarms.watch_dead_letters(jobs.dead_letters)
        alarms.watch_api(api.api)
        OperationsDashboard(self, "Dashboard", config=config, jobs=jobs, api=api)

    def _allow_alarms(self) -> None:
        statement = iam.PolicyStatement(
            actions=["sns:Publish"],
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            resources=[self.topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": self.account}},
        )
        self.topic.add_to_resource_policy(statement)
        reason = "Alarms name functions and tables, never data; CloudWatch cannot use the AWS key."
        acknowledge(self.topic, {"SNS2": reason})
