"""One Lambda: its package, its role, its log group, its environment from its Settings class."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.constructs.layers import RUNTIME, Layers
from infra_cdk.environment import environment_of
from infra_cdk.staging import asset

_RUNTIME_REASON = "Layers hold wheels for exactly this Python; it moves with scripts/shipping.py."
_TRACE_REASON = "X-Ray's write actions take no resource; nothing else is granted on *."


@dataclass(frozen=True)
class FunctionSpec:
    """What a function is given to run with. name is its folder under functions/."""

    name: str
    timeout_s: int
    memory_mb: int = 512
    layers: tuple[str, ...] = ("core",)
    handler: str = "handler.handler"

    @property
    def construct_id(self) -> str:
        return "".join(part.capitalize() for part in self.name.split("_"))


@dataclass(frozen=True)
class FunctionInputs:
    """What every function of a stack is made from."""

    config: StageConfig
    build: Path
    layers: Layers
    known: Mapping[str, str]


def function_name(config: StageConfig, name: str) -> str:
    """The physical name, so that stacks may speak of a function without importing it."""
    return f"{config.prefix}-{name}"


def log_group_name(config: StageConfig, name: str) -> str:
    """Where the function logs."""
    return f"/aws/lambda/{function_name(config, name)}"


class ServiceFunction(Construct):
    """`function`, with a role that may write its own log and traces, and nothing else yet."""

    def __init__(
        self,
        scope: Construct,
        spec: FunctionSpec,
        *,
        inputs: FunctionInputs,
        dead_letters: sqs.IQueue | None = None,
    ) -> None:
        super().__init__(scope, spec.construct_id)
        config = inputs.config
        self.spec = spec
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        group = self._log_group(config)
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=function_name(config, spec.name),
            runtime=RUNTIME,
            architecture=lambda_.Architecture.X86_64,
            handler=f"functions.{spec.name}.{spec.handler}",
            code=asset(
                inputs.build / ("folded" if config.folds_layers else "functions") / spec.name
            ),
            layers=inputs.layers.of(*spec.layers),
            role=self.role.without_policy_updates(),
            environment={
                "POWERTOOLS_SERVICE_NAME": spec.name,
                "POWERTOOLS_TRACE_DISABLED": str(not config.sends_traces).lower(),
                **environment_of(spec.name, inputs.known),
            },
            timeout=Duration.seconds(spec.timeout_s),
            memory_size=spec.memory_mb,
            tracing=lambda_.Tracing.ACTIVE,
            log_group=group,
            dead_letter_queue=dead_letters,
        )
        self._allow_tracing_and_logs(group)
        if dead_letters:
            dead_letters.grant_send_messages(self.role)
        acknowledge(self, {"L1": _RUNTIME_REASON, "IAM5[Resource::*]": _TRACE_REASON})

    def allow(
        self,
        actions: list[str],
        resources: list[str],
        conditions: Mapping[str, object] | None = None,
    ) -> None:
        """Adds to the function's own policy."""
        statement = iam.PolicyStatement(actions=actions, resources=resources, conditions=conditions)
        self.role.add_to_policy(statement)

    def _log_group(self, config: StageConfig) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Log",
            log_group_name=log_group_name(config, self.spec.name),
            retention=retention_of(config),
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _allow_tracing_and_logs(self, group: logs.LogGroup) -> None:
        self.allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"])
        group.grant_write(self.role)


def retention_of(config: StageConfig) -> logs.RetentionDays:
    """How long logs are kept."""
    return {
        1: logs.RetentionDays.ONE_DAY,
        7: logs.RetentionDays.ONE_WEEK,
        30: logs.RetentionDays.ONE_MONTH,
    }[config.log_retention_days]
