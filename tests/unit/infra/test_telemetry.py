"""The telemetry queue: closed, patient, and read by one function alone."""

import json

from infra_cdk.constructs.telemetry import CONSUMER


def queues(templates):
    found = templates.resources("Data", "AWS::SQS::Queue")
    (main,) = [
        each["Properties"] for each in found.values() if "RedrivePolicy" in each["Properties"]
    ]
    (dead,) = [
        each["Properties"] for each in found.values() if "RedrivePolicy" not in each["Properties"]
    ]
    return main, dead


def test_the_queue_is_encrypted_and_its_dead_letters_are_kept_for_two_weeks(prod):
    main, dead = queues(prod)

    assert main["SqsManagedSseEnabled"] is dead["SqsManagedSseEnabled"] is True
    assert main["RedrivePolicy"]["maxReceiveCount"] == 5
    assert dead["MessageRetentionPeriod"] == 14 * 86_400
    assert main["VisibilityTimeout"] >= 6 * CONSUMER.timeout_s


def test_the_queue_takes_nothing_that_was_not_sent_over_tls(prod):
    policies = [
        statement
        for each in prod.resources("Data", "AWS::SQS::QueuePolicy").values()
        for statement in each["Properties"]["PolicyDocument"]["Statement"]
    ]
    denied = [
        each for each in policies if each["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    ]

    assert len(denied) == 2
    assert {each["Effect"] for each in denied} == {"Deny"}


def test_one_function_reads_it_in_batches_and_says_which_messages_failed(prod):
    ((name, mapping),) = prod.all("AWS::Lambda::EventSourceMapping")

    assert name.startswith("Usage/RecordUsage")
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BatchSize"] == 100
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 2}


def test_those_who_report_may_send_and_only_the_consumer_may_receive(prod):
    by_action: dict[str, set[str]] = {"sqs:SendMessage": set(), "sqs:ReceiveMessage": set()}
    for name, policy in prod.all("AWS::IAM::Policy"):
        for statement in policy["PolicyDocument"]["Statement"]:
            text = json.dumps(statement)
            for action, names in by_action.items():
                if action in text and "Telemetry" in text:
                    names.add(name.split("/")[1].split("RoleDefaultPolicy")[0])

    assert by_action["sqs:ReceiveMessage"] == {"RecordUsage"}
    assert "Api" in by_action["sqs:SendMessage"]
    assert "RecordUsage" not in by_action["sqs:SendMessage"]


def test_whoever_counts_things_knows_the_queue(prod):
    from infra_cdk.environment import settings_of
    from infra_cdk.stacks import api, jobs
    from shelfsignal.kernel.settings import ReportingSettings

    counting = [
        spec.name
        for spec in jobs.FUNCTIONS
        if issubclass(settings_of(spec.name), ReportingSettings)
    ]
    named = {
        properties["FunctionName"].rsplit("-", 1)[1]
        for _, properties in prod.all("AWS::Lambda::Function")
        if "TELEMETRY_QUEUE_URL" in properties["Environment"]["Variables"]
    }

    assert {"close_run", "collect_pages", "analyse_products"} <= set(counting)
    assert {*counting, api.API.name} <= named
