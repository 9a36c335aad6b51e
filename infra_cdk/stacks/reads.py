"""What the API has done behind an answer: computing a product's figures anew."""

from pathlib import Path
from typing import Final

from aws_cdk import Stack
from constructs import Construct

from infra_cdk.config import StageConfig
from infra_cdk.constructs.dead_letters import DeadLetters
from infra_cdk.constructs.function import FunctionInputs, FunctionSpec, ServiceFunction
from infra_cdk.constructs.grants import grant_objects, grant_table
from infra_cdk.constructs.layers import Layers
from infra_cdk.stacks.data import DataStack

COMPUTE_FIGURES: Final = FunctionSpec("compute_figures", timeout_s=30, memory_mb=1024)


class ReadsStack(Stack):
    """`function`, invoked asynchronously by the API; what fails for good is in `dead_letters`."""

    def __init__(
        self, scope: Construct, id_: str, *, config: StageConfig, build: Path, data: DataStack
    ) -> None:
        super().__init__(scope, id_)
        layers = Layers(self, "Layers", config=config, build=build)
        known = data.known_values(config)
        inputs = FunctionInputs(config=config, build=build, layers=layers, known=known)
        self.dead_letters = DeadLetters(self, "DeadLetters").queue
        self.function = ServiceFunction(
            self, COMPUTE_FIGURES, inputs=inputs, dead_letters=self.dead_letters
        )
        grant_table(self.function, data.tables["insights"], write=True)
        grant_objects(self.function, data.bucket, read=["insights"])
