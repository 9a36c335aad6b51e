"""The dashboard's files and the one origin in front of them and the API.

In the cloud only: the emulator has no CloudFront, and locally `local.web` is that origin.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_s3_deployment as deployment
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.constructs.site import ApiBehind, Site
from infra_cdk.stacks.api import ApiStack
from infra_cdk.stacks.data import DataStack
from infra_cdk.staging import STAMP, require_staged

if TYPE_CHECKING:
    from aws_cdk import CfnElement

_ASSETS: Final = "arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*"
_WHAT_CDK_UPLOADS_WITH: Final = "CDK's own upload function, which runs at deploys only"


def _upload_reasons(files: str) -> dict[str, str]:
    """files: the name of the bucket in the template."""
    actions = ("GetBucket*", "GetObject*", "List*", "Abort*", "DeleteObject*")
    found = [f"Action::s3:{action}" for action in actions]
    found += [f"Resource::{_ASSETS}", f"Resource::<{files}.Arn>/*"]
    return {
        "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
        "AWSLambdaBasicExecutionRole]": f"The role of {_WHAT_CDK_UPLOADS_WITH}.",
        **{
            f"IAM5[{each}]": f"{_WHAT_CDK_UPLOADS_WITH}, reads its asset and writes the files."
            for each in found
        },
        "L1": "The runtime is CDK's to choose.",
        "IAM5[Resource::*]": "An invalidation names no distribution that a policy could.",
    }


class DashboardStack(Stack):
    """Outputs: DashboardUrl. `build` holds the built files in `dashboard`."""

    def __init__(  # noqa: PLR0913 - what a stack is made of, by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        config: StageConfig,
        build: Path,
        api: ApiStack,
        data: DataStack,
    ) -> None:
        super().__init__(scope, id_)
        behind = ApiBehind(api.api.rest_api_id, data.secrets.edge)
        site = Site(self, "Site", config=config, api=behind, uploads=data.bucket)
        files = require_staged(build / "dashboard")
        # Hashed files first: a page that names them must never be there before they are.
        hashed = self._upload(site, "Hashed", files, ["*"], ["assets/*"], _FOREVER)
        pages = self._upload(site, "Pages", files, ["assets/*"], [], _ASK_AGAIN)
        pages.node.add_dependency(hashed)
        name = self.get_logical_id(cast("CfnElement", site.bucket.node.default_child))
        acknowledge(self, _upload_reasons(name))
        CfnOutput(self, "DashboardUrl", value=f"https://{site.distribution.domain_name}")

    def _upload(  # noqa: PLR0913 - what is uploaded, and how
        self,
        site: Site,
        id_: str,
        files: Path,
        exclude: list[str],
        include: list[str],
        caching: deployment.CacheControl,
    ) -> deployment.BucketDeployment:
        return deployment.BucketDeployment(
            self,
            id_,
            sources=[deployment.Source.asset(str(files), exclude=[STAMP])],
            destination_bucket=site.bucket,
            exclude=exclude,
            include=include,
            cache_control=[caching],
            # Yesterday's files stay: somebody still has yesterday's page open.
            prune=False,
            distribution=site.distribution,
            distribution_paths=["/index.html", "/theme.js"],
        )


_FOREVER: Final = deployment.CacheControl.from_string("public, max-age=31536000, immutable")
_ASK_AGAIN: Final = deployment.CacheControl.from_string("no-cache")
