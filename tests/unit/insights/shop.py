"""Where products are written by the services and read by them, on fakes and on real stores."""

from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.deps import AnalyseDeps, RollUpDeps
from shelfsignal.insights.services.queries import InsightQueries
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel import lake
from shelfsignal.kernel.ids import RunId
from tests.builders.insights import DAY, ORG, a_batch
from tests.fakes.insights import FakeAnalyser, FakeListings, Ticking
from tests.fakes.work import FakePreferences


class Shop:
    """Stores with a writer and a reader."""

    def __init__(self, stores):
        self.stores = stores
        self.listings = FakeListings()
        self.clock = Ticking()
        self.model_version = "1"
        self.reads = InsightQueries(stores.insights, stores.ledgers, stores.cards, stores.rollups)

    def refresh(self, run, *listings, day=DAY):
        batch = a_batch(run, day=day, count=400)
        self.listings.pages[lake.page_key(batch, 1)] = list(listings)
        s = self.stores
        deps = AnalyseDeps(
            self.listings, s.ledgers, s.insights, s.pointers, s.cards, s.results,
            s.feedback, FakeAnalyser(model_version=self.model_version), load_taxonomy(), self.clock,
        )  # fmt: skip
        analyse_batch(batch, deps)
        roll_up(
            ORG,
            RunId(run),
            day,
            RollUpDeps(s.results, s.rollups, load_taxonomy(), FakePreferences()),
        )
