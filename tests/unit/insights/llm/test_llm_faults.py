"""Every way a server can fail, and what becomes of the reviews."""

import pytest

from shelfsignal.insights.adapters.llm_engine.faults import EngineMisconfigured
from shelfsignal.insights.domain.analysis import AnalysisStatus, Sentiment
from shelfsignal.insights.domain.metering import Spent
from shelfsignal.kernel.errors import Transient
from tests.fakes.llm_bench import RUN, a_text
from tests.fakes.llm_server import COMPLETION_TOKENS, PROMPT_TOKENS, Fault

BAD = "The battery died."
FOUR = [a_text(1, BAD), a_text(2), a_text(3, "It leaks. Really."), a_text(4, "It rattles.")]
SAID = [Sentiment.NEGATIVE, Sentiment.POSITIVE, Sentiment.NEGATIVE, Sentiment.NEGATIVE]
ONE_CALL = PROMPT_TOKENS + COMPLETION_TOKENS


def test_four_reviews_are_one_call_and_every_quote_is_cut_from_its_review(bench):
    answers = bench.read(*FOUR)

    assert bench.server.calls == 1
    assert [each.review_id for each in answers.analyses] == ["R1", "R2", "R3", "R4"]
    assert [each.sentiment for each in answers.analyses] == SAID
    (leak,) = answers.analyses[2].issues
    assert (leak.label, leak.evidence.quote, leak.evidence.end) == ("leaks", "It leaks.", 9)
    assert leak.evidence.is_verbatim(FOUR[2])
    assert sum(toll.spent.tokens for toll in answers.tolls) == ONE_CALL
    assert sum(toll.spent.usd_nano for toll in answers.tolls) == 700_000
    assert bench.budget.by_run[RUN.org_id, RUN.run_id] == Spent(ONE_CALL, 700_000)
    assert bench.server.keys == {"Bearer sk-secret"}


@pytest.mark.parametrize(
    "fault", [Fault.THROTTLED, Fault.BROKEN, Fault.CUT, Fault.HANG_UP], ids=str
)
def test_a_passing_fault_is_tried_again(bench, fault):
    bench.server.faults = [fault, fault]

    answers = bench.read(*FOUR)

    assert [each.sentiment for each in answers.analyses] == SAID
    assert bench.server.calls == 3
    assert 0.5 <= bench.pauses[0] <= 1.0 < bench.pauses[1] <= 2.0


def test_retry_after_is_kept(bench):
    bench.server.faults = [Fault.THROTTLED_WITH_RETRY_AFTER]

    bench.read(*FOUR)

    assert 7.0 <= bench.pauses[0] <= 8.0


def test_a_slow_answer_is_given_up_in_time(bench):
    bench.timeout_s, bench.server.slow_s = 0.15, 0.4
    bench.server.faults = [Fault.SLOW]

    answers = bench.read(*FOUR)

    assert [each.sentiment for each in answers.analyses] == SAID
    assert bench.server.calls == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault.INVALID_JSON,
        Fault.LENGTH,
        Fault.NOT_A_COMPLETION,
        Fault.REFUSAL,
        Fault.CONTENT_FILTER,
        Fault.CONTENT_FILTER_400,
    ],
    ids=str,
)
def test_a_prompt_without_a_usable_answer_is_asked_again_one_by_one(bench, fault):
    bench.server.faults = [fault]

    answers = bench.read(*FOUR)

    assert [each.sentiment for each in answers.analyses] == SAID
    assert [len(asked) for asked in bench.server.asked] == [4, 1, 1, 1, 1]


@pytest.mark.parametrize("fault", [Fault.MISSING_IDS, Fault.TWICE, Fault.WRONG_FORM], ids=str)
def test_only_the_review_without_an_answer_is_asked_again(bench, fault):
    bench.server.faults = [fault]

    answers = bench.read(*FOUR)

    assert [each.sentiment for each in answers.analyses] == SAID
    assert bench.server.asked[1:] == [[BAD]]
    assert answers.tolls[0].spent.tokens > ONE_CALL
    assert sum(toll.spent.tokens for toll in answers.tolls) == 2 * ONE_CALL


def test_a_review_that_is_never_answered_has_failed_and_the_others_have_not(bench):
    bench.server.habit = lambda texts: Fault.MISSING_IDS if BAD in texts.values() else Fault.NONE

    answers = bench.read(*FOUR)

    first, *others = answers.analyses
    assert (first.status, first.reason) == (AnalysisStatus.FAILED, "no_usable_answer")
    assert [each.sentiment for each in others] == SAID[1:]
    assert bench.server.calls == 2


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.REFUSAL, "refusal"),
        (Fault.CONTENT_FILTER, "content_filter"),
        (Fault.CONTENT_FILTER_400, "content_filter"),
        (Fault.NO_SENTIMENT, "no_reading"),
    ],
    ids=str,
)
def test_a_refusal_marks_its_own_review_and_is_remembered(bench, fault, reason):
    bench.server.habit = lambda texts: fault if BAD in texts.values() else Fault.NONE

    answers = bench.read(*FOUR)
    calls = bench.server.calls
    again = bench.read(*FOUR)

    first, *others = answers.analyses
    assert (first.status, first.reason) == (AnalysisStatus.REFUSED, reason)
    assert [each.sentiment for each in others] == SAID[1:]
    assert (bench.server.calls, again.analyses) == (calls, answers.analyses)


def test_what_is_invented_is_left_out_and_counted(bench):
    bench.server.faults = [Fault.INVENTED_LABELS, Fault.INVENTED_SENTENCES, Fault.INVENTED_COUNTS]
    bench.pace = type(bench.pace)(reviews_a_prompt=1, prompts_at_once=1)

    answers = bench.read(*FOUR[:3])

    tolls = [(toll.rejected_quotes, toll.rejected_labels) for toll in answers.tolls]
    assert tolls == [(0, 2), (1, 0), (0, 3)]
    assert [[i.label for i in each.issues] for each in answers.analyses] == [
        ["battery"],
        [],
        ["leaks"],
    ]
    assert answers.analyses[2].issues[0].free_label is None


def test_an_answer_for_a_review_that_was_not_asked_is_ignored(bench):
    bench.server.faults = [Fault.FOREIGN_IDS]

    answers = bench.read(*FOUR)

    assert [each.sentiment for each in answers.analyses] == SAID
    assert bench.server.calls == 1


def test_an_issue_of_another_category_is_an_invented_label(bench):
    answers = bench.read(a_text(1, BAD, category="Grocery"))

    assert answers.analyses[0].issues == ()
    assert answers.tolls[0].rejected_labels == 1


def test_without_a_reported_usage_the_whole_reservation_is_charged(bench):
    bench.server.faults = [Fault.NO_USAGE]

    answers = bench.read(*FOUR)

    charged = sum((toll.spent for toll in answers.tolls), Spent())
    assert charged.tokens > ONE_CALL
    assert bench.budget.by_run[RUN.org_id, RUN.run_id] == charged


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.BROKEN], ids=str)
def test_a_server_that_answers_nobody_is_tried_again_later(bench, fault):
    bench.server.always = fault

    with pytest.raises(Transient) as raised:
        bench.read(*(a_text(n, f"Thing {n}.") for n in range(40)))

    assert raised.type is Transient
    assert bench.server.calls < 40
    assert bench.budget.by_run[RUN.org_id, RUN.run_id] == Spent()


def test_a_review_that_breaks_the_server_harms_no_other(bench):
    bench.server.habit = lambda texts: Fault.BROKEN if BAD in texts.values() else Fault.NONE

    answers = bench.read(*FOUR)

    first, *others = answers.analyses
    assert (first.status, first.reason) == (AnalysisStatus.FAILED, "engine_unavailable")
    assert [each.sentiment for each in others] == SAID[1:]


@pytest.mark.parametrize("fault", [Fault.UNAUTHORISED, Fault.NO_QUOTA], ids=str)
def test_a_wrong_key_or_an_empty_account_is_said_at_once(bench, fault):
    bench.server.always = fault

    with pytest.raises(EngineMisconfigured) as raised:
        bench.read(*FOUR)

    assert bench.server.calls == 1
    assert "sk-secret" not in f"{raised.value!r} {raised.value.details}"


def test_no_prompt_is_begun_when_time_is_up(bench):
    bench.pace = type(bench.pace)(reviews_a_prompt=4, prompts_at_once=1, begin_within_s=-1)

    answers = bench.read(*FOUR)

    assert {each.reason for each in answers.analyses} == {"out_of_time"}
    assert bench.server.calls == 0


@pytest.mark.parametrize(
    ("rejected", "calls"),
    [
        ({"json_schema"}, 2),
        ({"json_schema", "json_object", "response_format"}, 3),
        ({"temperature", "max_completion_tokens"}, 3),
    ],
    ids=["json mode", "plain text", "parameters"],
)
def test_what_a_server_does_not_understand_is_found_out_once(bench, rejected, calls):
    bench.server.rejects = rejected
    engine = bench.engine()

    first = engine.analyse_for(RUN, FOUR)
    more = engine.analyse_for(RUN, [a_text(5, "Fine.")])

    assert [each.sentiment for each in first.analyses] == SAID
    assert more.analyses[0].is_analysed
    assert bench.server.calls == calls + 1
    sent = bench.server.requests[-1]
    formats = {"json_schema", "json_object"} - rejected
    assert sent.get("response_format", {}).get("type") in ({*formats, None} if rejected else set())
    is_told_in_words = "JSON schema" in sent["messages"][0]["content"]
    assert is_told_in_words == ("json_schema" in rejected)


def test_the_same_words_are_asked_once_and_paid_once(bench):
    answers = bench.read(a_text(1, BAD), a_text(2, BAD))

    assert bench.server.asked == [[BAD]]
    assert [each.review_id for each in answers.analyses] == ["R1", "R2"]
    assert [toll.spent.tokens for toll in answers.tolls] == [ONE_CALL, 0]


def test_a_review_of_marks_alone_is_not_sent(bench):
    (analysis,) = bench.read(a_text(1, "... !!!")).analyses

    assert analysis.status is AnalysisStatus.NO_TEXT
    assert bench.server.calls == 0
