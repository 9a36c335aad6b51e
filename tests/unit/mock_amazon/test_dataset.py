"""The invented shop: deterministic, believable, and with its truth known."""

import re
from collections import Counter, defaultdict

import pytest

from mock_amazon.clock import DAY_S, moment_of
from mock_amazon.dataset import Bookcase, Catalogue
from mock_amazon.dataset.events import EventKind
from mock_amazon.dataset.market import market_day
from mock_amazon.dataset.reviews import review_json, review_truth
from mock_amazon.dataset.vocabulary import departments, phrases
from mock_amazon.dataset.writer import write_review

ANCHOR = int(moment_of("2026-11-22") // DAY_S)
SEED = 7
ISSUES = set(phrases("english")["complaints"])


class Shop:
    """All listings, plans, reviews and truths of a seed."""

    def __init__(self, products: int, seed: int = SEED, sellers: int = 4) -> None:
        self.catalogue = Catalogue(seed, products, sellers, ANCHOR)
        self.bookcase = Bookcase(self.catalogue)
        self.listings = [self.catalogue.listing(index) for index in range(products)]
        self.plans = {x.index: self.bookcase.plans(x, ANCHOR) for x in self.listings}
        self.own = [p for x in self.listings for p in self.plans[x.index] if p.owner is x]


@pytest.fixture(scope="module")
def shop():
    """The default shop of a thousand products."""
    return Shop(1000)


@pytest.fixture(scope="module")
def written(shop):
    """(plan, review, truth) of every third review."""
    return [
        (plan, review_json(plan, SEED, ANCHOR), review_truth(plan, SEED, ANCHOR))
        for plan in shop.own[::3]
    ]


def test_the_same_seed_tells_the_same_story(shop):
    again = Shop(1000)

    assert [x.asin for x in shop.listings] == [x.asin for x in again.listings]
    for one, other in zip(shop.own[::50], again.own[::50], strict=True):
        assert review_json(one, SEED, ANCHOR) == review_json(other, SEED, ANCHOR)


def test_another_seed_tells_another_story(shop):
    other = Shop(1000, seed=8)

    assert not {x.asin for x in shop.listings} & {x.asin for x in other.listings}
    assert not {x.seller.refresh_token for x in shop.listings} & {
        x.seller.refresh_token for x in other.listings
    }


def test_the_size_is_as_promised(shop):
    counts = [len(shop.plans[x.index]) for x in shop.listings]

    assert 27_000 < sum(counts) < 33_000
    assert sum(count > 25 for count in counts) <= 250
    assert 0 in counts


def test_there_is_enough_variety(shop):
    assert len({x.department.category for x in shop.listings}) >= 12
    assert len({x.brand for x in shop.listings}) >= 20
    assert {x.marketplace.value for x in shop.listings} == {"US", "UK", "DE"}
    assert len({x.title for x in shop.listings}) > 600


def test_ratings_are_j_shaped(shop):
    stars = Counter(plan.rating for plan in shop.own)

    assert stars[5] > stars[4] > stars[3] > stars[2]
    assert stars[1] > stars[2]
    assert 0.48 < stars[5] / len(shop.own) < 0.68


def test_every_department_has_words_for_all_its_issues():
    german = set(phrases("german")["complaints"])

    for department in departments().values():
        for kind in department.types:
            assert set(kind.issues) <= ISSUES & german
            assert len(kind.issues) >= 6


def test_the_truth_names_only_known_issues_and_sentiments(written):
    for _, _, truth in written:
        assert set(truth["issues"]) <= ISSUES
        assert truth["sentiment"] in {"positive", "neutral", "negative"}


def test_a_seller_who_never_answered_is_in_the_truth(written):
    """General phrases of disappointment count too, not only the complaints about service."""
    told = re.compile("the seller and got no answer|a week ago, still waiting|antwortet nicht")

    silent = [truth for _, review, truth in written if told.search(review["text"])]

    assert len(silent) > 20
    assert all("customer_service" in truth["issues"] for truth in silent)


def test_what_an_edit_adds_is_true_from_the_edit_on(shop):
    """`UPDATE: contacted the seller again, still nothing` is not yet true before the update."""
    changed = 0
    for plan in (plan for plan in shop.own if plan.edited_at):
        written = write_review(plan, SEED)
        before, after = (
            review_truth(plan, SEED, plan.edited_at // DAY_S + days)["issues"] for days in (0, 1)
        )
        assert before == list(written.issues)
        assert after == [*written.issues, *written.later_issues]
        changed += before != after
    assert changed


def test_stars_and_truth_agree_but_for_the_odd_slip(written):
    expected = {5: "positive", 4: "positive", 3: "neutral", 2: "negative", 1: "negative"}

    odd = [t for p, _, t in written if t["sentiment"] != expected[p.rating]]

    assert 0 < len(odd) < 0.01 * len(written)
    assert all("mismatch" in truth["flags"] for truth in odd)


def test_texts_are_short_and_long(written):
    words = sorted(len(review["text"].split()) for _, review, _ in written)

    assert words[len(words) // 20] <= 3
    assert 14 < words[len(words) // 2] < 60
    assert words[-len(words) // 50] > 80


def test_no_placeholder_survives(written):
    for _, review, _ in written:
        assert not re.search(r"[{}|]|\[\w+ \w+", review["text"] + review["title"]), review


def test_odd_reviews_exist(written):
    flags = Counter(flag for _, _, truth in written for flag in truth["flags"])

    assert {"spam", "sarcasm", "injection", "mismatch", "duplicate"} <= set(flags)
    assert any(re.search("[\U0001f300-\U0001faff]", review["text"]) for _, review, _ in written)


def test_german_marketplaces_speak_german(written):
    german = [
        review
        for plan, review, truth in written
        if plan.owner.marketplace.value == "DE" and "injection" not in truth["flags"]
    ]
    native = [r for r in german if r["language"] == "de"]
    known = re.compile(
        r"\b(und|nicht|ist|die|der|das|mit|für|sehr|nach|auch|gut|zu|für|alles|ein|eine|keine|sich|wie)\b",
        re.I,
    )

    long = [r["text"] for r in native if len(r["text"].split()) > 8]
    assert len(native) > 0.9 * len(german)
    assert sum(bool(known.search(text)) for text in long) > 0.97 * len(long)
    assert not any(re.search(r"\b(the|and|with)\b", text, re.I) for text in long)


def test_several_languages_are_spoken(written):
    languages = Counter(review["language"] for _, review, _ in written)

    assert {"en", "de", "es", "fr", "it"} <= set(languages)
    assert languages["es"] > 20


def test_no_two_products_read_alike(shop, written):
    """Of reviews with something to say, hardly any text is another product's."""
    owners, texts = defaultdict(set), defaultdict(list)
    for plan, review, truth in written:
        if len(review["text"].split()) > 12 and "spam" not in truth["flags"]:
            owners[review["text"]].add(plan.owner.index)
            texts[plan.owner.index].append(review["text"])

    repeated = {text for text, products in owners.items() if len(products) > 1}
    assert len(repeated) < 0.01 * len(owners)
    for own in texts.values():
        assert len(own) < 6 or sum(text in repeated for text in own) <= len(own) / 4


def test_a_product_seldom_repeats_itself(written):
    seen, repeats, long = set(), 0, 0
    for plan, review, truth in written:
        if len(review["text"].split()) > 12 and "duplicate" not in truth["flags"]:
            long += 1
            repeats += (plan.owner.index, review["text"]) in seen
            seen.add((plan.owner.index, review["text"]))

    assert repeats < 0.01 * long


def test_complaints_of_a_planted_defect_rise_on_its_date(shop):
    checked = 0
    for listing in shop.listings:
        for event in shop.bookcase.events(listing):
            if event.kind is not EventKind.DEFECT or event.start > ANCHOR - 14:
                continue
            plans = [p for p in shop.plans[listing.index] if p.owner is listing]
            end = (event.end or ANCHOR) * DAY_S
            start = event.start * DAY_S
            before = [event.issue in p.issues for p in plans if p.at < start]
            after = [event.issue in p.issues for p in plans if start <= p.at < end]
            assert len(after) >= 7
            assert sum(after) / len(after) > 0.25
            assert sum(before) <= max(3, 0.12 * len(before))
            checked += 1
    assert checked >= 15


def test_some_defects_only_begin_later(shop):
    starts = [e.start for x in shop.listings for e in shop.bookcase.events(x)]

    assert any(start > ANCHOR for start in starts)
    assert any(start < ANCHOR for start in starts)


def test_the_market_shows_its_events(shop):
    for listing in shop.listings:
        events = shop.bookcase.events(listing)
        for event in events:
            first = market_day(listing, events, SEED, event.start)
            last = market_day(listing, events, SEED, (event.end or event.start + 40) - 1)
            earlier = market_day(listing, events, SEED, event.start - 1)
            if event.kind is EventKind.LOST_BUY_BOX:
                assert first.buy_box_owner != listing.seller.name
            if event.kind is EventKind.PRICE_WAR and earlier.price_minor > 1000:
                assert last.price_minor < earlier.price_minor


def test_prices_move_and_end_as_prices_do(shop):
    listing = next(x for x in shop.listings if x.list_price_minor > 4000)
    prices = {market_day(listing, (), SEED, day).price_minor for day in range(ANCHOR - 200, ANCHOR)}

    assert len(prices) > 3
    assert {price % 100 for price in prices} == {listing.list_price_minor % 100}


def test_an_edit_appends_on_its_day(shop):
    edited = next(p for p in shop.own if 0 < p.edited_at < (ANCHOR - 1) * DAY_S)
    day = edited.edited_at // DAY_S

    before, after = (review_json(edited, SEED, d)["text"] for d in (day, day + 1))

    assert after.startswith(before)
    assert len(after) > len(before)


def test_reviews_come_and_a_few_go_as_days_pass(shop):
    def shown(day):
        plans = (p for x in shop.listings[:300] for p in shop.bookcase.plans(x, day))
        return {(p.owner.index, p.number) for p in plans}

    early, late = shown(ANCHOR - 60), shown(ANCHOR + 60)

    assert len(late) > len(early)
    assert 0 < len(early - late) < 0.02 * len(early)


@pytest.mark.parametrize("sellers", [1, 2, 4, 16])
@pytest.mark.parametrize("products", [1, 13, 100, 1000])
def test_every_product_is_on_exactly_one_shelf_and_found_by_its_asin(products, sellers):
    catalogue = Catalogue(SEED, products, sellers, ANCHOR)
    met = []
    for seller in catalogue.sellers:
        for place in seller.marketplaces:
            scope = catalogue.scopes(seller, place)
            for listing in catalogue.page(scope, 0, products):
                assert catalogue.find(seller, listing.asin, place) is listing
                met.append(listing.index)

    assert sorted(met) == list(range(products))
