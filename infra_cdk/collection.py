"""What a stage chooses about collecting: the source, how long what ended stays, the application."""

from dataclasses import replace

from infra_cdk.choices import Context, check, chosen
from infra_cdk.config import StageConfig
from shelfsignal.runtime.collector_settings import CHOSEN, ChosenSettings


class BadCollectionSetting(ValueError):
    """Nothing could be collected like that; the message names the setting."""


def with_collection(config: StageConfig, context: Context) -> StageConfig:
    """The stage with what the context says of collecting. Raises: BadCollectionSetting."""
    config = replace(config, collection={**config.collection, **chosen(context, CHOSEN)})
    check(ChosenSettings, config.collection, BadCollectionSetting)
    return config
