"""The portfolio as a whole, and by brand, category and issue."""

from functions.api.models.portfolio import (
    IssueKind,
    IssueList,
    IssueQuery,
    LastRun,
    MapQuery,
    Portfolio,
    PortfolioMap,
    PortfolioQuery,
    Rollup,
    SubjectPage,
    SubjectQuery,
)
from functions.api.reads import reads_of
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.services import runs as services
from shelfsignal.insights.domain.views import Subject, SubjectKind
from shelfsignal.insights.services.rollup_reads import whole_of
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("portfolio")


@routes.get("/v1/portfolio", scope=Scope.PRODUCTS_READ, errors=(NotFound,))
def show_portfolio(principal: Principal, query: PortfolioQuery, deps: ApiDeps) -> Portfolio:
    """Show the portfolio: sentiment, top and rising issues, what needs attention, the last run.

    A caller who sees some brands only gets these brands added up. 404 until the first run is done,
    and of a marketplace that nothing is sold in. The last run is of all marketplaces.
    """
    found = reads_of(principal, deps).portfolio(
        principal.org_id, day=query.day, marketplace=query.marketplace
    )
    shown = Rollup.model_validate(found)
    run = _last_run(principal, deps) if principal.brands is None else None
    return Portfolio(**dict(shown), last_run=run)


@routes.get("/v1/portfolio/map", scope=Scope.PRODUCTS_READ, errors=(NotFound,))
def show_map(principal: Principal, query: MapQuery, deps: ApiDeps) -> PortfolioMap:
    """Show brand × category: how many products, how much of what is said is negative.

    404 until the first run is done.
    """
    found = reads_of(principal, deps).portfolio_map(principal.org_id, query.marketplace)
    return PortfolioMap.model_validate(found)


@routes.get("/v1/issues", scope=Scope.PRODUCTS_READ, errors=(NotFound,))
def list_issues(principal: Principal, query: IssueQuery, deps: ApiDeps) -> IssueList:
    """List the issues that cost the most stars, or those on the rise."""
    found = reads_of(principal, deps).issues(principal.org_id, _subject(query))
    return IssueList.model_validate(
        {
            "subject": found.subject,
            "day": found.day,
            "kind": query.kind,
            "analysed": found.analysed,
            "items": found.top if query.kind is IssueKind.TOP else found.rising,
        }
    )


@routes.get("/v1/brands", scope=Scope.PRODUCTS_READ, errors=(BadCursor,))
def list_brands(principal: Principal, query: SubjectQuery, deps: ApiDeps) -> SubjectPage:
    """List brands with their figures."""
    return _subjects(SubjectKind.BRAND, principal, query, deps)


@routes.get("/v1/categories", scope=Scope.PRODUCTS_READ, errors=(BadCursor,))
def list_categories(principal: Principal, query: SubjectQuery, deps: ApiDeps) -> SubjectPage:
    """List categories with their figures."""
    return _subjects(SubjectKind.CATEGORY, principal, query, deps)


def _last_run(principal: Principal, deps: ApiDeps) -> LastRun | None:
    runs = services.list_runs(deps.runs, principal.org_id, 1, None).runs
    if not runs:
        return None
    run, counters = runs[0], runs[0].counters
    return LastRun(
        run_id=run.run_id,
        status=run.status,
        started_at=run.started_at,
        finished_at=run.finished_at,
        products=counters.products,
        changed=counters.versions_written,
        failures=counters.failures,
        cost_usd=counters.cost_usd,
    )


def _subject(query: IssueQuery) -> Subject:
    if query.brand:
        return Subject(SubjectKind.BRAND, query.brand, query.marketplace)
    if query.category:
        return Subject(SubjectKind.CATEGORY, query.category, query.marketplace)
    return whole_of(query.marketplace)


def _subjects(
    kind: SubjectKind, principal: Principal, query: SubjectQuery, deps: ApiDeps
) -> SubjectPage:
    page = reads_of(principal, deps).list_subjects(
        principal.org_id,
        kind,
        marketplace=query.marketplace,
        limit=query.limit,
        cursor=query.cursor,
    )
    return SubjectPage.model_validate(page)
