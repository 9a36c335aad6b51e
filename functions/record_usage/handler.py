"""Stores what came through the telemetry queue, each message once however often it comes.

in:  an SQS event {"Records": [{"messageId", "body": "{\\"v\\": 1, \\"id\\", \\"records\\", …}"}]}
out: {"batchItemFailures": [{"itemIdentifier": "<messageId>"}]}: those to deliver again; after some
     deliveries they are dead letters
"""

import json

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.record_usage.settings import RecordUsageSettings
from shelfsignal.accounts.domain.telemetry import Entry, UsageStore, from_message
from shelfsignal.accounts.services.record_usage import record_usage
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint
from shelfsignal.runtime.usage import wire_usage

log = logger()


def wire(settings: RecordUsageSettings) -> UsageStore:
    return wire_usage(settings.accounts_table, settings.usage_days)


@entrypoint(RecordUsageSettings, wire)
def handler(event: JsonDict, deps: UsageStore, _context: LambdaContext) -> JsonDict:
    entries: list[tuple[str, Entry]] = []
    failed: list[str] = []
    for message in event["Records"]:
        try:
            entries.append((message["messageId"], from_message(json.loads(message["body"]))))
        except (InvalidInput, ValueError):
            failed.append(message["messageId"])
    recorded = record_usage([entry for _, entry in entries], deps)
    failed += [message for message, entry in entries if entry.id in recorded.failed]
    log.info(
        "usage_recorded",
        extra={"counted": recorded.counted, "repeated": recorded.repeated, "failed": len(failed)},
    )
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}
