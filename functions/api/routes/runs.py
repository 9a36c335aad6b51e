"""Runs: start, watch and resume a refresh."""

from http import HTTPStatus

from functions.api.models.runs import NewRun, RunItem, RunPage, RunPath, RunQuery
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.domain.connections import Selection
from shelfsignal.collection.domain.errors import (
    NoSellers,
    RunInProgress,
    RunNotFound,
    RunNotResumable,
)
from shelfsignal.collection.domain.runs import Run, RunTrigger
from shelfsignal.collection.services import runs as services
from shelfsignal.kernel.ids import RunId, SellerId
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("runs")


@routes.post(
    "/v1/runs",
    scope=Scope.RUNS_WRITE,
    status=HTTPStatus.ACCEPTED,
    errors=(RunInProgress, NoSellers),
)
def start_run(principal: Principal, body: NewRun, deps: ApiDeps) -> RunItem:
    """Start a refresh of all sellers and marketplaces, or of those named."""
    selection = Selection(
        frozenset(SellerId(seller) for seller in body.sellers or ()),
        frozenset(body.marketplaces or ()),
    )
    command = services.StartRun(principal.org_id, RunTrigger.API, body.day, selection)
    return _item(services.start_run(deps.runs, command))


@routes.get("/v1/runs", scope=Scope.RUNS_READ, errors=(BadCursor,))
def list_runs(principal: Principal, query: RunQuery, deps: ApiDeps) -> RunPage:
    """List runs, newest first."""
    page = services.list_runs(deps.runs, principal.org_id, query.limit, query.cursor)
    shown = (run for run in page.runs if query.status in (None, run.status))
    return RunPage(items=tuple(map(_item, shown)), cursor=page.cursor)


@routes.get("/v1/runs/{run_id}", scope=Scope.RUNS_READ, errors=(RunNotFound,))
def show_run(principal: Principal, path: RunPath, deps: ApiDeps) -> RunItem:
    """Show a run and how far it is."""
    return _item(services.get_run(deps.runs, principal.org_id, RunId(path.run_id)))


@routes.post(
    "/v1/runs/{run_id}/resume",
    scope=Scope.RUNS_WRITE,
    status=HTTPStatus.ACCEPTED,
    errors=(RunNotFound, RunNotResumable, RunInProgress),
)
def resume_run(principal: Principal, path: RunPath, deps: ApiDeps) -> RunItem:
    """Resume a run that ended with something left; what is finished is not done again."""
    return _item(services.resume_run(deps.runs, principal.org_id, RunId(path.run_id)))


def _item(run: Run) -> RunItem:
    return RunItem.model_validate({**run.to_document(), "cost_usd": run.counters.cost_usd})
