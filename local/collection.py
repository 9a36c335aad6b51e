"""What is chosen about collecting, by the environment of `make run` and `make deploy`.

PRODUCT_SOURCE=listings REVIEW_TEXTS=extension FEEDBACK_DAYS=7 make run
"""

import os
from collections.abc import Mapping

from local.choices import check, chosen
from shelfsignal.runtime.collector_settings import CHOSEN, ChosenSettings


def collection_context(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What is not to be the target's default, as infra_cdk reads it.

    Raises: LocalFailure naming the variable that is wrong.
    """
    found = chosen(environment, CHOSEN)
    check(ChosenSettings, found)
    return found
