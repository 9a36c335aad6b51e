"""portfolio_refresh, from its one definition in statemachine/, with ARNs and widths filled in."""

from collections.abc import Mapping
from pathlib import Path

from aws_cdk import ArnFormat, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.constructs.function import ServiceFunction, retention_of

DEFINITION = Path(__file__).parents[2] / "statemachine" / "portfolio_refresh.asl.json"
NAME = "portfolio_refresh"
_STAR_REASON = "X-Ray's and log delivery's actions take no resource."


def machine_name(config: StageConfig) -> str:
    """The physical name, known before the machine is made."""
    return f"{config.prefix}-{NAME}"


def machine_arn(scope: Construct, config: StageConfig) -> str:
    return Stack.of(scope).format_arn(
        service="states",
        resource="stateMachine",
        resource_name=machine_name(config),
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


def executions_arn(scope: Construct, config: StageConfig) -> str:
    """Of every execution of the machine."""
    return Stack.of(scope).format_arn(
        service="states",
        resource="execution",
        resource_name=f"{machine_name(config)}:*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


class Workflow(Construct):
    """`machine`: a STANDARD state machine that may invoke exactly the functions it names."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: StageConfig,
        functions: Mapping[str, ServiceFunction],
        bucket: s3.IBucket,
    ) -> None:
        super().__init__(scope, id_)
        self._config = config
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        arns = {
            f"{each.spec.construct_id}Arn": each.function.function_arn
            for each in functions.values()
        }
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=machine_name(config),
            state_machine_type=sfn.StateMachineType.STANDARD,
            definition_body=sfn.DefinitionBody.from_string(DEFINITION.read_text()),
            definition_substitutions={
                **arns,
                "ScopeConcurrency": str(config.scope_concurrency),
                "BatchConcurrency": str(config.batch_concurrency),
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
            log_group_name=f"/aws/vendedlogs/states/{machine_name(self._config)}",
            retention=retention_of(self._config),
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _allow(self, functions: list[str], bucket: s3.IBucket) -> None:
        """Invoke the functions, read the manifests, and run the maps' child executions."""
        machine, children = machine_arn(self, self._config), executions_arn(self, self._config)
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
