"""Runs: start, watch and resume a refresh."""

from http import HTTPStatus
from typing import Any

from functions.api.models.runs import (
    NewRun,
    RunFailure,
    RunFailurePage,
    RunItem,
    RunPage,
    RunPath,
    RunQuery,
    RunStep,
    RunSteps,
)
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.domain.checkpoints import Failure
from shelfsignal.collection.domain.connections import Selection
from shelfsignal.collection.domain.errors import (
    NoSellers,
    RunInProgress,
    RunNotFound,
    RunNotResumable,
)
from shelfsignal.collection.domain.runs import Run, RunTrigger
from shelfsignal.collection.services import runs as services
from shelfsignal.collection.services import watch_run as watching
from shelfsignal.kernel.ids import RunId, SellerId
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.fields import Listed
from shelfsignal.runtime.web.repeats import REPEAT_ERRORS, RepeatHeaders
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("runs")


@routes.post(
    "/v1/runs",
    scope=Scope.RUNS_WRITE,
    status=HTTPStatus.ACCEPTED,
    errors=(RunInProgress, NoSellers, *REPEAT_ERRORS),
)
def start_run(principal: Principal, headers: RepeatHeaders, body: NewRun, deps: ApiDeps) -> RunItem:
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
    wanted = services.RunFilter(query.status)
    page = services.list_runs(deps.runs, principal.org_id, query.limit, query.cursor, wanted)
    return RunPage(items=tuple(map(_item, page.runs)), cursor=page.cursor)


@routes.get("/v1/runs/{run_id}", scope=Scope.RUNS_READ, errors=(RunNotFound,))
def show_run(principal: Principal, path: RunPath, deps: ApiDeps) -> RunItem:
    """Show a run and how far it is."""
    return _item(watching.watch_run(deps.run_watch, principal.org_id, RunId(path.run_id)))


@routes.get("/v1/runs/{run_id}/steps", scope=Scope.RUNS_READ, errors=(RunNotFound,))
def show_run_steps(principal: Principal, path: RunPath, deps: ApiDeps) -> RunSteps:
    """Show how far each state of a run's state machine is."""
    run, steps = watching.run_steps(deps.run_watch, principal.org_id, RunId(path.run_id))
    return RunSteps(
        run_id=run.run_id,
        status=run.status,
        attempt=run.attempt,
        steps=tuple(RunStep.model_validate(vars(step)) for step in steps),
    )


@routes.get("/v1/runs/{run_id}/failures", scope=Scope.RUNS_READ, errors=(RunNotFound, BadCursor))
def list_run_failures(
    principal: Principal, path: RunPath, query: Listed, deps: ApiDeps
) -> RunFailurePage:
    """List what failed in a run's latest attempt, and why."""
    run_id = RunId(path.run_id)
    page = watching.list_failures(
        deps.run_watch, principal.org_id, run_id, query.limit, query.cursor
    )
    items = tuple(RunFailure.model_validate(_shown(each)) for each in page.failures)
    return RunFailurePage(items=items, total=page.total, cursor=page.cursor)


@routes.post(
    "/v1/runs/{run_id}/resume",
    scope=Scope.RUNS_WRITE,
    status=HTTPStatus.ACCEPTED,
    errors=(RunNotFound, RunNotResumable, RunInProgress, *REPEAT_ERRORS),
)
def resume_run(
    principal: Principal, path: RunPath, headers: RepeatHeaders, deps: ApiDeps
) -> RunItem:
    """Resume a run that ended with something left; what is finished is not done again."""
    return _item(services.resume_run(deps.runs, principal.org_id, RunId(path.run_id)))


def _item(run: Run) -> RunItem:
    return RunItem.model_validate({**run.to_document(), "cost_usd": run.counters.cost_usd})


def _shown(failure: Failure) -> dict[str, Any]:
    fields = vars(failure)
    return {name: fields[name] for name in RunFailure.model_fields}
