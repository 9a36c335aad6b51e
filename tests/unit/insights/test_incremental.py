"""However reviews and versions come, change and go: the figures equal a recomputation from scratch.

Random sequences of deliveries (reviews added, edited, deleted, lists cut short, old lists come
again) and of new versions of the engine, its prompt and the taxonomy, each of which reads the same
words differently. After the last step every product, and what they add up to, must be as if a fresh
world had been told only what counts now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from shelfsignal.insights.domain.aggregation import aggregate
from shelfsignal.insights.domain.ledger import EMPTY, MAX_VANISHING
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel.ids import ProductId, RunId
from tests.builders.insights import DAY, ORG, a_batch, a_listing, a_product, a_review, read_as
from tests.fakes.insights import FakeAnalyser, World

PRODUCTS = (1, 2)
BODIES = ["fine", "bad", "the battery drains", "it rattles loudly", "", "unreadable"]
MISREAD = {"model 2": ("drains", "lasts"), "prompt 2": ("bad", "fine"), "other": ("fine", "bad")}
"""What a version takes for what: the words a review is read as, instead of its own."""

BOTH = {
    "engine": ("fake", "other"),
    "model": ("model 1", "model 2"),
    "prompt": ("prompt 1", "prompt 2"),
    "taxonomy": ("t1", "t2"),
}
Said = Mapping[int, tuple[str, int]]


@dataclass(frozen=True)
class Versions:
    """What is in force: of each name a first and a second version."""

    engine: str = "fake"
    model: str = "model 1"
    prompt: str = "prompt 1"
    taxonomy: str = "t1"

    def changed(self, name):
        both = BOTH[name]
        return replace(self, **{name: both[getattr(self, name) == both[0]]})

    def make_current(self, world):
        names = (self.engine, self.model, self.prompt)
        wrong = [MISREAD[name] for name in names if name in MISREAD]
        world.analyser = FakeAnalyser(*names, self.taxonomy, read=lambda text: read(text, wrong))

    def deps(self, world):
        """The second taxonomy has no noise."""
        known = load_taxonomy()
        kept = {code: issue for code, issue in known.issues.items() if code != "noise"}
        taxonomy = known if self.taxonomy == "t1" else replace(known, issues=kept)
        return replace(world.analyse_deps, taxonomy=taxonomy)


def read(text, wrong):
    body = text.body
    for told, taken in wrong:
        body = body.replace(told, taken)
    return read_as(replace(text, body=body))


@dataclass(frozen=True)
class Delivery:
    """A product's listing: what is said, by review."""

    product: int
    said: Said
    is_complete: bool
    category: str = "Electronics"

    def listing(self):
        reviews = [
            a_review(number, stars, body, title="", days_ago=number * 9)
            for number, (body, stars) in self.said.items()
        ]
        product = a_product(self.product, category=self.category)
        return a_listing(reviews, product, is_complete=self.is_complete)


@dataclass(frozen=True)
class Again:
    """A delivery of some steps ago comes once more."""

    ago: int


@dataclass(frozen=True)
class Changed:
    """One of the versions in force becomes the other one."""

    name: str


@dataclass
class Truth:
    """What ought to count of a product, by the rules once more, in short."""

    known: dict[int, tuple[str, int]] = field(default_factory=dict)
    base: int = 0
    last: tuple[Versions, str] | None = None

    def take(self, delivery, versions):
        self.last = (versions, delivery.category)
        said = dict(delivery.said)
        if not delivery.is_complete:
            self.known |= said
            return
        size = self.base or len(self.known)
        is_held = len(set(self.known) - set(said)) > MAX_VANISHING * size
        self.known, self.base = (self.known | said, size) if is_held else (said, 0)


class Story:
    """A world that is told one step after the other."""

    def __init__(self):
        self.world, self.runs, self.versions = World(), 0, Versions()
        self.told, self.truths = [], {product: Truth() for product in PRODUCTS}

    def tell(self, step):
        if isinstance(step, Changed):
            self.versions = self.versions.changed(step.name)
            return
        if isinstance(step, Again):
            if not self.told:
                return
            step = self.told[-1 - step.ago % len(self.told)]
        self.told.append(step)
        self.truths[step.product].take(step, self.versions)
        for _ in range(2):  # queues deliver at least once
            self.deliver(step)

    def deliver(self, delivery):
        self.runs += 1
        run = f"RUN{self.runs:03d}"
        self.versions.make_current(self.world)
        batch = self.world.deliver(a_batch(run), delivery.listing())
        analyse_batch(batch, self.versions.deps(self.world))
        roll_up(ORG, RunId(run), DAY, self.world.roll_up_deps)

    def from_scratch(self):
        """Another world, told once what counts at the end."""
        fresh = Story()
        for product, truth in self.truths.items():
            if truth.last is not None:
                fresh.versions, category = truth.last
                fresh.deliver(Delivery(product, truth.known, is_complete=True, category=category))
        return fresh

    def shown(self):
        """Of each product its figures, identity and card; of each subject its figures."""
        insights = self.world.insights
        products = {
            product: insights.stored[ORG, product, latest.version]
            for (_, product), latest in insights.latests.items()
        }
        return (
            {p: (v.body, v.inputs_hash, v.engine) for p, v in products.items()},
            {p: timeless_card(self.world.cards.cards[ORG, p].card) for p in products},
            {s: timeless(rollup) for (_, s), rollup in self.world.rollups.shown.items()},
        )

    def made(self):
        """Of each product the identities of its versions, oldest first."""
        stored = sorted(self.world.insights.stored.items())
        return [[v.inputs_hash for (_, p, _), v in stored if p == id_of(n)] for n in PRODUCTS]


def id_of(product):
    return ProductId(f"US-B{product:09d}")


def timeless_card(card):
    """Without what tells how often something changed, and when."""
    return replace(card, version=0, last_change=None, held_reviews=0)


def timeless(rollup):
    return replace(
        rollup,
        run_id=None,
        attention=tuple(replace(each, version=0) for each in rollup.attention),
    )


texts = st.tuples(st.sampled_from(BODIES), st.integers(1, 5))
deliveries = st.builds(
    Delivery,
    st.sampled_from(PRODUCTS),
    st.dictionaries(st.integers(0, 9), texts, max_size=10),
    st.booleans(),
    st.sampled_from(["Electronics", "Electronics", "Toys"]),
)
steps = st.lists(
    st.one_of(
        deliveries,
        st.builds(Changed, st.sampled_from(["engine", "model", "prompt", "taxonomy"])),
        st.builds(Again, st.integers(0, 3)),
    ),
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(steps)
def test_incremental_updates_equal_a_recomputation(sequence):
    story = Story()

    for step in sequence:
        story.tell(step)

    event(f"{sum(isinstance(each, Changed) for each in sequence)} changes of a version")
    assert story.shown() == story.from_scratch().shown()
    for hashes in story.made():
        assert all(one != other for one, other in zip(hashes, hashes[1:], strict=False))


def test_the_versions_of_this_test_read_the_same_words_differently():
    said = {number: (body, 1) for number, body in enumerate(BODIES)}
    bodies = []
    for names in ([], *([name] for name in BOTH)):
        story = Story()
        for name in names:
            story.tell(Changed(name))
        story.tell(Delivery(1, said, is_complete=True))
        bodies.append(story.shown()[0][id_of(1)][0])

    assert all(bodies.count(each) == 1 for each in bodies)


def test_nothing_is_a_valid_ledger():
    assert aggregate(EMPTY, load_taxonomy()).reviews == 0
