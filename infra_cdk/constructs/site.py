"""The dashboard in the cloud: one origin for its files and the API, as on a laptop.

CloudFront keeps the files near readers and passes /api on to API Gateway, so that cookies, the
Content-Security-Policy and relative addresses mean the same everywhere.
"""

from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.headers import dashboard_headers
from shelfsignal.runtime.web.clients import EDGE_HEADER

_LOG_DAYS: Final = 90
_HSTS_DAYS: Final = 365
# Any address without a file's ending is a page, and all pages are one file. Errors of the API stay
# what they are: a page in place of every 404 would hide them.
_PAGES: Final = """function handler(event) {
  var request = event.request;
  if (!/\\.[a-z0-9]+$/i.test(request.uri)) request.uri = '/index.html';
  return request;
}"""
_REASONS: Final = {
    "CFR1": "Sellers are everywhere.",
    "CFR2": "A web ACL is an account's own choice; the API has a throttle.",
    "CFR3": "Its log holds whole queries, with mailed tokens and Amazon's codes; the gateway's log "
    "has every request to the API without its query.",
    "CFR4": "CloudFront's own certificate comes with its domain; a domain is an account's choice.",
}


@dataclass(frozen=True)
class ApiBehind:
    """The gateway behind the distribution. edge: the secret that it is known by there.

    The template holds a reference to the secret, which CloudFormation resolves.
    """

    api_id: str
    edge: secretsmanager.ISecret


class Site(Construct):
    """`bucket` for the files, `distribution` in front of them and of the API.

    uploads: the bucket that pages put files to.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: StageConfig,
        api: ApiBehind,
        uploads: s3.IBucket,
    ) -> None:
        super().__init__(scope, id_)
        self._uploads = f"https://{uploads.bucket_regional_domain_name}"
        logs = self._bucket("Logs")
        acknowledge(logs, {"S1": "This bucket holds the access logs; logging it would log itself."})
        self.bucket = self._bucket("Files", logs)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"{config.prefix} dashboard",
            default_behavior=self._files(config),
            additional_behaviors={"/api/*": self._api(api)},
            default_root_object="index.html",
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
        )
        acknowledge(self, _REASONS)

    def _bucket(self, id_: str, logs: s3.Bucket | None = None) -> s3.Bucket:
        """Nothing here is the only copy: files are built from sources, logs age."""
        return s3.Bucket(
            self,
            id_,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            server_access_logs_bucket=logs,
            server_access_logs_prefix="files/" if logs else None,
            lifecycle_rules=None if logs else [_EXPIRE],
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _files(self, config: StageConfig) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(self.bucket),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            compress=True,
            response_headers_policy=self._headers(config),
            function_associations=[
                cloudfront.FunctionAssociation(
                    event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
                    function=cloudfront.Function(
                        self,
                        "Pages",
                        code=cloudfront.FunctionCode.from_inline(_PAGES),
                        runtime=cloudfront.FunctionRuntime.JS_2_0,
                    ),
                )
            ],
        )

    def _api(self, api: ApiBehind) -> cloudfront.BehaviorOptions:
        """The stage is called `api`, so that the path needs no rewriting.

        A header of the same name that a reader sends is replaced.
        """
        stack = Stack.of(self)
        host = f"{api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"
        return cloudfront.BehaviorOptions(
            origin=origins.HttpOrigin(
                host,
                protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
                origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
                custom_headers={EDGE_HEADER: api.edge.secret_value.unsafe_unwrap()},
            ),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        )

    def _headers(self, config: StageConfig) -> cloudfront.ResponseHeadersPolicy:
        """The headers that the local server sends, and HTTPS from now on."""
        said = dashboard_headers(self._uploads)
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            response_headers_policy_name=f"{config.prefix}-dashboard",
            security_headers_behavior=_security(said),
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[
                    cloudfront.ResponseCustomHeader(header=name, value=said[name], override=True)
                    for name in ("cross-origin-opener-policy", "permissions-policy")
                ]
            ),
        )


_EXPIRE: Final = s3.LifecycleRule(id="expire", expiration=Duration.days(_LOG_DAYS))


def _security(said: dict[str, str]) -> cloudfront.ResponseSecurityHeadersBehavior:
    return cloudfront.ResponseSecurityHeadersBehavior(
        content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
            content_security_policy=said["content-security-policy"], override=True
        ),
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
        frame_options=cloudfront.ResponseHeadersFrameOptions(
            frame_option=cloudfront.HeadersFrameOption.DENY, override=True
        ),
        referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
            referrer_policy=cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=True
        ),
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=Duration.days(_HSTS_DAYS),
            include_subdomains=True,
            override=True,
        ),
    )
