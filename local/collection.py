"""What a refresh collects from, chosen by the environment of `make run` and `make deploy`.

PRODUCT_SOURCE=listings REVIEW_TEXTS=extension FEEDBACK_DAYS=7 make run
"""

import os
from collections.abc import Mapping

from pydantic import ValidationError

from local.failures import LocalFailure
from shelfsignal.runtime.collector_settings import CHOSEN, ChosenSettings


def collection_context(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What is not to be the target's default, as infra_cdk reads it.

    Raises: LocalFailure naming the variable that is wrong.
    """
    given = {name: environment.get(name.upper(), "").strip() for name in CHOSEN}
    chosen = {name: text for name, text in given.items() if text}
    try:
        ChosenSettings.model_validate(chosen)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])).upper()
        message = f"{where}: {first['msg']}."
        raise LocalFailure(message) from None
    return chosen
