"""The portfolio as a whole, and by brand, category and issue."""

from functions.api.models.portfolio import (
    IssueKind,
    IssueList,
    IssueQuery,
    PortfolioQuery,
    Rollup,
    SubjectPage,
    SubjectQuery,
)
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.insights.domain.views import PORTFOLIO, Subject, SubjectKind
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("portfolio")


@routes.get("/v1/portfolio", scope=Scope.PRODUCTS_READ, errors=(NotFound,))
def show_portfolio(principal: Principal, query: PortfolioQuery, deps: ApiDeps) -> Rollup:
    """Show the portfolio: sentiment, top and rising issues, and what needs attention.

    404 until the first run is done.
    """
    return Rollup.model_validate(deps.insights.portfolio(principal.org_id, day=query.day))


@routes.get("/v1/issues", scope=Scope.PRODUCTS_READ, errors=(NotFound,))
def list_issues(principal: Principal, query: IssueQuery, deps: ApiDeps) -> IssueList:
    """List the issues that cost the most stars, or those on the rise."""
    found = deps.insights.issues(principal.org_id, _subject(query))
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


def _subject(query: IssueQuery) -> Subject:
    if query.brand:
        return Subject(SubjectKind.BRAND, query.brand)
    if query.category:
        return Subject(SubjectKind.CATEGORY, query.category)
    return PORTFOLIO


def _subjects(
    kind: SubjectKind, principal: Principal, query: SubjectQuery, deps: ApiDeps
) -> SubjectPage:
    page = deps.insights.list_subjects(
        principal.org_id, kind, limit=query.limit, cursor=query.cursor
    )
    return SubjectPage.model_validate(page)
