"""Working on issues: acknowledge, assign, snooze, note, resolve, and see whether a fix worked."""

from http import HTTPStatus

from functions.api.models.products import ProductPath
from functions.api.models.work import (
    Effect,
    EffectQuery,
    IssueWork,
    NewDecision,
    NewNote,
    ProductWork,
    WorkPage,
    WorkPath,
    WorkQuery,
)
from functions.api.reads import reads_of
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.standing import NotAMember, require_member
from shelfsignal.insights.domain.cards import Card
from shelfsignal.insights.domain.work import Decision, TooManyNotes, WorkChanged
from shelfsignal.insights.services import work as services
from shelfsignal.kernel.errors import Conflict, NotFound
from shelfsignal.kernel.ids import ProductId
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.repeats import REPEAT_ERRORS, RepeatHeaders
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("work")


@routes.get(
    "/v1/products/{product_id}/work", scope=Scope.PRODUCTS_READ, errors=(NotFound, Conflict)
)
def show_product_work(principal: Principal, path: ProductPath, deps: ApiDeps) -> ProductWork:
    """Show what the team has decided on a product's issues."""
    product = _product(principal, deps, path.product_id)
    items = services.work_of_product(deps.work, principal.org_id, product)
    return ProductWork(items=tuple(map(IssueWork.model_validate, items)))


@routes.put(
    "/v1/products/{product_id}/issues/{issue}/work",
    scope=Scope.PRODUCTS_WRITE,
    errors=(NotFound, Conflict, WorkChanged, NotAMember),
)
def decide_on_issue(
    principal: Principal, path: WorkPath, body: NewDecision, deps: ApiDeps
) -> IssueWork:
    """Acknowledge, assign, snooze, resolve or reopen an issue of a product."""
    target = _product(principal, deps, path.product_id), path.issue
    if body.assignee_id is not None:
        require_member(deps.identities, principal.org_id, body.assignee_id, "assignee_id")
    decision = Decision(**body.model_dump())
    work = services.decide(deps.work, principal.org_id, target, decision, principal.subject)
    return IssueWork.model_validate(work)


@routes.post(
    "/v1/products/{product_id}/issues/{issue}/notes",
    scope=Scope.PRODUCTS_WRITE,
    status=HTTPStatus.CREATED,
    errors=(NotFound, Conflict, WorkChanged, TooManyNotes, *REPEAT_ERRORS),
)
def note_on_issue(
    principal: Principal, path: WorkPath, headers: RepeatHeaders, body: NewNote, deps: ApiDeps
) -> IssueWork:
    """Write a note on an issue of a product."""
    target = _product(principal, deps, path.product_id), path.issue
    work = services.add_note(deps.work, principal.org_id, target, body.text, principal.subject)
    return IssueWork.model_validate(work)


@routes.get("/v1/work", scope=Scope.PRODUCTS_READ, errors=(BadCursor,))
def list_work(principal: Principal, query: WorkQuery, deps: ApiDeps) -> WorkPage:
    """List the issues somebody has touched, in all products."""
    sees = None if principal.brands is None else lambda ids: _seen(principal, deps, ids)
    where = services.WorkFilter(query.status, query.assignee_id, sees)
    page = services.list_work(deps.work, principal.org_id, where, query.limit, query.cursor)
    return WorkPage.model_validate(page)


@routes.get(
    "/v1/products/{product_id}/issues/{issue}/effect",
    scope=Scope.PRODUCTS_READ,
    errors=(NotFound, Conflict),
)
def show_effect(principal: Principal, path: WorkPath, query: EffectQuery, deps: ApiDeps) -> Effect:
    """Compare an issue's share of reviews before and after a day: did the fix work?"""
    target = _product(principal, deps, path.product_id), path.issue
    found = services.effect(
        reads_of(principal, deps),
        deps.work.taxonomy,
        principal.org_id,
        target,
        query.on,
        query.days,
    )
    return Effect.model_validate(found)


def _product(principal: Principal, deps: ApiDeps, product: str) -> ProductId:
    """The product's id, for a caller who may see it. Raises: NotFound, Conflict."""
    return reads_of(principal, deps).resolve(principal.org_id, product)


def _seen(principal: Principal, deps: ApiDeps, products: list[ProductId]) -> set[ProductId]:
    """Those of the products that the caller may see."""
    reads = reads_of(principal, deps)
    parts = (products[start : start + 100] for start in range(0, len(products), 100))
    return {
        card.product_id
        for part in parts
        for card in reads.get_products(principal.org_id, list(part))
        if isinstance(card, Card)
    }
