"""What a product's page and "since you were last here" are told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shelfsignal.insights.domain.changes import ChangeKind
from shelfsignal.insights.domain.diff import Move
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.domain.views import ReviewFilter, Subject, SubjectKind
from shelfsignal.insights.services.finding import ProductNotFound
from shelfsignal.insights.services.repointing import RepointDeps
from shelfsignal.insights.services.rollback import roll_back
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import RunId
from shelfsignal.kernel.paging import BadCursor
from tests.builders.insights import DAY, NOON, ORG, a_listing, a_product, a_review
from tests.unit.insights.reads.conftest import BATTERY, bad, fine

P1, P2, P3 = "US-B000000001", "US-B000000002", "US-B000000003"


def test_a_card_carries_its_counts_its_quarter_and_the_share_of_each_issue(shop):
    card = shop.reads.get_product(ORG, P3).card

    assert card.sentiments == (12, 0, 6)
    assert card.spark_from == date(2026, 8, 24)
    assert len(card.spark) == 13
    assert [sum(column) for column in zip(*card.spark, strict=True)] == [6, 18]
    assert [(issue.code, issue.share) for issue in card.issues] == [("noise", 0.3333)]
    assert shop.reads.get_product(ORG, "US-B000000006").card.spark == ()


def test_the_page_has_the_year_the_quarter_and_each_issues_weeks(shop):
    view = shop.reads.get_product(ORG, P3)

    assert (len(view.trend), len(view.daily)) == (53, 90)
    assert sum(point.negative for point in view.daily) == 6
    (noise,) = view.issue_trends
    assert (noise.code, sum(p.mentions for p in noise.points), noise.window.recent.n) == (
        "noise", 6, 18,
    )  # fmt: skip
    assert [move.version for move in view.moves] == [1]


def test_a_price_is_remembered_with_the_day_it_changed(shop):
    days = [DAY + timedelta(days=n) for n in range(4)]
    for day, price in zip(days, ("19.90", "19.90", "17.50", "21.00"), strict=True):
        product = a_product(1, category="Lamps", price=Decimal(price), currency="USD")
        shop.refresh(f"RUN{day}", a_listing(bad(0), product), day=day)

    view = shop.reads.get_product(ORG, P1)

    assert [(each.day, str(each.price)) for each in view.prices][-3:] == [
        (days[0], "19.90"), (days[2], "17.50"), (days[3], "21.00"),
    ]  # fmt: skip
    card = view.card
    assert (card.price, card.previous_price, card.price_changed_on) == (
        Decimal("21.00"), Decimal("17.50"), days[3],
    )  # fmt: skip


def test_a_price_that_is_gone_or_never_changed_has_none_before(shop):
    product = a_product(1, category="Lamps", price=None)
    shop.refresh("RUN2", a_listing(bad(0), product))

    card = shop.reads.get_product(ORG, P1).card

    assert (card.price, card.previous_price, card.price_changed_on) == (None, None, None)


def test_the_page_as_of_a_moment_knows_nothing_later(shop):
    before = shop.clock.now + timedelta(seconds=1)
    shop.clock.now += timedelta(days=1)
    shop.refresh("RUN2", a_listing([*bad(0), *bad(900, 5)], a_product(1, category="Lamps")))

    then = shop.reads.get_product(ORG, P1, as_of=before)
    now = shop.reads.get_product(ORG, P1)

    assert [move.version for move in then.moves] == [1]
    assert [move.version for move in now.moves] == [2, 1]
    assert sum(p.reviews for p in then.trend) == 12
    assert sum(p.reviews for p in now.trend) == 17
    assert len(shop.reads.list_reviews(ORG, P1, ReviewFilter(as_of=before)).items) == 12
    with pytest.raises(ProductNotFound):
        shop.reads.list_reviews(ORG, P1, ReviewFilter(as_of=NOON - timedelta(days=9)))


def test_evidence_is_found_by_stars_too(shop):
    found = shop.reads.list_reviews(ORG, P3, ReviewFilter(rating=1)).items

    assert len(found) == 6
    for each in found:
        (mention,) = each.analysis.issues
        evidence = mention.evidence
        assert each.review.body[evidence.start : evidence.end] == evidence.quote


def test_an_issue_over_products_has_its_weeks_and_a_quote_of_a_product(shop):
    (noise, battery) = shop.reads.issues(ORG, Subject(SubjectKind.BRAND, "Cask")).top

    for issue in (noise, battery):
        assert sum(point.mentions for point in issue.trend) == issue.mentions == 12
        assert sum(point.n for point in issue.trend) == issue.share.n
        assert (issue.products_affected, issue.quote.product_id) == (1, "US-B000000005")


def test_changes_are_newest_first_with_why_and_each_product_once(shop):
    since = shop.clock()
    shop.refresh("RUN2", a_listing([*fine(100), *bad(600, 3)], a_product(2, category="Toys")))
    shop.refresh("RUN3", a_listing([*fine(100), *bad(600, 6)], a_product(2, category="Toys")))
    shop.refresh("RUN4", a_listing(fine(700), a_product(7)))

    new, changed = shop.reads.changes(ORG, since).items

    assert (new.card.product_id, new.kind, new.before, new.after) == (
        "US-B000000007", ChangeKind.NEW, None, 1,
    )  # fmt: skip
    assert (changed.card.product_id, changed.kind) == (P2, ChangeKind.CHANGED)
    assert (changed.before, changed.after) == (1, 3)
    assert [(each.code, each.move, len(each.gained)) for each in changed.issues] == [
        ("battery", Move.APPEARED, 6)
    ]
    assert (changed.negative_before.count, changed.negative_after.count) == (0, 6)
    assert changed.summary[0].text == "12 reviews became 18: 6 added."
    assert changed.summary[0].review_ids


def test_changes_page_and_end_where_nothing_moved_since(shop):
    since = shop.clock()
    for n in range(1, 4):
        moved = [*bad(0), a_review(f"x{n}", 1, BATTERY)]
        shop.refresh(f"RUN{n + 1}", a_listing(moved, a_product(n, category="Lamps")))

    first = shop.reads.changes(ORG, since, limit=2)
    rest = shop.reads.changes(ORG, since, limit=2, cursor=first.cursor)

    met = [each.card.product_id for each in (*first.items, *rest.items)]
    assert met == [P3, P2, P1]
    assert rest.cursor is None
    assert shop.reads.changes(ORG, shop.clock()).items == ()
    with pytest.raises(BadCursor):
        shop.reads.changes(ORG, NOON, limit=2, cursor=first.cursor)
    with pytest.raises(InvalidInput):
        shop.reads.changes(ORG, since, limit=0)


def test_a_version_that_came_and_went_is_said_to_be_back(shop):
    since = shop.clock()
    shop.model_version = "bad"
    shop.refresh("RUN2", a_listing([*bad(0), *bad(800, 3)], a_product(1, category="Lamps")))
    s = shop.stores
    deps = RepointDeps(s.insights, s.pointers, s.cards, s.rollups, shop.clock)
    roll_back(ORG, EngineBlock("fake", "bad"), RunId("ACT1"), deps)

    (back,) = shop.reads.changes(ORG, since).items

    assert (back.kind, back.before, back.after) == (ChangeKind.RETURNED, 1, 1)
