"""The portfolio_refresh state machine in Step Functions."""

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.kernel.correlation import stamped
from shelfsignal.kernel.errors import StoreUnavailable

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StepFunctionsExecutions:
    """Executions."""

    def __init__(self, client: "SFNClient", state_machine_arn: str) -> None:
        self._client = client
        self._machine = state_machine_arn

    def arn(self, name: str) -> str:
        """See Executions.arn."""
        return f"{self._machine.replace(':stateMachine:', ':execution:')}:{name}"

    def start(self, name: str, document: dict[str, Any]) -> None:
        """See Executions.start."""
        try:
            self._client.start_execution(
                stateMachineArn=self._machine, name=name, input=json.dumps(stamped(document))
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("executions") from error

    def is_running(self, arn: str) -> bool:
        """See Executions.is_running."""
        try:
            return self._client.describe_execution(executionArn=arn)["status"] == "RUNNING"
        except self._client.exceptions.ExecutionDoesNotExist:
            return False
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("executions") from error
