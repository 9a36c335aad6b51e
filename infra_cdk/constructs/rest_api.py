"""The REST API: one gateway method a route, walked from the Chalice apps themselves.

Chalice finds its routes by `requestContext.resourcePath`, so a catch-all would never match.
"""

from collections.abc import Iterable, Mapping

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.constructs.function import ServiceFunction, retention_of
from infra_cdk.constructs.gateway_responses import add_gateway_responses
from shelfsignal.runtime.web.middleware import CORS
from shelfsignal.runtime.web.routing import Method

STAGE_NAME = "api"
_REASONS = {
    "APIG2": "Requests are validated by the app's Pydantic models, which answer in our envelope.",
    "APIG3": "A web ACL is an account's own choice; the stage has a throttle.",
    "APIG4": "Keys and tokens are checked in the app: a gateway authorizer's cache outlives a "
    "revocation, and it cannot answer a quota's 429.",
    "COG4": "Users and keys live in the accounts table, not in Cognito.",
    "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
    "AmazonAPIGatewayPushToCloudWatchLogs]": "The policy AWS documents for a gateway's log role.",
}


class RestApi(Construct):
    """`api`, stage `api`; every route of the apps, each led to the function that serves it."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: StageConfig,
        functions: Mapping[str, ServiceFunction],
        routes: Mapping[str, Iterable[tuple[str, str]]],
    ) -> None:
        super().__init__(scope, id_)
        self._config = config
        account = self._account()
        self.api = apigateway.RestApi(
            self,
            "Api",
            rest_api_name=f"{config.prefix}-api",
            deploy_options=self._stage_options(),
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=False,
            default_cors_preflight_options=self._cors(),
        )
        self.api.deployment_stage.node.add_dependency(account)
        add_gateway_responses(self.api)
        for name, function in functions.items():
            self._add_routes(function, routes[name])
        acknowledge(self, _REASONS)

    def _add_routes(self, function: ServiceFunction, routes: Iterable[tuple[str, str]]) -> None:
        # Without the option every method adds a statement: 81 routes make a 64 kB Lambda policy.
        integration = apigateway.LambdaIntegration(
            function.function, proxy=True, scope_permission_to_method=False
        )
        for path, method in sorted(routes):
            self.api.root.resource_for_path(path).add_method(method, integration)

    def _stage_options(self) -> apigateway.StageOptions:
        group = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name=f"/aws/apigateway/{self._config.prefix}-api",
            retention=retention_of(self._config),
            removal_policy=RemovalPolicy.DESTROY,
        )
        return apigateway.StageOptions(
            stage_name=STAGE_NAME,
            access_log_destination=apigateway.LogGroupLogDestination(group),
            access_log_format=apigateway.AccessLogFormat.json_with_standard_fields(
                caller=False,
                http_method=True,
                ip=False,
                protocol=True,
                request_time=True,
                resource_path=True,
                response_length=True,
                status=True,
                user=False,
            ),
            logging_level=apigateway.MethodLoggingLevel.ERROR,
            data_trace_enabled=False,
            metrics_enabled=True,
            tracing_enabled=True,
            throttling_rate_limit=self._config.api_rate_per_s,
            throttling_burst_limit=self._config.api_burst,
        )

    def _cors(self) -> apigateway.CorsOptions:
        """What the apps' own answers say, for the browser that asks before it calls."""
        headers = CORS.get_access_control_headers()["Access-Control-Allow-Headers"]
        return apigateway.CorsOptions(
            allow_origins=apigateway.Cors.ALL_ORIGINS,
            allow_methods=list(Method),
            allow_headers=headers.split(","),
            max_age=Duration.minutes(10),
        )

    def _account(self) -> apigateway.CfnAccount:
        """The role with which the gateway writes its logs: one an account and region."""
        policy = "service-role/AmazonAPIGatewayPushToCloudWatchLogs"
        role = iam.Role(
            self,
            "LogRole",
            assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(policy)],
        )
        return apigateway.CfnAccount(self, "Account", cloud_watch_role_arn=role.role_arn)
