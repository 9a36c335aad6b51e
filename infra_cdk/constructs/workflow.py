"""State machines, each from its one definition in statemachine/, with ARNs and widths filled in."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from aws_cdk import ArnFormat, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.constructs.function import ServiceFunction, retention_of

FOLDER: Final = Path(__file__).parents[2] / "statemachine"
REFRESH: Final = "portfolio_refresh"
REVIEW_FETCH: Final = "review_fetch"
# What every task of every flow retries: written once, put in when a definition is read.
_TRANSIENT_RETRY: Final = '"${TransientRetry}"'
_STAR_REASON = "X-Ray's and log delivery's actions take no resource."


def definition_of(flow: str) -> str:
    """The flow's definition with the shared retry rule in its places; ARNs and widths are open."""
    text = (FOLDER / f"{flow}.asl.json").read_text()
    return text.replace(_TRANSIENT_RETRY, (FOLDER / "transient_retry.json").read_text().strip())


def machine_name(config: StageConfig, flow: str = REFRESH) -> str:
    """The physical name, known before the machine is made."""
    return f"{config.prefix}-{flow}"


def machine_arn(scope: Construct, config: StageConfig, flow: str = REFRESH) -> str:
    return Stack.of(scope).format_arn(
        service="states",
        resource="stateMachine",
        resource_name=machine_name(config, flow),
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


def executions_arn(scope: Construct, config: StageConfig, flow: str = REFRESH) -> str:
    """Of every execution of the machine."""
    return Stack.of(scope).format_arn(
        service="states",
        resource="execution",
        resource_name=f"{machine_name(config, flow)}:*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


class Workflow(Construct):
    """`machine`: a STANDARD state machine that may invoke exactly the functions it names.

    widths: MaxConcurrency by placeholder.
    """

    def __init__(  # noqa: PLR0913 - what a machine is made of, by keyword
        self,
        scope: Construct,
        flow: str,
        *,
        config: StageConfig,
        functions: Iterable[ServiceFunction],
        widths: Mapping[str, int],
        bucket: s3.IBucket,
    ) -> None:
        super().__init__(scope, "".join(part.capitalize() for part in flow.split("_")))
        self._config, self._flow = config, flow
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        arns = {f"{each.spec.construct_id}Arn": each.function.function_arn for each in functions}
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=machine_name(config, flow),
            state_machine_type=sfn.StateMachineType.STANDARD,
            definition_body=sfn.DefinitionBody.from_string(definition_of(flow)),
            definition_substitutions={
                **arns,
                **{name: str(width) for name, width in widths.items()},
            },
            role=self.role,
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=self._log_group(), level=sfn.LogLevel.ALL, include_execution_data=False
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        self._allow(list(arns.values()), bucket)

    def _log_group(self) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/vendedlogs/states/{machine_name(self._config, self._flow)}",
            retention=retention_of(self._config),
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _allow(self, functions: list[str], bucket: s3.IBucket) -> None:
        """Invoke the functions, read the manifests, and run the maps' child executions."""
        machine = machine_arn(self, self._config, self._flow)
        children = executions_arn(self, self._config, self._flow)
        manifests = f"{bucket.bucket_arn}/manifests/*"
        grants = [
            (["lambda:InvokeFunction"], functions),
            (["s3:GetObject"], [manifests]),
            (["states:StartExecution"], [machine]),
            (["states:DescribeExecution", "states:StopExecution"], [children]),
        ]
        for actions, resources in grants:
            self.role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
        acknowledge(self, {"IAM5[Resource::*]": _STAR_REASON})
