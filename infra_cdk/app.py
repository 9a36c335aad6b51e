"""Context -> configuration -> stacks. No AWS call, no credentials: synthesis works anywhere.

Context: target (local, localstack, dev, prod; default local), sp_api_url (another server than the
target's), build (folder of staged packages, default build), and every field of AnalysisSettings
that is not to be the default; backfill_<field> where backfills differ; infra_cdk.identity.CHOSEN;
the fields of ChosenSettings.
"""

from pathlib import Path

from aws_cdk import App, Tags, Validations
from cdk_nag import AwsSolutionsChecks

from infra_cdk.apps import routes_by_function
from infra_cdk.collection import with_collection
from infra_cdk.config import StageConfig, config_for, with_analysis
from infra_cdk.flags import FLAGS
from infra_cdk.identity import with_identity
from infra_cdk.stacks.api import ApiStack
from infra_cdk.stacks.dashboard import DashboardStack
from infra_cdk.stacks.data import DataStack
from infra_cdk.stacks.jobs import JobsStack
from infra_cdk.stacks.monitoring import MonitoringStack
from infra_cdk.stacks.reads import ReadsStack
from infra_cdk.stacks.usage import UsageStack


def add_stacks(app: App, config: StageConfig, build: Path) -> None:
    """Everything of one stage."""
    name = config.stack_prefix
    data = DataStack(app, f"{name}-Data", config=config)
    jobs = JobsStack(app, f"{name}-Jobs", config=config, build=build, data=data)
    api = ApiStack(
        app, f"{name}-Api", config=config, build=build, data=data, routes=routes_by_function()
    )
    usage = UsageStack(app, f"{name}-Usage", config=config, build=build, data=data)
    reads = ReadsStack(app, f"{name}-Reads", config=config, build=build, data=data)
    MonitoringStack(
        app,
        f"{name}-Monitoring",
        config=config,
        data=data,
        jobs=jobs,
        api=api,
        usage=usage,
        reads=reads,
    )
    if config.hosts_dashboard:
        DashboardStack(app, f"{name}-Dashboard", config=config, build=build, api=api, data=data)
    Tags.of(app).add("project", "shelfsignal")
    Tags.of(app).add("stage", config.stage)


def main() -> None:
    app = App(context=FLAGS)
    target = app.node.try_get_context("target") or "local"
    config = config_for(target, app.node.try_get_context("sp_api_url"))
    config = with_analysis(config, app.node.try_get_context)
    config = with_identity(config, app.node.try_get_context)
    config = with_collection(config, app.node.try_get_context)
    add_stacks(app, config, Path(app.node.try_get_context("build") or "build"))
    if target != "local":
        Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()


if __name__ == "__main__":
    main()
