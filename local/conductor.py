"""The commands behind make: run, stop, status, clean."""

import shutil
from collections.abc import Callable

from rich.console import Console

from local.dashboard import DIST, build_dashboard
from local.dataset import Dataset
from local.findings import gather, render
from local.jsonfile import read_json, write_json
from local.options import RunOptions
from local.paths import ROOT, Paths
from local.refresh import SUCCEEDED, Run, refresh, report
from local.stack import EMULATOR, MOCK, WEB, LocalStack
from local.watching import Watcher

_NAMES = (EMULATOR, MOCK, WEB)


class Conductor:
    """One person's stack, on one console."""

    def __init__(self, paths: Paths, options: RunOptions, console: Console) -> None:
        self._paths, self._options, self._console = paths, options, console
        self._stack = LocalStack(paths, options, say=self._say)

    def run(self) -> int:
        """0 when every day's run succeeded. Raises: LocalFailure."""
        self._make_room()
        build_dashboard(self._say)
        self._stack.bring_up()
        run = self._refresh_days()
        self._stack.remember_time()
        self._stack.save()
        self._print_findings(run)
        self._print_endpoints()
        return 0 if run["status"] == SUCCEEDED else 1

    def stop(self) -> int:
        stopped = self._stack.stop()
        self._say(f"Stopped {', '.join(stopped)}." if stopped else "Nothing was running.")
        return 0

    def status(self) -> int:
        """0 when everything runs, 3 otherwise, as service managers do."""
        running = {name: self._stack.processes.find(name) for name in _NAMES}
        for name, process in running.items():
            state = f"running, pid {process.pid}" if process else "stopped"
            self._say(f"{name:9} {state:22} {self._options.ports.url(name)}")
        last = read_json(self._paths.last_run)
        if last:
            self._say(f"last run  {last['run_id']} {last['status']}, {last['products']} products")
        self._print_endpoints()
        return 0 if all(running.values()) else 3

    def clean(self) -> int:
        """Forgets state and build; installed packages and built models stay."""
        self.stop()
        for folder in (self._paths.home, ROOT / "build", ROOT / "cdk.out", DIST):
            shutil.rmtree(folder, ignore_errors=True)
        self._say(
            "Removed .local (state, data, logs), build, cdk.out and dashboard/dist. Kept: .venv, "
            ".venv-emulator, infra_cdk/node_modules, dashboard/node_modules."
        )
        return 0

    def _make_room(self) -> None:
        """Another data set is another stack; other faults only need another mock."""
        dataset = Dataset.stored(self._paths)
        if dataset and not dataset.fits(self._options):
            self._say("PRODUCTS or SEED changed: starting from an empty stack.")
            self._stack.stop()
            shutil.rmtree(self._paths.home)
        elif dataset and not self._is_as_asked():
            self._stack.stop()
        write_json(self._paths.settings, self._settings())

    def _is_as_asked(self) -> bool:
        return bool(read_json(self._paths.settings) == self._settings())

    def _settings(self) -> dict[str, object]:
        ports = self._options.ports
        return {"faults": self._options.faults, "ports": list(vars(ports).values())}

    def _refresh_days(self) -> Run:
        for number in range(1, self._options.days + 1):
            if number > 1:
                self._stack.mock.advance_a_day()
            run = self._refresh(number)
            if run["status"] != SUCCEEDED:
                break
        return run

    def _refresh(self, number: int) -> Run:
        day = self._stack.mock.day()
        if self._options.days > 1:
            self._say(f"Day {number} of {self._options.days}: {day}")
        with Watcher(self._console, self._options.products) as watch:
            run = refresh(self._stack, day, watch, self._say)
        write_json(self._paths.last_run, report(run))
        return run

    def _print_findings(self, run: Run) -> None:
        for line in render(gather(self._stack), run):
            self._say(line)

    def _print_endpoints(self) -> None:
        endpoints = read_json(self._paths.endpoints)
        if endpoints:
            self._say("")
            self._say(f"Dashboard {endpoints['dashboard_url']}")
            self._say(f"Sign in   {endpoints['email']}   {endpoints['password']}")
            self._say(
                f"API       {endpoints['api_url']}/v1/products   (x-api-key: in "
                f"{self._paths.endpoints})"
            )
            self._say(f"Amazon    {endpoints['mock_url']}   AWS {endpoints['emulator_url']}")

    @property
    def _say(self) -> Callable[[str], None]:
        return lambda line: self._console.print(line, highlight=False, markup=False, soft_wrap=True)
