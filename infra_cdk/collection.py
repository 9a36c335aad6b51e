"""What a stage collects products from: chosen by whoever deploys, checked as the functions do."""

from collections.abc import Callable
from dataclasses import replace

from pydantic import ValidationError

from infra_cdk.config import StageConfig
from shelfsignal.runtime.collector_settings import CHOSEN, ChosenSettings


class BadCollectionSetting(ValueError):
    """Nothing could be collected like that; the message names the setting."""


def with_collection(config: StageConfig, context: Callable[[str], object]) -> StageConfig:
    """The stage with what the context says of its source.

    Raises: BadCollectionSetting.
    """
    given = {name: context(name) for name in CHOSEN}
    chosen = {name: str(value) for name, value in given.items() if value is not None}
    config = replace(config, collection={**config.collection, **chosen})
    try:
        ChosenSettings.model_validate(config.collection)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadCollectionSetting(f"{where} {first['msg']}".strip()) from None
    return config
