"""The main job: its functions, the state machine that runs them, the rule that starts it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
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
    grant_tokens,
    grant_workflow,
)
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.schedule import Schedule
from infra_cdk.constructs.tables import INSIGHTS_INDEXES
from infra_cdk.constructs.telemetry import grant_reporting
from infra_cdk.constructs.workflow import REFRESH, REVIEW_FETCH, Workflow, machine_arn
from infra_cdk.environment import settings_of
from infra_cdk.stacks.data import DataStack
from shelfsignal.kernel.settings import ReportingSettings

DISPATCHER: Final = "dispatch_runs"
# Each time-out is below its state's TimeoutSeconds, so that Lambda speaks first.
REFRESH_FUNCTIONS: Final = (
    FunctionSpec(DISPATCHER, timeout_s=60),
    FunctionSpec("open_run", timeout_s=60),
    FunctionSpec("collect_pages", timeout_s=300, memory_mb=1024),
    FunctionSpec("collect_review_tails", timeout_s=300, memory_mb=1024),
    FunctionSpec("analyse_products", timeout_s=600, memory_mb=2048, layers=("core", "analysis")),
    FunctionSpec("roll_up", timeout_s=600, memory_mb=2048),
    FunctionSpec("close_run", timeout_s=300, memory_mb=1024),
    FunctionSpec("record_failure", timeout_s=60),
)
READERS: Final = ("core", "analysis")
BACKFILL_FUNCTIONS: Final = (
    FunctionSpec("open_backfill", timeout_s=300, memory_mb=1024, layers=READERS),
    FunctionSpec("order_answers", timeout_s=600, memory_mb=2048, layers=READERS),
    FunctionSpec("collect_answers", timeout_s=600, memory_mb=2048, layers=READERS),
    FunctionSpec("analyse_ledgers", timeout_s=900, memory_mb=2048, layers=READERS),
    FunctionSpec("close_backfill", timeout_s=300, memory_mb=1024),
)
REVIEW_FUNCTIONS: Final = (
    # It may have a file of 50 MB to read.
    FunctionSpec("open_review_job", timeout_s=300, memory_mb=2048),
    FunctionSpec("fetch_reviews", timeout_s=300, memory_mb=1024),
    FunctionSpec("close_review_job", timeout_s=300, memory_mb=1024),
    FunctionSpec("record_job_failure", timeout_s=60),
)
FUNCTIONS: Final = (*REFRESH_FUNCTIONS, *BACKFILL_FUNCTIONS, *REVIEW_FUNCTIONS)
BACKFILL: Final = "analysis_backfill"


class JobsStack(Stack):
    """Outputs: StateMachineArn, BackfillMachineArn, ReviewMachineArn, ScheduleRule."""

    def __init__(
        self, scope: Construct, id_: str, *, config: StageConfig, build: Path, data: DataStack
    ) -> None:
        super().__init__(scope, id_)
        known = {**data.known_values(config), "state_machine_arn": machine_arn(self, config)}
        layers = Layers(self, "Layers", config=config, build=build)
        inputs = FunctionInputs(config=config, build=build, layers=layers, known=known)
        self.dead_letters = DeadLetters(self, "DeadLetters").queue
        self.functions = {
            spec.name: self._function(spec, inputs)
            for spec in (*REFRESH_FUNCTIONS, *REVIEW_FUNCTIONS)
        }
        reading_anew = replace(inputs, known={**known, **config.backfill})
        for spec in BACKFILL_FUNCTIONS:
            self.functions[spec.name] = self._function(spec, reading_anew)
        self._grant(data, config)
        self._grant_backfill(data)
        self._grant_reviews(data)
        for name, function in self.functions.items():
            if issubclass(settings_of(name), ReportingSettings):
                grant_reporting(function, data.telemetry.queue)
        steps = [spec for spec in REFRESH_FUNCTIONS if spec.name != DISPATCHER]
        widths = {
            "ScopeConcurrency": config.scope_concurrency,
            "BatchConcurrency": config.batch_concurrency,
        }
        self.workflow = self._workflow(REFRESH, steps, widths, data, config)
        chunks = {"ChunkConcurrency": config.chunk_concurrency}
        self.backfill = self._workflow(BACKFILL, BACKFILL_FUNCTIONS, chunks, data, config)
        reviews = [*REVIEW_FUNCTIONS, self.functions["analyse_products"].spec]
        products = {"ReviewConcurrency": config.review_concurrency}
        self.reviews = self._workflow(REVIEW_FETCH, reviews, products, data, config)
        schedule = Schedule(
            self,
            "Schedule",
            config=config,
            dispatcher=self.functions[DISPATCHER],
            dead_letters=self.dead_letters,
        )
        CfnOutput(self, "StateMachineArn", value=self.workflow.machine.state_machine_arn)
        CfnOutput(self, "BackfillMachineArn", value=self.backfill.machine.state_machine_arn)
        CfnOutput(self, "ReviewMachineArn", value=self.reviews.machine.state_machine_arn)
        CfnOutput(self, "ScheduleRule", value=schedule.rule.rule_name)

    def _workflow(
        self,
        flow: str,
        steps: Iterable[FunctionSpec],
        widths: Mapping[str, int],
        data: DataStack,
        config: StageConfig,
    ) -> Workflow:
        functions = [self.functions[spec.name] for spec in steps]
        made = Workflow(
            self, flow, config=config, functions=functions, widths=widths, bucket=data.bucket
        )
        acknowledge_executions(made, config, flow)
        acknowledge_keys(made, data.bucket, ["manifests"])
        return made

    def _function(self, spec: FunctionSpec, inputs: FunctionInputs) -> ServiceFunction:
        queue = self.dead_letters if spec.name == DISPATCHER else None
        return ServiceFunction(self, spec, inputs=inputs, dead_letters=queue)

    def _grant(self, data: DataStack, config: StageConfig) -> None:
        functions, bucket = self.functions, data.bucket
        for name in {spec.name for spec in REFRESH_FUNCTIONS} - {"roll_up"}:
            grant_table(functions[name], data.tables["collection"], write=True)
        for name in ("analyse_products", "roll_up"):
            grant_table(functions[name], data.tables["insights"], write=True)
        for name in (DISPATCHER, "open_run"):
            grant_workflow(functions[name], config, start=name == DISPATCHER)
        for name in ("collect_pages", "collect_review_tails"):
            grant_secrets(functions[name], data.secrets)
            grant_tokens(functions[name], data.token_key)
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
        grant_objects(functions["roll_up"], bucket, read=["results"], write=["rolled"])
        grant_objects(functions["close_run"], bucket, read=["results"])

    def _grant_reviews(self, data: DataStack) -> None:
        """Amazon is asked, and names are made pseudonyms, by fetch_reviews alone."""
        functions, bucket = self.functions, data.bucket
        for spec in REVIEW_FUNCTIONS:
            grant_table(functions[spec.name], data.tables["collection"], write=True)
        grant_secrets(functions["fetch_reviews"], data.secrets)
        grant_tokens(functions["fetch_reviews"], data.token_key)
        files = ["uploads"]
        grant_objects(functions["open_review_job"], bucket, read=files, write=[*files, "manifests"])
        grant_objects(
            functions["fetch_reviews"],
            bucket,
            read=["normalised", *files],
            write=["raw", "normalised"],
        )
        grant_objects(functions["close_review_job"], bucket, read=["results"])

    def _grant_backfill(self, data: DataStack) -> None:
        """They read ledgers and what is shown; only analyse_ledgers writes insights."""
        functions, bucket = self.functions, data.bucket
        asking = ("order_answers", "collect_answers", "analyse_ledgers")
        for name in ("open_backfill", *asking):
            # A budget is kept in the table that an order is paid from.
            writes = name in asking
            indexes = INSIGHTS_INDEXES if name == "open_backfill" else ()
            grant_table(functions[name], data.tables["insights"], write=writes, indexes=indexes)
            grant_llm_key(functions[name], data.secrets)
        grant_table(functions["close_backfill"], data.tables["insights"])
        own = ["backfills"]
        grant_objects(functions["open_backfill"], bucket, read=own, write=[*own, "manifests"])
        grant_objects(
            functions["order_answers"], bucket, read=[*own, "ledger", "answers"], write=own
        )
        made = [*own, "answers"]
        grant_objects(functions["collect_answers"], bucket, read=made, write=made)
        made = [*own, "answers", "ledger", "insights"]
        write = [*made, "pointers"]
        grant_objects(functions["analyse_ledgers"], bucket, read=made, write=write)
        grant_objects(functions["close_backfill"], bucket, read=own, write=own)
