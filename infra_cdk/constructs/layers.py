"""The shared layers, as scripts/build.py staged them."""

from pathlib import Path

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk.config import StageConfig
from infra_cdk.staging import asset

RUNTIME = lambda_.Runtime.PYTHON_3_12


class Layers(Construct):
    """core for every function; identity (PyJWT, cryptography, argon2) for those that check or issue
    credentials; analysis (numpy, the model, openai) for those that analyse.

    Made anew in each stack: a layer's ARN changes with every build, and an exported value that
    another stack uses cannot change.
    """

    def __init__(self, scope: Construct, id_: str, *, config: StageConfig, build: Path) -> None:
        super().__init__(scope, id_)
        self._config, self._build = config, build
        self._made: dict[str, lambda_.LayerVersion] = {}

    def of(self, *names: str) -> list[lambda_.ILayerVersion]:
        """The named layers; none where packages carry their layers themselves."""
        return [] if self._config.folds_layers else [self._layer(name) for name in names]

    def _layer(self, name: str) -> lambda_.LayerVersion:
        if name not in self._made:
            self._made[name] = lambda_.LayerVersion(
                self,
                name.capitalize(),
                code=asset(self._build / "layers" / self._config.layers / name),
                compatible_runtimes=[RUNTIME],
                description=f"ShelfSignal's {name} layer",
            )
        return self._made[name]
