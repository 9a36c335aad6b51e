"""What differs between targets: one frozen value a target. All else is the same template."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from infra_cdk.choices import Context, check, chosen
from shelfsignal.accounts.domain.plans import Plan
from shelfsignal.runtime.analysis_settings import CHOSEN, AnalysisSettings

# The host of a request is its seller's region's: the client fills in na or eu.
SP_API: Final = "https://sellingpartnerapi-{region}.amazon.com"
LOGIN_WITH_AMAZON: Final = "https://api.amazon.com"
# Where sellers consent, by region.
SELLER_CENTRAL: Final = (
    "https://sellercentral.amazon.com",
    "https://sellercentral-europe.amazon.com",
)


@dataclass(frozen=True)
class StageConfig:
    """One deployable stage.

    layers: the folder under build/layers that fits the stage's Lambda. folds_layers: packages carry
    their layers. keeps_data: buckets and tables outlive the stack. plan: limits of organisations
    without limits of their own. sends_traces: whether somebody takes them, as X-Ray does.
    hosts_dashboard: with CloudFront, which emulators do not have.
    analysis: value by field of AnalysisSettings, where it is not the default; backfill: what of it
    is different for backfills. identity: value by field of IdentitySettings, likewise; collection:
    of ChosenSettings.
    """

    stage: str
    sp_api_url: str
    lwa_url: str
    consent_urls: tuple[str, str]
    layers: str = "cloud"
    folds_layers: bool = False
    schedule_enabled: bool = True
    keeps_data: bool = True
    scope_concurrency: int = 10
    batch_concurrency: int = 20
    chunk_concurrency: int = 100
    review_concurrency: int = 10
    log_retention_days: int = 30
    api_rate_per_s: int = 100
    api_burst: int = 200
    plan: str = Plan.STANDARD
    sends_traces: bool = True
    hosts_dashboard: bool = True
    analysis: Mapping[str, str] = field(default_factory=dict)
    backfill: Mapping[str, str] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)
    collection: Mapping[str, str] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """First part of every physical name."""
        return f"shelfsignal-{self.stage}"

    @property
    def stack_prefix(self) -> str:
        return f"ShelfSignal-{self.stage}"


class BadAnalysisSetting(ValueError):
    """The engine cannot work like that; the message names the setting."""


class UnknownTarget(ValueError):
    """No such target; the message names those there are."""

    def __init__(self, target: str) -> None:
        super().__init__(f"unknown target {target!r}: choose one of {', '.join(CONFIGS)}")


# Amazon has no feed of products with their reviews; that is an extension of the mock's.
_PRODUCTION = StageConfig(
    "prod",
    SP_API,
    LOGIN_WITH_AMAZON,
    SELLER_CENTRAL,
    collection={"product_source": "listings"},
)
_MOCK_URL = "http://127.0.0.1:4570"

CONFIGS: Final = {
    # Each child of a map is a Python process here: enough for the rate, few enough for two cores.
    "local": StageConfig(
        "local",
        _MOCK_URL,
        _MOCK_URL,
        (_MOCK_URL, _MOCK_URL),
        layers="local",
        schedule_enabled=False,
        keeps_data=False,
        scope_concurrency=4,
        batch_concurrency=4,
        chunk_concurrency=4,
        review_concurrency=4,
        log_retention_days=1,
        api_rate_per_s=10_000,
        api_burst=5_000,
        # Everybody on this machine has the one address.
        identity={"mail_folder": "/tmp/shelfsignal-mail", "tries_per_address": "10000"},  # noqa: S108
        plan=Plan.DEVELOPMENT,
        sends_traces=False,
        hosts_dashboard=False,
    ),
    "localstack": StageConfig(
        "localstack",
        "http://mock-amazon:4570",
        "http://mock-amazon:4570",
        ("http://127.0.0.1:4570", "http://127.0.0.1:4570"),
        folds_layers=True,
        schedule_enabled=False,
        keeps_data=False,
        scope_concurrency=4,
        batch_concurrency=2,
        chunk_concurrency=2,
        review_concurrency=2,
        log_retention_days=1,
        identity={"mail_folder": "/tmp/shelfsignal-mail", "tries_per_address": "10000"},  # noqa: S108
        plan=Plan.DEVELOPMENT,
        sends_traces=False,
        hosts_dashboard=False,
    ),
    "dev": replace(_PRODUCTION, stage="dev", keeps_data=False, log_retention_days=7),
    "prod": _PRODUCTION,
}


def config_for(target: str, sp_api_url: str | None = None) -> StageConfig:
    """The target's configuration; sp_api_url points it (and its token endpoint) at another server.

    Raises: UnknownTarget.
    """
    if target not in CONFIGS:
        raise UnknownTarget(target)
    config = CONFIGS[target]
    if not sp_api_url:
        return config
    hosts = (sp_api_url, sp_api_url)
    return replace(config, sp_api_url=sp_api_url, lwa_url=sp_api_url, consent_urls=hosts)


def with_analysis(config: StageConfig, context: Context) -> StageConfig:
    """The stage with the settings of the analysis that the context holds, those of backfills under
    backfill_<name>; checked as the functions check them.

    Raises: BadAnalysisSetting.
    """
    analysis = chosen(context, CHOSEN)
    backfill = chosen(context, CHOSEN, "backfill_")
    check(AnalysisSettings, analysis, BadAnalysisSetting)
    check(AnalysisSettings, {**analysis, **backfill}, BadAnalysisSetting, "backfill_")
    return replace(config, analysis=analysis, backfill=backfill)
