"""The data lake's bucket and where its access is logged."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.headers import origins_of
from infra_cdk.identity import identity_values

_LOG_DAYS = 90
_COOL_AFTER_DAYS = 90
_OLD_VERSION_DAYS = 365
_PREFLIGHT_S = 3600


class DataBucket(Construct):
    """Versioned, encrypted, TLS only, never public; cheaper classes as objects cool."""

    def __init__(self, scope: Construct, id_: str, *, config: StageConfig) -> None:
        super().__init__(scope, id_)
        self._config = config
        logs = self._bucket(
            "AccessLogs",
            lifecycle=[s3.LifecycleRule(id="expire", expiration=Duration.days(_LOG_DAYS))],
        )
        acknowledge(logs, {"S1": "This bucket holds the access logs; logging it would log itself."})
        self.bucket = self._bucket("Data", lifecycle=_LIFECYCLE, logs=logs)
        # The dashboard's pages put files by links that are signed for one key each.
        self.bucket.add_cors_rule(
            allowed_methods=[s3.HttpMethods.PUT],
            allowed_origins=origins_of(identity_values(config)["dashboard_url"]),
            allowed_headers=["content-type"],
            max_age=_PREFLIGHT_S,
        )

    def _bucket(
        self, id_: str, *, lifecycle: list[s3.LifecycleRule], logs: s3.Bucket | None = None
    ) -> s3.Bucket:
        keeps = self._config.keeps_data
        return s3.Bucket(
            self,
            id_,
            versioned=True,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            server_access_logs_bucket=logs,
            server_access_logs_prefix="data/" if logs else None,
            lifecycle_rules=lifecycle,
            removal_policy=RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
        )


def _cooling(prefix: str) -> s3.LifecycleRule:
    transitions = [
        s3.Transition(
            storage_class=s3.StorageClass.INTELLIGENT_TIERING,
            transition_after=Duration.days(_COOL_AFTER_DAYS),
        )
    ]
    return s3.LifecycleRule(id=f"cool-{prefix}", prefix=f"{prefix}/", transitions=transitions)


_LIFECYCLE = [
    # What Amazon said, and the documents made of it: kept, since everything is rebuilt from them.
    *(_cooling(prefix) for prefix in ("raw", "normalised", "ledger", "insights")),
    # Bookkeeping of runs, and files that were read: of no use once no resume can ask for it.
    *(
        s3.LifecycleRule(
            id=f"expire-{prefix}", prefix=f"{prefix}/", expiration=Duration.days(_LOG_DAYS)
        )
        for prefix in ("manifests", "results", "restated", "rolled", "backfills", "uploads")
    ),
    # Links to them live for minutes, and they can be asked for again.
    s3.LifecycleRule(
        id="expire-exports",
        prefix="exports/",
        expiration=Duration.days(1),
        noncurrent_version_expiration=Duration.days(1),
    ),
    s3.LifecycleRule(
        id="old-versions",
        noncurrent_version_expiration=Duration.days(_OLD_VERSION_DAYS),
        abort_incomplete_multipart_upload_after=Duration.days(7),
    ),
]
