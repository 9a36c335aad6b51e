"""Everything a running mock remembers."""

import asyncio
from collections.abc import Callable
from hashlib import sha256

from mock_amazon.buckets import Buckets
from mock_amazon.catalog.models import Searcher
from mock_amazon.clock import VirtualClock
from mock_amazon.customer_feedback.shelves import Shelves
from mock_amazon.dataset import Bookcase, Catalogue
from mock_amazon.dataset.sellers import Seller
from mock_amazon.faults.desk import FaultDesk
from mock_amazon.feed.models import FeedPage
from mock_amazon.feed.pages import PageCache
from mock_amazon.lwa.applications import Applications
from mock_amazon.lwa.authorisations import Authorisations
from mock_amazon.lwa.models import TokenOffice
from mock_amazon.operations import Role
from mock_amazon.options import Options
from mock_amazon.page_tokens import PageTokens
from mock_amazon.plants import Plants
from mock_amazon.rates import limits_by_operation
from mock_amazon.reports.models import ReportDesk
from mock_amazon.seals import Seal
from mock_amazon.traffic import Traffic


class World:
    """The state of one server."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.clock = VirtualClock(options.start)
        anchor = self.clock.day() if options.anchor is None else options.anchor
        self.catalogue = Catalogue(options.seed, options.products, options.sellers, anchor)
        self.bookcase = Bookcase(self.catalogue)
        self.shelves = Shelves(self.catalogue, self.bookcase)
        self.searcher = Searcher(self.catalogue)
        sellers = self.catalogue.sellers
        self.applications = Applications(options.seed, self.clock, options.redirect_uris)
        self.authorisations = Authorisations(options.seed, self.clock, sellers)
        self.tokens = TokenOffice(self.clock, self.authorisations)
        self.seals = {name: Seal(options.seed, name) for name in ("session", "ticket", "document")}
        self.verifies_signatures = options.verify_signatures
        self.aws_key = _aws_key(options.seed)
        self.roles_lacking: dict[str, frozenset[Role]] = {}
        self.buckets = Buckets(limits_by_operation(options.rate, options.burst))
        self.page_tokens = PageTokens(options.seed, options.page_token_s)
        self.reports = ReportDesk(self.clock, options.report_s)
        self.faults = FaultDesk(options.seed, options.faults, options.hold_s)
        self.traffic = Traffic()
        self.plants = Plants(options.seed)
        self.pages = PageCache()
        self.building = asyncio.Lock()
        self.wish_page: Callable[[FeedPage], None] | None = None
        self.seller_by_id: dict[str, Seller] = {s.seller_id: s for s in sellers}

    def forgive(self) -> None:
        """Every authorisation stands again, with every role."""
        self.authorisations.restore()
        self.roles_lacking.clear()


def _aws_key(seed: int) -> tuple[str, str]:
    """Id and secret of the key that signs requests; invented, like everything here."""
    digest = sha256(f"aws-key-{seed}".encode()).hexdigest()
    return f"AKIAMOCK{digest[:12].upper()}", digest[12:52]
