"""What a function may do, in the words of our storage: named actions, named prefixes, no wildcards
but the keys below a prefix. No function may scan a table."""

from collections.abc import Iterable

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.constructs.function import ServiceFunction
from infra_cdk.constructs.secrets import Secrets
from infra_cdk.constructs.workflow import executions_arn, machine_arn

_READ = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:DescribeTable"]
_WRITE = [
    *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
    *("dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem"),
]
_KEYS_REASON = "An object's key ends in ids that are only known at run time; the prefix is fixed."


def grant_table(
    function: ServiceFunction,
    table: dynamodb.Table,
    *,
    write: bool = False,
    indexes: Iterable[str] = (),
) -> None:
    """Reads (and writes) items of a table, and queries the named indexes."""
    resources = [table.table_arn, *(f"{table.table_arn}/index/{name}" for name in indexes)]
    function.allow([*_READ, *(_WRITE if write else [])], resources)


def grant_objects(
    function: ServiceFunction,
    bucket: s3.IBucket,
    *,
    read: Iterable[str] = (),
    write: Iterable[str] = (),
) -> None:
    """Gets and lists objects below the read prefixes, puts below the write prefixes."""
    reads, writes = sorted(read), sorted(write)
    if reads:
        function.allow(["s3:GetObject"], [_keys(bucket, prefix) for prefix in reads])
        condition = {"StringLike": {"s3:prefix": [f"{prefix}/*" for prefix in reads]}}
        listing = iam.PolicyStatement(
            actions=["s3:ListBucket"], resources=[bucket.bucket_arn], conditions=condition
        )
        function.role.add_to_policy(listing)
    if writes:
        function.allow(["s3:PutObject"], [_keys(bucket, prefix) for prefix in writes])
    for prefix in {*reads, *writes}:
        _acknowledge_keys(function, bucket, prefix)


def _keys(bucket: s3.IBucket, prefix: str) -> str:
    return f"{bucket.bucket_arn}/{prefix}/*"


def _acknowledge_keys(function: ServiceFunction, bucket: s3.IBucket, prefix: str) -> None:
    logical_id = Stack.of(bucket).resolve(bucket.bucket_arn)["Fn::GetAtt"][0]
    acknowledge(function, {f"IAM5[Resource::<{logical_id}.Arn>/{prefix}/*]": _KEYS_REASON})


def grant_secrets(function: ServiceFunction, secrets: Secrets) -> None:
    """Reads the application's secret and the sellers' secrets, of every organisation."""
    sellers = Stack.of(function).format_arn(
        service="secretsmanager",
        resource="secret",
        resource_name=f"{secrets.seller_prefix}*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    function.allow(["secretsmanager:GetSecretValue"], [secrets.application.secret_arn, sellers])


def grant_workflow(function: ServiceFunction, config: StageConfig, *, start: bool) -> None:
    """Looks at executions of portfolio_refresh, and starts one."""
    function.allow(["states:DescribeExecution"], [executions_arn(function, config)])
    if start:
        function.allow(["states:StartExecution"], [machine_arn(function, config)])
