"""Whether the API can do its work."""

from enum import StrEnum

from shelfsignal.runtime.web.fields import Answer


class HealthStatus(StrEnum):
    OK = "ok"


class Health(Answer):
    """stores: the tables that answered; one that does not makes the answer a 503."""

    status: HealthStatus
    stores: tuple[str, ...]
