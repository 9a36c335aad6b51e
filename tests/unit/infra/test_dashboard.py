"""The dashboard's hosting: one origin, private files, strict headers."""

import json
from fnmatch import fnmatch

import pytest

from infra_cdk.headers import dashboard_headers, origins_of
from shelfsignal.runtime.web.clients import EDGE_HEADER


@pytest.fixture(scope="module")
def distribution(prod):
    (found,) = prod.resources("Dashboard", "AWS::CloudFront::Distribution").values()
    return found["Properties"]["DistributionConfig"]


def test_files_and_api_share_one_origin_and_only_the_api_takes_writes(distribution):
    (api,) = distribution["CacheBehaviors"]

    assert api["PathPattern"] == "/api/*"
    assert {"POST", "PUT", "PATCH", "DELETE"} <= set(api["AllowedMethods"])
    assert "POST" not in distribution["DefaultCacheBehavior"].get("AllowedMethods", [])
    origin = next(each for each in distribution["Origins"] if each["Id"] == api["TargetOriginId"])
    # The gateway's stage is `api` itself: a path of the origin's own would say it twice.
    assert "OriginPath" not in origin
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"


def test_the_gateway_knows_the_distribution_by_a_secret_that_no_template_holds(prod, distribution):
    origin = next(each for each in distribution["Origins"] if "CustomOriginConfig" in each)
    (header,) = origin["OriginCustomHeaders"]
    login = next(
        each["Properties"]["Environment"]["Variables"]
        for each in prod.resources("Api", "AWS::Lambda::Function").values()
        if "SIGNING_SECRET_ARN" in each["Properties"].get("Environment", {}).get("Variables", {})
    )

    assert header["HeaderName"] == EDGE_HEADER
    resolved = json.dumps(header["HeaderValue"])
    assert "{{resolve:secretsmanager:" in resolved
    assert ":SecretString:" in resolved
    assert "EDGE_SECRET_ARN" in login


def test_answers_of_the_api_are_never_kept_at_the_edge(distribution):
    (api,) = distribution["CacheBehaviors"]

    disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert api["CachePolicyId"] == disabled


def test_the_files_are_cloudfronts_alone_to_read(prod, distribution):
    files = next(each for each in distribution["Origins"] if "S3OriginConfig" in each)

    assert files["OriginAccessControlId"]
    for bucket in prod.resources("Dashboard", "AWS::S3::Bucket").values():
        blocked = bucket["Properties"]["PublicAccessBlockConfiguration"]
        assert set(blocked.values()) == {True}


def test_readers_get_the_headers_that_the_local_server_sends(prod):
    (policy,) = prod.resources("Dashboard", "AWS::CloudFront::ResponseHeadersPolicy").values()
    config = policy["Properties"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    custom = {each["Header"]: each["Value"] for each in config["CustomHeadersConfig"]["Items"]}

    csp = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    sent = {
        "content-security-policy": written_out(csp),
        "referrer-policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "x-content-type-options": "nosniff" if security["ContentTypeOptions"] else None,
        "x-frame-options": security["FrameOptions"]["FrameOption"],
        **custom,
    }
    assert sent == dashboard_headers(f"https://{the_data_bucket(prod)}")
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 31_536_000


def written_out(text):
    """A text of the template whose parts other stacks export."""
    parts = text["Fn::Join"][1]
    return "".join(part if isinstance(part, str) else part["Fn::ImportValue"] for part in parts)


def the_data_bucket(prod):
    """The export of the data bucket's own regional host."""
    (export,) = (
        each["Export"]["Name"]
        for each in prod.by_stack["Data"]["Outputs"].values()
        if each["Value"] == {"Fn::GetAtt": [data_bucket(prod), "RegionalDomainName"]}
    )
    return export


def data_bucket(prod):
    """Its name in the template: the one whose access is logged."""
    (name,) = (
        name
        for name, each in prod.resources("Data", "AWS::S3::Bucket").items()
        if "LoggingConfiguration" in each["Properties"]
    )
    return name


def test_the_data_bucket_takes_files_from_the_dashboards_pages_alone(prod):
    bucket = prod.resources("Data", "AWS::S3::Bucket")[data_bucket(prod)]
    (rule,) = bucket["Properties"]["CorsConfiguration"]["CorsRules"]

    assert rule == {
        "AllowedHeaders": ["content-type"],
        "AllowedMethods": ["PUT"],
        "AllowedOrigins": ["https://dashboard.example"],
        "MaxAge": 3600,
    }


@pytest.mark.parametrize(
    ("address", "origins"),
    [
        ("https://app.example.com/", ["https://app.example.com"]),
        ("http://127.0.0.1:4580", ["http://127.0.0.1:4580", "http://localhost:4580"]),
        ("http://localhost:4580", ["http://127.0.0.1:4580", "http://localhost:4580"]),
    ],
)
def test_pages_come_from_the_origin_of_their_address(address, origins):
    assert origins_of(address) == origins


def test_every_file_is_uploaded_once_and_only_hashed_ones_are_kept_forever(prod):
    uploads = prod.resources("Dashboard", "Custom::CDKBucketDeployment").values()
    by_path = {}
    for path in ("index.html", "theme.js", "assets/page-1a2b.js"):
        takers = [each["Properties"] for each in uploads if taken(path, each["Properties"])]
        (taker,) = takers
        by_path[path] = taker["SystemMetadata"]["cache-control"]

    assert by_path == {
        "index.html": "no-cache",
        "theme.js": "no-cache",
        "assets/page-1a2b.js": "public, max-age=31536000, immutable",
    }


def taken(path, upload):
    """As `aws s3 sync` decides: excluded, unless included after that."""
    excluded = any(fnmatch(path, each) for each in upload.get("Exclude", []))
    return not excluded or any(fnmatch(path, each) for each in upload.get("Include", []))


def test_no_log_holds_addresses_with_mailed_tokens_or_amazons_codes(prod):
    (found,) = prod.resources("Dashboard", "AWS::CloudFront::Distribution").values()

    assert "Logging" not in found["Properties"]["DistributionConfig"]
