"""Rate used, 429s caused and store writes of the rate limiter, beside its peers, on one mock.

    python -m bench.limiter [--seconds 40] [--workers 1 4 16] [--clients shelfsignal …]
                            [--dynamodb-endpoint URL]

Every client gets the same strict token bucket (5/s, burst 5) and runs in forked processes, as
Lambdas would, each with its own connections and limiter state. The window starts when all are
ready and is judged by the server's own log: permitted = burst + rate x seconds. One JSON object a
line; figures of different runs on a busy machine are not comparable, those of one run are.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx

from bench.limiter_clients import CLIENTS, FORK, Job, Store
from bench.limiter_stores import busy_ticks, dynamodb, mock, redis_server

RATE, BURST = 5.0, 5.0
LATENESS_S = 0.3


def measure(
    base_url: str, client: str, workers: int, seconds: float, store: Store
) -> dict[str, Any]:
    """One client strategy at one number of workers."""
    seller = httpx.get(f"{base_url}/admin/sellers").json()[0]
    httpx.post(f"{base_url}/admin/reset", json={"parts": ["traffic"]}).raise_for_status()
    limits = {"seller_id": seller["seller_id"], "rate": RATE, "burst": BURST}
    httpx.post(f"{base_url}/admin/bucket", json=limits).raise_for_status()
    job = Job(base_url, seller, RATE, int(BURST), store, application=f"bench-{time.time_ns()}")
    barrier = FORK.Barrier(workers + 1)
    processes = [
        FORK.Process(target=CLIENTS[client].run, args=(job, barrier.wait), daemon=True)
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    barrier.wait()
    begin, ticks = time.time(), busy_ticks()
    job.deadline.value = begin + seconds
    time.sleep(seconds)
    writes, busy = job.store_writes.value, busy_ticks() - ticks
    time.sleep(LATENESS_S)
    for process in processes:
        process.kill()
        process.join()
    judged = {"seller_id": seller["seller_id"], "operation": CLIENTS[client].operation}
    log = httpx.get(f"{base_url}/admin/log", params=judged).json()
    statuses = [status for at, status in log if begin <= at <= begin + seconds]
    served = statuses.count(200)
    return {
        "bench": "limiter",
        "client": client,
        "workers": workers,
        "rate": RATE,
        "burst": BURST,
        "seconds": seconds,
        "served": served,
        "achieved_of_permitted": round(served / (BURST + RATE * seconds), 4),
        "http_429": statuses.count(429),
        "store_writes_per_request": round(writes / served, 3) if served and writes else None,
        "other_statuses": len(statuses) - served - statuses.count(429),
        "machine_busy_s": round(busy, 2),
    }


def lines(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The figures, one client and number of workers after the other."""
    redis_binary = str(args.redis_server or shutil.which("redis-server") or "")
    with ExitStack() as stack:
        base_url = stack.enter_context(mock())
        for name in args.clients:
            store = Store()
            if CLIENTS[name].store == "redis":
                if missing := _missing_for_redis(redis_binary):
                    yield {"bench": "limiter", "client": name, "skipped": missing}
                    continue
                store = stack.enter_context(redis_server(Path(redis_binary)))
            elif CLIENTS[name].store == "dynamodb":
                store = stack.enter_context(dynamodb(args.dynamodb_endpoint))
            for workers in args.workers:
                yield measure(base_url, name, workers, args.seconds, store)


def _missing_for_redis(binary: str) -> str:
    """What keeps the Redis peer from running; '' when nothing does."""
    if not binary:
        return "no redis-server found"
    return "" if find_spec("pyrate_limiter") else "pyrate-limiter is not installed"


def main() -> int:
    """Prints the figures; judging them is the reader's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--clients", nargs="+", choices=list(CLIENTS), default=list(CLIENTS))
    parser.add_argument("--dynamodb-endpoint", help="an emulator that runs; else one is started")
    parser.add_argument("--redis-server", help="path of a redis-server binary")
    for line in lines(parser.parse_args()):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
