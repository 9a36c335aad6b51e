"""Somebody is told when it matters."""

from infra_cdk.stacks.api import FUNCTIONS as API_FUNCTIONS
from infra_cdk.stacks.jobs import FUNCTIONS
from infra_cdk.stacks.reads import FUNCTIONS as BEHIND


def alarms(templates):
    found = templates.resources("Monitoring", "AWS::CloudWatch::Alarm")
    return [each["Properties"] for each in found.values()]


def test_every_alarm_reaches_the_topic(prod):
    (topic,) = prod.resources("Monitoring", "AWS::SNS::Topic")

    assert alarms(prod)
    assert all(each["AlarmActions"] == [{"Ref": topic}] for each in alarms(prod))


def test_failed_timed_out_and_throttled_runs_alarm(prod):
    metrics = {each["MetricName"] for each in alarms(prod) if each["Namespace"] == "AWS/States"}

    assert {"ExecutionsFailed", "ExecutionsTimedOut", "ExecutionThrottled"} <= metrics


def test_a_run_that_left_something_alarms_although_its_execution_succeeds(prod):
    (filter_,) = [
        each["Properties"]
        for each in prod.resources("Monitoring", "AWS::Logs::MetricFilter").values()
        if each["Properties"]["MetricTransformations"][0]["MetricName"] == "RunsLeftOver"
    ]
    (alarm,) = [each for each in alarms(prod) if each["MetricName"] == "RunsLeftOver"]

    groups = [each["LogGroupName"] for _, each in prod.all("AWS::Logs::LogGroup")]
    assert filter_["LogGroupName"] in groups
    assert filter_["FilterPattern"] == '{ $.message = "run_closed" && $.status != "SUCCEEDED" }'
    assert alarm["Namespace"] == filter_["MetricTransformations"][0]["MetricNamespace"]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")


def test_a_seller_that_runs_leave_out_alarms_for_a_day(prod):
    filters = [
        each["Properties"]
        for each in prod.resources("Monitoring", "AWS::Logs::MetricFilter").values()
        if each["Properties"]["MetricTransformations"][0]["MetricName"] == "SellersLeftOut"
    ]
    (alarm,) = [each for each in alarms(prod) if each["MetricName"] == "SellersLeftOut"]

    groups = {each["LogGroupName"] for _, each in prod.all("AWS::Logs::LogGroup")}
    read = {each["LogGroupName"] for each in filters}
    assert read <= groups
    assert {name.rpartition("-")[2] for name in read} == {"open_run", "dispatch_runs"}
    for each in filters:
        assert each["FilterPattern"] == '{ $.message = "sellers_left_out" }'
        (counted,) = each["MetricTransformations"]
        assert (counted["MetricValue"], counted["MetricNamespace"]) == (
            "$.left_out",
            alarm["Namespace"],
        )
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 24 * 3600
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
    assert alarm["TreatMissingData"] == "notBreaching"
    assert "authorise again" in alarm["AlarmDescription"]


def test_thirty_hours_without_a_success_alarm_even_when_nothing_reports(prod):
    (age,) = [each for each in alarms(prod) if each["MetricName"] == "RunsSucceeded"]

    assert age["Period"] * age["EvaluationPeriods"] == 30 * 3600
    assert "DatapointsToAlarm" not in age, "every one of the hours"
    assert age["ComparisonOperator"] == "LessThanThreshold"
    assert age["TreatMissingData"] == "breaching"


def test_every_function_has_an_alarm_on_errors_and_one_on_throttles(prod):
    found = [each["MetricName"] for each in alarms(prod) if each["Namespace"] == "AWS/Lambda"]

    assert (
        found.count("Errors")
        == found.count("Throttles")
        == len(FUNCTIONS) + len(API_FUNCTIONS) + len(BEHIND) + 1
    )


def test_errors_of_what_is_tried_again_alarm_only_when_they_last(prod):
    found = prod.resources("Monitoring", "AWS::CloudWatch::Alarm").items()
    errors = {
        name: each["Properties"]["EvaluationPeriods"]
        for name, each in found
        if each["Properties"]["MetricName"] == "Errors"
    }

    at_once = {name for name, periods in errors.items() if periods == 1}
    assert {name.split("Errors")[0] for name in at_once} == {
        "AlarmsApi",
        "AlarmsDispatchRuns",
        "AlarmsLogin",
    }
    assert set(errors.values()) == {1, 3}


def test_dead_letters_table_throttles_and_server_errors_alarm(prod):
    metrics = [each["MetricName"] for each in alarms(prod)]

    assert metrics.count("ApproximateNumberOfMessagesVisible") == 3
    assert metrics.count("ApproximateAgeOfOldestMessage") == 1
    assert metrics.count("ReadThrottleEvents") == metrics.count("WriteThrottleEvents") == 3
    assert metrics.count("5XXError") == 1
