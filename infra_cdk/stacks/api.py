"""The REST API in a stack of its own: a stack holds 500 resources, and routes are many."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra_cdk.config import StageConfig
from infra_cdk.constructs.function import (
    FunctionInputs,
    FunctionSpec,
    ServiceFunction,
    function_name,
)
from infra_cdk.constructs.grants import (
    deny_items,
    grant_application,
    grant_edge,
    grant_invoke,
    grant_items,
    grant_mail,
    grant_objects,
    grant_pseudonym_keys,
    grant_signing_key,
    grant_table,
    grant_tokens,
    grant_workflow,
)
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.rest_api import RestApi
from infra_cdk.constructs.tables import INSIGHTS_INDEXES
from infra_cdk.constructs.telemetry import grant_reporting
from infra_cdk.constructs.workflow import REFRESH, REVIEW_FETCH, machine_arn
from infra_cdk.stacks.data import DataStack
from infra_cdk.stacks.reads import COMPUTE_FIGURES, EXPORT_PRODUCTS
from infra_cdk.stacks.reads import FUNCTIONS as FUNCTIONS_BEHIND

API = FunctionSpec(
    "api", timeout_s=29, memory_mb=1024, layers=("core", "identity"), handler="app.app"
)
# Public keys: whoever could add one could sign for everybody. Only the operator's script does.
SIGNING_PARTITION = "SIGNING"
# argon2 wants 19 MiB and a whole processor for a moment.
LOGIN = FunctionSpec(
    "login", timeout_s=29, memory_mb=1769, layers=("core", "identity"), handler="app.app"
)
# Each has its own Chalice app in functions/<name>/app.py; infra_cdk.app knows their routes.
FUNCTIONS = (API, LOGIN)


class ApiStack(Stack):
    """Outputs: ApiId, ApiUrl."""

    def __init__(  # noqa: PLR0913 - what a stack is made of, by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        config: StageConfig,
        build: Path,
        data: DataStack,
        routes: Mapping[str, Iterable[tuple[str, str]]],
    ) -> None:
        super().__init__(scope, id_)
        known = {
            **data.known_values(config),
            "state_machine_arn": machine_arn(self, config),
            "review_machine_arn": machine_arn(self, config, REVIEW_FETCH),
            "compute_figures_function": function_name(config, COMPUTE_FIGURES.name),
            "export_products_function": function_name(config, EXPORT_PRODUCTS.name),
        }
        layers = Layers(self, "Layers", config=config, build=build)
        inputs = FunctionInputs(config=config, build=build, layers=layers, known=known)
        self.functions = {
            spec.name: ServiceFunction(self, spec, inputs=inputs) for spec in FUNCTIONS
        }
        self._grant_api(self.functions[API.name], data, config)
        self._grant_login(self.functions[LOGIN.name], data)
        for function in self.functions.values():
            deny_items(function, data.tables["accounts"], [SIGNING_PARTITION])
            grant_edge(function, data.secrets)
            grant_mail(function, config)
            grant_reporting(function, data.telemetry.queue)
        rest = RestApi(self, "Rest", config=config, functions=self.functions, routes=routes)
        self.api = rest.api
        CfnOutput(self, "ApiId", value=rest.api.rest_api_id)
        CfnOutput(self, "ApiUrl", value=rest.api.url)

    def _grant_api(self, function: ServiceFunction, data: DataStack, config: StageConfig) -> None:
        grant_table(function, data.tables["collection"], write=True)
        grant_table(function, data.tables["accounts"], write=True)
        grant_table(function, data.tables["insights"], indexes=INSIGHTS_INDEXES)
        # What a team decides about an issue or prefers; an insight itself no request can change.
        own = ["ORG#*#WORK", "ORG#*#PREFERENCES", "ORG#*#CLAIMS", "ORG#*#EXPORTS"]
        grant_items(function, data.tables["insights"], own)
        for behind in FUNCTIONS_BEHIND:
            grant_invoke(function, config, behind.name)
        # A link to put a file by is worth what its signer may do.
        grant_objects(
            function,
            data.bucket,
            read=["ledger", "insights", "exports", "uploads"],
            write=["uploads"],
        )
        for flow in (REFRESH, REVIEW_FETCH):
            grant_workflow(function, config, start=True, flow=flow)
        grant_application(function, data.secrets)
        grant_pseudonym_keys(function, data.secrets)
        grant_tokens(function, data.token_key, can_read=False)

    def _grant_login(self, function: ServiceFunction, data: DataStack) -> None:
        grant_table(function, data.tables["accounts"], write=True)
        grant_signing_key(function, data.secrets)
