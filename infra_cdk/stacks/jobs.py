"""The main job: its functions, the state machine that runs them, the rule that starts it."""

from pathlib import Path
from typing import Final

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra_cdk.config import StageConfig
from infra_cdk.constructs.dead_letters import DeadLetters
from infra_cdk.constructs.function import FunctionInputs, FunctionSpec, ServiceFunction
from infra_cdk.constructs.grants import (
    acknowledge_executions,
    acknowledge_keys,
    grant_llm_key,
    grant_objects,
    grant_secrets,
    grant_table,
    grant_workflow,
)
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.schedule import Schedule
from infra_cdk.constructs.workflow import Workflow, machine_arn
from infra_cdk.stacks.data import DataStack

DISPATCHER: Final = "dispatch_runs"
# Each time-out is below its state's TimeoutSeconds, so that Lambda speaks first.
FUNCTIONS: Final = (
    FunctionSpec(DISPATCHER, timeout_s=60),
    FunctionSpec("open_run", timeout_s=60),
    FunctionSpec("collect_pages", timeout_s=300, memory_mb=1024),
    FunctionSpec("collect_review_tails", timeout_s=300, memory_mb=1024),
    FunctionSpec("analyse_products", timeout_s=600, memory_mb=2048, layers=("core", "analysis")),
    FunctionSpec("roll_up", timeout_s=600, memory_mb=2048),
    FunctionSpec("close_run", timeout_s=300, memory_mb=1024),
    FunctionSpec("record_failure", timeout_s=60),
)


class JobsStack(Stack):
    """Outputs: StateMachineArn, ScheduleRule."""

    def __init__(
        self, scope: Construct, id_: str, *, config: StageConfig, build: Path, data: DataStack
    ) -> None:
        super().__init__(scope, id_)
        known = {**data.known_values(config), "state_machine_arn": machine_arn(self, config)}
        layers = Layers(self, "Layers", config=config, build=build)
        inputs = FunctionInputs(config=config, build=build, layers=layers, known=known)
        self.dead_letters = DeadLetters(self, "DeadLetters").queue
        self.functions = {spec.name: self._function(spec, inputs) for spec in FUNCTIONS}
        self._grant(data, config)
        steps = {name: each for name, each in self.functions.items() if name != DISPATCHER}
        self.workflow = Workflow(
            self, "PortfolioRefresh", config=config, functions=steps, bucket=data.bucket
        )
        acknowledge_executions(self.workflow, config)
        acknowledge_keys(self.workflow, data.bucket, ["manifests"])
        schedule = Schedule(
            self,
            "Schedule",
            config=config,
            dispatcher=self.functions[DISPATCHER],
            dead_letters=self.dead_letters,
        )
        CfnOutput(self, "StateMachineArn", value=self.workflow.machine.state_machine_arn)
        CfnOutput(self, "ScheduleRule", value=schedule.rule.rule_name)

    def _function(self, spec: FunctionSpec, inputs: FunctionInputs) -> ServiceFunction:
        queue = self.dead_letters if spec.name == DISPATCHER else None
        return ServiceFunction(self, spec, inputs=inputs, dead_letters=queue)

    def _grant(self, data: DataStack, config: StageConfig) -> None:
        functions, bucket = self.functions, data.bucket
        for name in set(functions) - {"roll_up"}:
            grant_table(functions[name], data.tables["collection"], write=True)
        for name in ("analyse_products", "roll_up"):
            grant_table(functions[name], data.tables["insights"], write=True)
        for name in (DISPATCHER, "open_run"):
            grant_workflow(functions[name], config, start=name == DISPATCHER)
        for name in ("collect_pages", "collect_review_tails"):
            grant_secrets(functions[name], data.secrets)
        grant_llm_key(functions["analyse_products"], data.secrets)
        grant_objects(functions["open_run"], bucket, write=["manifests"])
        collected = ["normalised", "manifests"]
        for name in ("collect_pages", "collect_review_tails"):
            # A tail fetched late makes its batch's result stale, so both may remove results.
            grant_objects(
                functions[name],
                bucket,
                read=[*collected, "results"],
                write=["raw", *collected],
                delete=["results"],
            )
        made = ["results", "ledger", "insights", "answers"]
        grant_objects(
            functions["analyse_products"],
            bucket,
            read=["normalised", *made],
            write=[*made, "pointers"],
        )
        for name in ("roll_up", "close_run"):
            grant_objects(functions[name], bucket, read=["results"])
