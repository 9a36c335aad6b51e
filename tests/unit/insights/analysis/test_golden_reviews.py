"""What the local engine must read in reviews whose meaning no one would argue about."""

import pytest

from shelfsignal.insights.adapters.local_engine import LocalEngine
from shelfsignal.insights.domain.analysis import AnalysisStatus, ReviewText, Sentiment, Severity
from shelfsignal.kernel.ids import ReviewId


def read(engine: LocalEngine, body: str, category: str | None = None, title: str = ""):
    return engine.analyse([ReviewText(ReviewId("r-1"), title, body, category=category)])[0]


def labels(analysis) -> set[str]:
    return {issue.label for issue in analysis.issues}


@pytest.mark.parametrize(
    ("body", "sentiment"),
    [
        ("Excellent quality and it arrived early, I could not be happier.", "positive"),
        ("Works great, easy to clean, my whole family loves it!", "positive"),
        ("Terrible. It broke on the second day and the seller refused a refund.", "negative"),
        ("Do not buy this, a complete waste of money.", "negative"),
        ("It is okay. Nothing special, average for the price.", "neutral"),
        ("I would not recommend this to anyone.", "negative"),
        ("Not bad at all, very pleased with it.", "positive"),
        ("Bin sehr zufrieden, tolle Qualität, gerne wieder!", "positive"),
        ("Leider nach zwei Wochen kaputt, sehr enttäuscht. Finger weg!", "negative"),
        ("Geht so. Für den Preis in Ordnung, mehr aber auch nicht.", "neutral"),
    ],
)
def test_the_sentiment_of_a_plain_review_is_read(engine, body, sentiment):
    assert read(engine, body).sentiment == Sentiment(sentiment)


@pytest.mark.parametrize(
    ("issue", "category", "body"),
    [
        (
            "breaks_early",
            "Home & Kitchen",
            "The handle snapped off after three weeks of light use.",
        ),
        ("defective_on_arrival", "Electronics", "It was dead on arrival and never turned on."),
        ("missing_parts", "Toys & Games", "Two of the screws were missing so we can't build it."),
        ("wrong_item", "Clothing", "They sent me the wrong item, not what I ordered."),
        ("size", "Clothing", "Runs very small, order two sizes up. Had to return it."),
        ("fit", "Clothing", "Does not fit properly, the waist is far too tight. Disappointed."),
        ("colour_differs", "Clothing", "The color is nothing like the picture, it looks brown."),
        ("damaged_packaging", "Grocery", "The box arrived crushed and torn open."),
        ("late_delivery", "Books", "Arrived three weeks late and missed the birthday."),
        ("customer_service", "Electronics", "Customer service never replied to my emails."),
        ("value", "Electronics", "Way overpriced for what you get."),
        ("battery", "Electronics", "The battery dies after an hour and won't hold a charge."),
        ("connectivity", "Electronics", "Bluetooth keeps disconnecting from my phone."),
        ("software", "Electronics", "The app crashes every time I open it."),
        ("noise", "Home & Kitchen", "It is too loud and makes a horrible grinding noise."),
        ("heat", "Electronics", "The charger overheats badly within minutes."),
        ("smell", "Home & Kitchen", "It smells awful, like burnt plastic."),
        ("taste", "Grocery", "It tastes disgusting and has a bitter aftertaste."),
        ("freshness", "Grocery", "The nuts were stale and past the expiration date."),
        ("comfort", "Clothing", "So uncomfortable, they hurt my feet and gave me blisters."),
        ("material", "Clothing", "The fabric is paper thin and scratchy. Awful."),
        ("instructions", "Furniture", "The instructions are useless and confusing."),
        ("safety_hazard", "Electronics", "Dangerous! It caught fire while charging."),
        ("counterfeit", "Beauty", "This is a fake, clearly a counterfeit of the original."),
        ("not_as_described", "Home & Kitchen", "Not as described, the listing is misleading."),
        ("leaks", "Home & Kitchen", "It leaks all over the counter every morning."),
        ("hard_to_clean", "Home & Kitchen", "Impossible to clean, food gets stuck under the rim."),
        ("performance", "Home & Kitchen", "Weak suction, it barely picks up anything."),
        ("battery", "Electronics", "Der Akku ist nach einer Stunde leer, sehr ärgerlich."),
        ("customer_service", "Electronics", "Der Kundenservice antwortet nicht. Nie wieder!"),
        ("leaks", "Home & Kitchen", "Die Flasche ist undicht und läuft aus. Schrott."),
        ("damaged_packaging", "Toys", "Der Karton war aufgerissen. Leider enttäuscht."),
    ],
)
def test_each_issue_is_found_with_a_verbatim_quote(engine, issue, category, body):
    analysis = read(engine, body, category)

    assert issue in labels(analysis)
    assert all(mention.evidence.quote in body for mention in analysis.issues)


@pytest.mark.parametrize(
    "body",
    [
        "No leaks, no smell, and it never overheats. Love it!",
        "I was worried it would break but it is still perfect after two years.",
        "Fits perfectly, true to size and very comfortable.",
        "The battery lasts all week, fantastic.",
        "My old one broke after a month, this one is excellent.",
        "Rutscht nicht, läuft nichts aus, einfach super. Klare Kaufempfehlung!",
    ],
)
def test_a_problem_that_is_denied_is_not_an_issue(engine, body):
    assert labels(read(engine, body)) == set()


def test_a_mixed_review_keeps_its_sides_apart(engine):
    analysis = read(
        engine, "The sound is wonderful. Sadly the battery dies after an hour.", "Electronics"
    )

    assert "battery" in labels(analysis)
    assert {i.evidence.quote for i in analysis.issues} == {"Sadly the battery dies after an hour."}


def test_several_problems_of_one_review_are_each_found_once(engine):
    body = (
        "Arrived two weeks late. The box was crushed. The handle broke after one day. "
        "The handle broke again after the repair. Customer service ignored me."
    )

    found = [issue.label for issue in read(engine, body, "Home & Kitchen").issues]

    assert sorted(found) == [
        "breaks_early",
        "customer_service",
        "damaged_packaging",
        "late_delivery",
    ]


def test_a_verdict_gives_way_to_a_precise_problem(engine):
    precise = read(engine, "Waste of money. It leaks from the bottom.", "Home & Kitchen")
    alone = read(engine, "Total waste of money, very disappointed.", "Home & Kitchen")

    assert labels(precise) == {"leaks"}
    assert labels(alone) == {"value"}


def test_an_issue_that_a_category_cannot_have_is_not_reported(engine):
    body = "It tastes disgusting."

    assert "taste" in labels(read(engine, body, "Grocery & Gourmet Food"))
    assert "taste" not in labels(read(engine, body, "Electronics"))


def test_a_hazard_weighs_more_than_a_nuisance(engine):
    hazard = read(engine, "Dangerous! It caught fire and burned my hand.", "Electronics")
    nuisance = read(engine, "Nice lamp, though it is a bit pricey and the fan is a little loud.")

    assert max(i.severity.rank for i in hazard.issues) >= Severity.HIGH.rank
    assert all(i.severity.rank <= Severity.MEDIUM.rank for i in nuisance.issues)


@pytest.mark.parametrize("body", ["", "   \n ", "👍👍", "!!!", "...", "\u200b"])
def test_a_review_without_words_is_left_unanalysed(engine, body):
    analysis = read(engine, body)

    assert (analysis.status, analysis.sentiment) == (AnalysisStatus.NO_TEXT, None)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Muy buen producto, me ha gustado mucho y es de buena calidad", "es"),
        ("Très bon produit, je suis très content de mon achat et la qualité est là", "fr"),
        ("Ottimo prodotto, sono molto soddisfatto della qualità", "it"),
        ("Çok güzel bir ürün, tavsiye ederim ama biraz küçük", "tr"),
        ("とても良い商品です", "und"),
    ],
)
def test_an_unsupported_language_is_said_to_be_so(engine, body, language):
    analysis = read(engine, body)

    assert (analysis.status, analysis.language) == (
        AnalysisStatus.UNSUPPORTED_LANGUAGE,
        language,
    )
    assert analysis.issues == ()
