"""What the API has done behind an answer: a product's figures anew, a long list
as a file."""

from pathlib import Path
from typing import Final

from aws_cdk import Stack
from constructs import Construct

from infra_cdk.config import StageConfig
from infra_cdk.constructs.dead_letters import DeadLetters
from infra_cdk.constructs.function import FunctionInputs, FunctionSpec, ServiceFunction
from infra_cdk.constructs.grants import grant_items, grant_objects, grant_table
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.tables import INSIGHTS_INDEXES
from infra_cdk.stacks.data import DataStack

COMPUTE_FIGURES: Final = FunctionSpec("compute_figures", timeout_s=30, memory_mb=1024)
EXPORT_PRODUCTS: Final = FunctionSpec("export_products", timeout_s=600, memory_mb=1024)
FUNCTIONS: Final = (COMPUTE_FIGURES, EXPORT_PRODUCTS)


class ReadsStack(Stack):
    """`functions`, invoked asynchronously by the API; what fails for good is in `dead_letters`."""

    def __init__(
        self, scope: Construct, id_: str, *, config: StageConfig, build: Path, data: DataStack
    ) -> None:
        super().__init__(scope, id_)
        layers = Layers(self, "Layers", config=config, build=build)
        known = data.known_values(config)
        inputs = FunctionInputs(config=config, build=build, layers=layers, known=known)
        self.dead_letters = DeadLetters(self, "DeadLetters").queue
        self.functions = {
            spec.name: ServiceFunction(self, spec, inputs=inputs, dead_letters=self.dead_letters)
            for spec in FUNCTIONS
        }
        table = data.tables["insights"]
        computing = self.functions[COMPUTE_FIGURES.name]
        grant_table(computing, table, write=True)
        grant_objects(computing, data.bucket, read=["insights"])
        exporting = self.functions[EXPORT_PRODUCTS.name]
        grant_table(exporting, table, indexes=INSIGHTS_INDEXES)
        grant_items(exporting, table, ["ORG#*#EXPORTS"])
        grant_objects(exporting, data.bucket, write=["exports"])
