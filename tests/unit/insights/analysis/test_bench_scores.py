"""The benchmark's own measures, and its ground truth on a small mock catalogue."""

import numpy as np
from scipy.sparse import csr_matrix

from bench.analysis_planted import PlantedWorld
from bench.analysis_scores import LEAST_COMPLAINTS, top_is_right
from scripts.training.topics import Topics
from shelfsignal.insights.adapters.local_engine import LocalEngine
from shelfsignal.insights.domain.analysis import ReviewText

KEYS = ["p"] * LEAST_COMPLAINTS


def test_a_products_top_issue_is_the_largest_sum_of_confidences():
    truth = [{"price"}] * 3 + [{"fit"}] * 2
    twice_unsure = [{"fit": 0.2}] * 4 + [{"price": 0.9}]

    assert top_is_right(KEYS, truth, twice_unsure) == [True]
    assert top_is_right(KEYS, truth, [dict.fromkeys(each, 1.0) for each in twice_unsure]) == [False]


def test_any_of_the_labels_that_people_tie_on_is_right():
    truth = [{"price", "fit"}] * LEAST_COMPLAINTS

    assert top_is_right(KEYS, truth, [{"fit": 1.0}] * LEAST_COMPLAINTS) == [True]


def test_products_with_too_few_complaints_are_not_scored():
    truth = [{"price"}] * (LEAST_COMPLAINTS - 1) + [set()]

    assert top_is_right(KEYS, truth, [{"price": 1.0}] * LEAST_COMPLAINTS) == []


def test_who_says_nothing_of_a_product_with_complaints_is_wrong():
    assert top_is_right(KEYS, [{"price"}] * LEAST_COMPLAINTS, [{}] * LEAST_COMPLAINTS) == [False]


def test_weights_of_topics_fold_back_into_weights_of_words():
    chance = np.random.default_rng(3)
    features = csr_matrix(chance.random((6, 9)))
    topics = Topics(chance.random((9, 2)))
    weights = np.array([0.5, -2.0])

    assert np.allclose(topics.of(features) @ weights, features @ topics.as_words(weights))


def test_a_perfect_reader_claims_no_rise_that_was_not_planted():
    world = PlantedWorld.build(seeds=[41], products=80)

    figures = world.score(world.truth())

    assert figures["planted"] > 0
    assert (figures["precision"], figures["issue_precision"], figures["issue_recall"]) == (1, 1, 1)


def test_sentiment_alone_is_the_sentiment_of_the_whole_reading():
    engine = LocalEngine.load()
    words = ["Broke after a day, avoid.", "Lovely, works well.", "Leider kaputt.", "", "It is ok."]
    reviews = [ReviewText(str(at), "", text) for at, text in enumerate(words)]

    assert engine.sentiments(reviews) == [each.sentiment for each in engine.analyse(reviews)]
