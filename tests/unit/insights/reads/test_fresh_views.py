"""Stale while revalidate: everybody is answered at once, and one of them has it done."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Lock

import pytest

from shelfsignal.insights.adapters.dynamo.figures_store import DynamoFigures
from shelfsignal.insights.domain.day_figures import FRESH_FOR, LEASE
from shelfsignal.insights.services.compute_figures import ComputeDeps, compute_figures
from shelfsignal.insights.services.finding import ProductNotFound
from shelfsignal.insights.services.fresh_views import Freshness
from shelfsignal.insights.services.product_views import ProductViews
from shelfsignal.kernel.errors import StoreUnavailable
from tests.builders.insights import DAY, NOON, ORG, a_listing, a_product
from tests.fakes.insights import FakeFigures
from tests.unit.insights.conftest import TABLE
from tests.unit.insights.reads.conftest import bad

P1 = "US-B000000001"
READERS = 16


class Queue:
    def __init__(self):
        self.asked, self.failure, self._lock = [], None, Lock()

    def ask(self, org, product):
        with self._lock:
            self.asked.append((org, product))
        if self.failure:
            raise self.failure


class Page:
    """A shop whose pages are kept fresh, at a time of its own."""

    def __init__(self, shop, figures):
        self.shop, self.figures, self.queue, self.now = shop, figures, Queue(), NOON
        self.reads = replace(shop.reads, freshness=Freshness(figures, self.queue, lambda: self.now))

    def read(self, product=P1):
        return self.reads.get_product(ORG, product)

    def compute(self, product=P1):
        s = self.shop.stores
        views = ProductViews(s.insights, s.rollups)
        return compute_figures(
            ORG, product, ComputeDeps(s.cards, views, self.figures, lambda: self.now)
        )


@pytest.fixture
def page(shop, request):
    is_real = "real" in request.node.callspec.id
    return Page(shop, DynamoFigures(TABLE) if is_real else FakeFigures())


def test_the_first_read_computes_and_has_the_figures_kept(page):
    view = page.read()

    assert (view.cached, view.stale_at) == (False, NOON + FRESH_FOR)
    assert page.queue.asked == [(ORG, P1)]


def test_a_fresh_read_asks_nobody(page):
    computed = page.read()
    page.compute()
    page.queue.asked.clear()
    page.now += FRESH_FOR - timedelta(seconds=1)

    view = page.read()

    assert (view.cached, view.stale_at) == (True, NOON + FRESH_FOR)
    assert replace(view, cached=False) == computed
    assert page.queue.asked == []


def test_a_stale_read_answers_with_what_there_is_and_asks_once_however_many_read(page):
    page.compute()
    page.now += FRESH_FOR
    barrier = Barrier(READERS)

    def read(_):
        barrier.wait()
        return page.read()

    with ThreadPoolExecutor(READERS) as pool:
        views = list(pool.map(read, range(READERS)))

    assert page.queue.asked == [(ORG, P1)]
    assert {(view.cached, view.stale_at) for view in views} == {(True, NOON + FRESH_FOR)}


def test_computed_anew_it_is_fresh_again_and_stated_for_the_new_day(page):
    page.compute()
    page.now += timedelta(days=1)
    stale = page.read()
    page.compute()

    view = page.read()

    assert (stale.day, view.day) == (DAY, DAY + timedelta(days=1))
    assert (view.cached, view.stale_at) == (True, page.now + FRESH_FOR)
    assert view.window.recent.n == stale.window.recent.n
    assert len(page.queue.asked) == 1


def test_who_was_asked_and_died_is_waited_for_and_then_another_is_asked(page):
    page.compute()
    page.now += FRESH_FOR
    page.read()
    page.now += LEASE - timedelta(seconds=1)
    page.read()
    assert len(page.queue.asked) == 1

    page.now += timedelta(seconds=1)
    page.read()

    assert len(page.queue.asked) == 2


def test_products_are_asked_for_apart(page):
    page.read()
    page.read("US-B000000003")

    assert [product for _, product in page.queue.asked] == [P1, "US-B000000003"]


def test_a_queue_that_is_away_spoils_no_answer(page):
    page.queue.failure = StoreUnavailable("figures")

    assert page.read().card.product_id == P1


def test_a_new_version_is_shown_at_once_and_never_with_old_figures(page):
    page.compute()
    page.shop.refresh("RUN2", a_listing(bad(0, 14), a_product(1, category="Lamps")))

    view = page.read()

    assert (view.cached, view.insight.head.version, view.card.reviews) == (False, 2, 14)
    assert view.attention.score == view.card.attention


def test_a_later_run_counts_although_the_product_did_not_move(page):
    page.compute()
    later = DAY + timedelta(days=1)
    page.shop.refresh("RUN2", a_listing(bad(0), a_product(1, category="Lamps")), day=later)

    view = page.read()

    assert (view.cached, view.day, view.insight.head.version) == (False, later, 1)


def test_computing_late_does_not_undo_what_was_computed_since(page):
    page.now += timedelta(hours=2)
    newer = page.compute()
    page.now -= timedelta(hours=1)
    page.compute()

    assert page.figures.get(ORG, P1) == newer


def test_a_moment_of_the_past_never_goes_stale(page):
    view = page.reads.get_product(ORG, P1, as_of=NOON + timedelta(hours=1))

    assert (view.cached, view.stale_at) == (False, None)
    assert page.queue.asked == []


def test_a_manager_of_other_brands_asks_for_nothing_and_sees_no_comparison(page):
    page.compute()
    with pytest.raises(ProductNotFound):
        page.reads.seen_by(frozenset({"Bolt"})).get_product(ORG, P1)
    own = page.reads.seen_by(frozenset({"Acme"})).get_product(ORG, P1)

    assert own.cached
    assert own.in_category == ()
    assert page.queue.asked == []
