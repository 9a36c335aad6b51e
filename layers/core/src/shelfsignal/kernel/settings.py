"""Settings: the environment read once, typed, failing at cold start with every bad key named."""

import os
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from shelfsignal.kernel.errors import MisconfiguredError


class Settings(BaseModel):
    """Base of a function's settings: field ``orders_table`` is read from ``ORDERS_TABLE``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Raises: MisconfiguredError naming every missing or malformed variable."""
        given = {
            name: environment[name.upper()]
            for name in cls.model_fields
            if name.upper() in environment
        }
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            wrong = {
                ".".join(map(str, each["loc"])).upper(): each["msg"] for each in error.errors()
            }
            raise MisconfiguredError(
                f"{cls.__name__}: bad environment: "
                + "; ".join(f"{name}: {why}" for name, why in sorted(wrong.items())),
                variables=sorted(wrong),
            ) from None

    @classmethod
    def env(cls, **values: Any) -> dict[str, str]:
        """The environment for these values, as the deployment sets it.

        Raises: ValueError when a field without a default is missing or a name is unknown, so that a
        name cannot drift between the code and the template.
        """
        unknown = sorted(set(values) - set(cls.model_fields))
        missing = sorted(
            name
            for name, field in cls.model_fields.items()
            if field.is_required() and name not in values
        )
        if unknown or missing:
            message = f"{cls.__name__}: unknown {unknown}, missing {missing}"
            raise ValueError(message)
        return {name.upper(): str(value) for name, value in values.items()}


class ReportingSettings(Settings):
    """Of a function that counts things (kernel.metrics); without a queue only CloudWatch knows."""

    telemetry_queue_url: str = ""
