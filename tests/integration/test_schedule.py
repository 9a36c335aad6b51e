"""The schedule: EventBridge calls the dispatcher, the dispatcher starts what is due."""

import subprocess
import sys

from local.aws import fake_environment
from local.paths import ROOT
from local.stack import LocalStack
from shelfsignal.collection.services.register_seller import by_region
from shelfsignal.kernel.ids import Marketplace
from tests.integration.driving import admin, every_page, finished, until


def switch_on_schedule(stack: LocalStack, hours: int) -> None:
    """As an operator does: connects a seller again, this time with a schedule."""
    seller = admin(stack, "sellers")[0]
    command = [sys.executable, "-m", "scripts.register_seller", "--org", "demo"]
    command += ["--table", stack.outputs["CollectionTable"], "--seller", seller["seller_id"]]
    command += ["--secret-prefix", "shelfsignal/local/sellers/", "--name", seller["name"]]
    places = by_region(map(Marketplace, seller["marketplaces"]))[0]
    command += ["--token-key", stack.outputs["TokenKey"]]
    command += ["--marketplaces", ",".join(places), "--schedule-hours", str(hours)]
    subprocess.run(
        command,
        check=True,
        cwd=ROOT,
        input=seller["refresh_tokens"][places[0].region],
        text=True,
        capture_output=True,
        env=fake_environment(stack.options.ports.url("emulator")),
    )


def test_the_rule_starts_a_run_that_is_due(stack: LocalStack) -> None:
    events, rule = stack.clients("events"), stack.outputs["ScheduleRule"]
    described = events.describe_rule(Name=rule)
    assert described["State"] == "DISABLED", "the local schedule is off until switched on"
    switch_on_schedule(stack, hours=24)

    events.put_rule(Name=rule, ScheduleExpression="rate(1 minute)", State="ENABLED")
    try:
        run = until(lambda: next(every_page(stack, "/v1/runs"), None), 150, why="a scheduled run")
    finally:
        events.put_rule(
            Name=rule, ScheduleExpression=described["ScheduleExpression"], State="DISABLED"
        )

    assert run["trigger"] == "schedule"
    assert finished(stack, run["run_id"])["status"] == "SUCCEEDED"
