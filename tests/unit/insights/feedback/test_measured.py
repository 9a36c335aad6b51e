"""What the table of words finds of topics it was not made with: it may not get worse unseen."""

from bench.analysis_keywords import TruthReader
from bench.feedback import compared, held_out, mapping, products
from shelfsignal.insights.domain.feedback_views import FeedbackVerdict
from shelfsignal.kernel.customer_feedback import FeedbackSide


def test_the_mocks_topics_are_read_as_what_they_are_made_of():
    figures = mapping(list(products(seed=9004, count=12)))

    assert figures["topics"]["negative"] >= 30
    assert figures["mapped_right"] >= 0.95
    assert figures["labels_precision"] >= 0.9
    assert figures["documented"] == 1.0


def test_names_the_table_was_not_made_with_are_mostly_read_as_they_are_meant():
    assert held_out() >= 0.75


def test_a_perfect_reader_agrees_with_amazon_on_nearly_all_complaints():
    made = list(products(seed=9004, count=12))
    reader = TruthReader({k: v for product in made for k, v in product.issues.items()})

    rows = [row for product in made for row in compared(product, reader)]

    complaints = [row.verdict for row in rows if row.side is FeedbackSide.NEGATIVE]
    judged = [each for each in complaints if each is not FeedbackVerdict.NOT_ENOUGH_DATA]
    assert judged.count(FeedbackVerdict.AGREE) >= 0.9 * len(judged)
