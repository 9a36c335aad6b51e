"""The mock's story goes on where it stopped."""

from datetime import UTC, datetime

from local.dataset import Dataset
from local.options import RunOptions
from local.paths import Paths

BEGUN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_story_starts_on_the_day_it_is_begun():
    dataset = Dataset.begun(RunOptions(products=10, seed=3), BEGUN)

    assert dataset == Dataset(10, 3, anchor="2026-11-22", now="2026-11-22T09:30:00Z")


def test_time_never_goes_back():
    dataset = Dataset.begun(RunOptions(), BEGUN)

    assert dataset.at("2026-11-25T00:00:00Z").now == "2026-11-25T00:00:00Z"
    assert dataset.at("2026-11-21T00:00:00Z").now == dataset.now


def test_it_is_kept_and_only_the_same_products_and_seed_fit(tmp_path):
    paths = Paths(tmp_path)
    assert Dataset.stored(paths) is None

    Dataset.begun(RunOptions(products=10, seed=3), BEGUN).store(paths)

    stored = Dataset.stored(paths)
    assert stored is not None
    assert stored.fits(RunOptions(products=10, seed=3, faults="none"))
    assert not stored.fits(RunOptions(products=11, seed=3))
    assert not stored.fits(RunOptions(products=10, seed=4))
