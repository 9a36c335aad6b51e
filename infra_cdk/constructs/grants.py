"""What a function may do, in the words of our storage: named actions, named prefixes, no wildcards
but the keys below a prefix. No function may scan a table."""

from collections.abc import Iterable

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra_cdk.acknowledgements import acknowledge
from infra_cdk.config import StageConfig
from infra_cdk.constructs.function import ServiceFunction, function_name
from infra_cdk.constructs.secrets import Secrets
from infra_cdk.constructs.workflow import REFRESH, executions_arn, machine_arn, machine_name
from infra_cdk.identity import sender_of

_READ = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:DescribeTable"]
_WRITE = [
    *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
    *("dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem"),
]
# How cdk-nag writes an ARN of this account and region.
_ANY_ARN = "arn:<AWS::Partition>:{service}:<AWS::Region>:<AWS::AccountId>"
_EXECUTIONS_REASON = "Executions are named after runs; the state machine is one and fixed."
_SELLERS_REASON = "Sellers' secrets are made when they connect; the prefix is this stage's own."
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


def grant_items(function: ServiceFunction, table: dynamodb.Table, partitions: list[str]) -> None:
    """Writes items of these partitions alone (patterns of `pk`), whatever else the table holds."""
    function.allow(
        _WRITE,
        [table.table_arn],
        conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": partitions}},
    )


def deny_items(function: ServiceFunction, table: dynamodb.Table, partitions: list[str]) -> None:
    """Writes none of these partitions, whatever else is granted."""
    statement = iam.PolicyStatement(
        effect=iam.Effect.DENY,
        actions=_WRITE,
        resources=[table.table_arn],
        conditions={"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": partitions}},
    )
    function.role.add_to_policy(statement)


def grant_signing_key(function: ServiceFunction, secrets: Secrets) -> None:
    """Reads the key that access tokens are signed with: for the login function alone."""
    function.allow(["secretsmanager:GetSecretValue"], [secrets.signing.secret_arn])


def grant_edge(function: ServiceFunction, secrets: Secrets) -> None:
    """Reads what our distribution proves itself by."""
    function.allow(["secretsmanager:GetSecretValue"], [secrets.edge.secret_arn])


def grant_mail(function: ServiceFunction, config: StageConfig) -> None:
    """Sends mail from the stage's one sender; nothing where mails go into a folder."""
    sender = sender_of(config) or "nobody"
    identities = [
        Stack.of(function).format_arn(service="ses", resource="identity", resource_name=name)
        for name in (sender, sender.rpartition("@")[2])
    ]
    function.allow(
        ["ses:SendEmail"],
        identities,
        conditions={"StringEquals": {"ses:FromAddress": sender}},
    )


def grant_objects(
    function: ServiceFunction,
    bucket: s3.IBucket,
    *,
    read: Iterable[str] = (),
    write: Iterable[str] = (),
    delete: Iterable[str] = (),
) -> None:
    """Gets objects below the read prefixes, puts and deletes below the others'.

    A reader may list the whole bucket: without that S3 answers 403, not 404, for a key that does
    not exist yet, and a condition on the prefix does not hold for a get.
    """
    for action, prefixes in (
        ("s3:GetObject", sorted(read)),
        ("s3:PutObject", sorted(write)),
        ("s3:DeleteObject", sorted(delete)),
    ):
        if prefixes:
            function.allow([action], [f"{bucket.bucket_arn}/{prefix}/*" for prefix in prefixes])
            acknowledge_keys(function, bucket, prefixes)
    if read:
        function.allow(["s3:ListBucket"], [bucket.bucket_arn])


def acknowledge_keys(grantee: Construct, bucket: s3.IBucket, prefixes: Iterable[str]) -> None:
    """Accepts that keys below these prefixes of another stack's bucket are not named one by one."""
    owner = Stack.of(bucket)
    arn = owner.resolve(owner.export_value(bucket.bucket_arn))["Fn::ImportValue"]
    rules = {f"IAM5[Resource::{arn}/{prefix}/*]": _KEYS_REASON for prefix in prefixes}
    acknowledge(grantee, rules)


def grant_secrets(function: ServiceFunction, secrets: Secrets) -> None:
    """Reads the application's secret and the pseudonym keys of every organisation."""
    grant_application(function, secrets)
    _allow_below(function, secrets, ["secretsmanager:GetSecretValue"])


def grant_application(function: ServiceFunction, secrets: Secrets) -> None:
    """Reads the application's secret."""
    function.allow(["secretsmanager:GetSecretValue"], [secrets.application.secret_arn])


def grant_pseudonym_keys(function: ServiceFunction, secrets: Secrets) -> None:
    """Makes an organisation's pseudonym key, without being able to read one."""
    _allow_below(function, secrets, ["secretsmanager:CreateSecret"])


def _allow_below(function: ServiceFunction, secrets: Secrets, actions: list[str]) -> None:
    sellers = Stack.of(function).format_arn(
        service="secretsmanager",
        resource="secret",
        resource_name=f"{secrets.seller_prefix}*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    function.allow(actions, [sellers])
    finding = f"{_ANY_ARN.format(service='secretsmanager')}:secret:{secrets.seller_prefix}*"
    acknowledge(function, {f"IAM5[Resource::{finding}]": _SELLERS_REASON})


def grant_tokens(function: ServiceFunction, key: kms.IKey, *, can_read: bool = True) -> None:
    """Encrypts and decrypts tokens, and only with their owner named in the encryption context.

    can_read: False for who puts tokens away and never needs one again.
    """
    owner = ("org_id", "seller_id", "region")
    named = {f"kms:EncryptionContext:{name}": "false" for name in owner}
    actions = ["kms:Encrypt", *(["kms:Decrypt"] if can_read else [])]
    function.allow(actions, [key.key_arn], conditions={"Null": named})


def grant_llm_key(function: ServiceFunction, secrets: Secrets) -> None:
    """Reads the LLM's key, and nothing else that is secret."""
    function.allow(["secretsmanager:GetSecretValue"], [secrets.llm.secret_arn])


def grant_workflow(
    function: ServiceFunction, config: StageConfig, *, start: bool, flow: str = REFRESH
) -> None:
    """Looks at executions of one machine, and starts one."""
    function.allow(["states:DescribeExecution"], [executions_arn(function, config, flow)])
    acknowledge_executions(function, config, flow)
    if start:
        function.allow(["states:StartExecution"], [machine_arn(function, config, flow)])


def function_arn(scope: Construct, config: StageConfig, name: str) -> str:
    """The function of that name, of whatever stack."""
    return Stack.of(scope).format_arn(
        service="lambda",
        resource="function",
        resource_name=function_name(config, name),
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


def grant_invoke(function: ServiceFunction, config: StageConfig, name: str) -> None:
    """Calls another function, by its name."""
    function.allow(["lambda:InvokeFunction"], [function_arn(function, config, name)])


def acknowledge_executions(grantee: Construct, config: StageConfig, flow: str = REFRESH) -> None:
    """Accepts that executions of one machine are not named one by one."""
    finding = f"{_ANY_ARN.format(service='states')}:execution:{machine_name(config, flow)}:*"
    acknowledge(grantee, {f"IAM5[Resource::{finding}]": _EXECUTIONS_REASON})
