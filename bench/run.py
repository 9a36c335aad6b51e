"""The whole run on the local stack beside the naive sequential script, on the same mock.

    python -m bench.run [--products 1000] [--sellers 1 4]

For each number of sellers: a fresh stack without faults, the naive script first, then our run from
cold Lambdas. `collection_over_floor` is collection seconds divided by (requests / permitted rate),
the permitted rate being that of all buckets the run used (seller x region x operation);
`collection_over_one_bucket` divides by (requests / 5 x sellers) instead, as if a seller had one
bucket; `speedup` is the naive script's seconds divided by ours.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from bench.naive import run as naive_run
from local.options import RunOptions
from local.paths import Paths
from local.ports import Ports
from local.refresh import refresh
from local.stack import LocalStack

RATE = 5.0  # requests a second: the mock's default, and the naive script's pace


def measure(products: int, sellers: int) -> list[dict[str, Any]]:
    """One JSON object for the naive script, one for us."""
    options = RunOptions(
        products=products, seed=5, faults="none", sellers=sellers, ports=Ports.free()
    )
    with (
        tempfile.TemporaryDirectory(prefix="shelfsignal-bench-") as home,
        LocalStack(Paths(Path(home)), options).up() as stack,
    ):
        mock_url = options.ports.url("mock")
        naive = naive_run(mock_url, RATE)
        httpx.post(f"{mock_url}/admin/reset", json={}, timeout=60).raise_for_status()
        day = stack.mock.now()[:10]
        ours = refresh(stack, day, watch=lambda _run: None, say=lambda _line: None)
    floor = ours["requests"] / ours["permitted_rps"]
    return [
        {**naive, "sellers": sellers},
        {
            "bench": "run",
            "sellers": sellers,
            **{
                name: ours[name]
                for name in (
                    *("status", "products", "reviews", "requests", "http_429", "seconds"),
                    *("collection_seconds", "permitted_rps", "achieved_rps", "versions_written"),
                )
            },
            "collection_over_floor": round(ours["collection_seconds"] / floor, 3),
            "collection_over_one_bucket": round(
                ours["collection_seconds"] / (ours["requests"] / (RATE * sellers)), 3
            ),
            "speedup": round(naive["seconds"] / ours["seconds"], 2),
        },
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The whole run beside the naive script.")
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--sellers", type=int, nargs="+", default=[1, 4])
    given = parser.parse_args()
    if len(given.sellers) == 1:
        for line in measure(given.products, given.sellers[0]):
            print(json.dumps(line), flush=True)
    else:
        # A process each: adapters keep their connections, and every stack has ports of its own.
        for count in given.sellers:
            options = ["--products", str(given.products), "--sellers", str(count)]
            subprocess.run([sys.executable, "-m", "bench.run", *options], check=True)
