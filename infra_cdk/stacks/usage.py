"""Who reads the telemetry queue. The queue itself is in the data stack: everybody writes to it."""

from pathlib import Path

from aws_cdk import Stack
from constructs import Construct

from infra_cdk.config import StageConfig
from infra_cdk.constructs.function import FunctionInputs, ServiceFunction
from infra_cdk.constructs.grants import grant_table
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.telemetry import CONSUMER, read_queue
from infra_cdk.stacks.data import DataStack


class UsageStack(Stack):
    """`function` records usage."""

    def __init__(
        self, scope: Construct, id_: str, *, config: StageConfig, build: Path, data: DataStack
    ) -> None:
        super().__init__(scope, id_)
        layers = Layers(self, "Layers", config=config, build=build)
        known = data.known_values(config)
        inputs = FunctionInputs(config=config, build=build, layers=layers, known=known)
        self.function = ServiceFunction(self, CONSUMER, inputs=inputs)
        grant_table(self.function, data.tables["accounts"], write=True)
        read_queue(self.function, data.telemetry.queue)
