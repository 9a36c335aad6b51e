"""Nothing an engine invents gets past."""

from dataclasses import replace

import pytest

from shelfsignal.insights.domain.analysis import AspectMention, Evidence, Polarity
from shelfsignal.insights.domain.labelling import (
    EngineId,
    EngineMisbehaved,
    check_answers,
    checked,
    has_text,
    text_of,
)
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from tests.builders.insights import a_product, a_review, read_as

TEXT = text_of(a_review(body="the battery drains and it rattles loudly"), "c")
ANSWER = read_as(TEXT)
TAXONOMY = load_taxonomy()


def test_a_true_answer_passes_untouched():
    labels = checked(TEXT, ANSWER, "e1", TAXONOMY)

    assert (labels.analysis, labels.rejected_quotes, labels.rejected_labels) == (ANSWER, 0, 0)


@pytest.mark.parametrize(
    "evidence",
    [Evidence(0, 9, "exploded!"), Evidence(0, 0, ""), Evidence(4, 99, "battery drains")],
    ids=["invented", "empty", "wrong_place"],
)
def test_a_quote_that_is_not_there_is_rejected_with_its_mention(evidence):
    invented = replace(ANSWER.issues[0], evidence=evidence)

    labels = checked(TEXT, replace(ANSWER, issues=(invented, ANSWER.issues[1])), "e1", TAXONOMY)

    assert labels.analysis.issues == (ANSWER.issues[1],)
    assert labels.rejected_quotes == 1


def test_an_unknown_label_and_aspect_are_rejected():
    odd = replace(
        ANSWER,
        issues=(replace(ANSWER.issues[0], label="vibes"),),
        aspects=(
            AspectMention("aura", Polarity.NEGATIVE, 0.9),
            AspectMention("price", Polarity.NEGATIVE, 0.9),
        ),
    )

    labels = checked(TEXT, odd, "e1", TAXONOMY)

    assert labels.analysis.issues == ()
    assert [each.aspect for each in labels.analysis.aspects] == ["price"]
    assert labels.rejected_labels == 2


def test_an_issue_said_twice_counts_once():
    twice = replace(ANSWER, issues=(*ANSWER.issues, ANSWER.issues[0]))

    assert len(checked(TEXT, twice, "e1", TAXONOMY).analysis.issues) == 2


def test_answers_out_of_order_are_refused():
    other = text_of(a_review(2), "c")

    with pytest.raises(EngineMisbehaved, match="1 reviews for 2"):
        check_answers([TEXT, other], [ANSWER])
    with pytest.raises(EngineMisbehaved, match="not in order"):
        check_answers([other, TEXT], [ANSWER, read_as(other)])


def test_the_context_changes_with_category_and_variations():
    engine = EngineId("e", "1", "-", "t")
    contexts = {
        engine.context(a_product()),
        engine.context(a_product(category="Toys")),
        engine.context(a_product(parent_asin="B0PARENT01")),
        replace(engine, model_version="2").context(a_product()),
    }

    assert len(contexts) == 4


def test_white_space_is_no_text():
    assert not has_text(a_review(title=" ", body="\n"))
