"""However reviews come, change and go: the figures equal a recomputation from scratch."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shelfsignal.insights.domain.aggregation import aggregate
from shelfsignal.insights.domain.ledger import EMPTY, MAX_VANISHING
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.kernel.ids import ProductId
from tests.builders.insights import ORG, a_batch, a_listing, a_review
from tests.fakes.insights import World

P1 = ProductId("US-B000000001")
BODIES = ["fine", "bad", "the battery drains", "it rattles loudly", "", "unreadable"]
texts = st.tuples(st.sampled_from(BODIES), st.integers(1, 5))
deliveries = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 9), texts, max_size=10),  # what is said, by review
        st.booleans(),  # complete
        st.sampled_from(["1", "1", "1", "2"]),  # the engine's version
    ),
    max_size=8,
)


def review(number, said):
    body, rating = said
    return a_review(number, rating, body, title="", days_ago=number * 9)


def expected_after(known, said, is_complete, base):
    """The reviews that ought to count and the base of the hold: the rule once more, in short."""
    if not is_complete:
        return known | said, base
    size = base or len(known)
    if len(set(known) - set(said)) > MAX_VANISHING * size:
        return known | said, size
    return said, 0


@settings(max_examples=60, deadline=None)
@given(deliveries)
def test_incremental_updates_equal_a_recomputation(sequence):
    world, runs, base = World(), 0, 0
    known: dict[int, tuple[str, int]] = {}
    for said, is_complete, model in sequence:
        world.analyser.model_version = model
        known, base = expected_after(known, said, is_complete, base)
        listing = a_listing([review(*each) for each in said.items()], is_complete=is_complete)
        for _ in range(2):  # every delivery comes twice
            runs += 1
            batch = world.deliver(a_batch(f"RUN{runs}"), listing)
            analyse_batch(batch, world.analyse_deps)

    latest = world.insights.latests.get((ORG, P1))
    if latest is None:
        assert known == {}
        return
    fresh = World()
    fresh.analyser.model_version = sequence[-1][2]
    batch = fresh.deliver(a_batch(), a_listing([review(*each) for each in known.items()]))
    analyse_batch(batch, fresh.analyse_deps)
    shown = world.insights.stored[ORG, P1, latest.version]
    assert shown.body == fresh.insights.stored[ORG, P1, 1].body
    assert shown.inputs_hash == fresh.insights.stored[ORG, P1, 1].inputs_hash
    hashes = [world.insights.stored[ORG, P1, n].inputs_hash for n in range(1, latest.version + 1)]
    assert all(one != other for one, other in zip(hashes, hashes[1:], strict=False))


def test_nothing_is_a_valid_ledger():
    assert aggregate(EMPTY, load_taxonomy()).reviews == 0
