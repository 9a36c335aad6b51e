"""Speed and memory of the local engine, in a process of its own that holds nothing else."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.training.corpus import read_rows
from shelfsignal.insights.adapters.local_engine import LocalEngine
from shelfsignal.insights.domain.analysis import ReviewText
from shelfsignal.kernel.ids import ReviewId

REVIEWS = 6_000
ROUNDS = 3
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Speed:
    """Best of some rounds, one core, real reviews; memory is the peak of the whole process."""

    sentiment_per_s: float
    reviews_per_s: float
    rss_mb: float

    def to_json(self) -> dict[str, float]:
        return {
            "sentiment_reviews_per_s": round(self.sentiment_per_s),
            "reviews_per_s": round(self.reviews_per_s),
            "rss_mb": round(self.rss_mb, 1),
        }


def measure_speed(folder: Path) -> Speed:
    """Runs this module in a fresh single-threaded process over reviews of the folder."""
    answer = subprocess.run(
        [sys.executable, "-m", "bench.analysis_speed", "--data", str(folder)],
        check=True,
        capture_output=True,
        env={**os.environ, **_ONE_THREAD},
        text=True,
    )
    return Speed(**json.loads(answer.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    rows = read_rows(parser.parse_args().data, "sentiment")
    reviews = [
        ReviewText(ReviewId(row["id"]), row.get("title") or "", row["text"])
        for _, row in zip(range(REVIEWS), rows, strict=False)
    ]
    engine = LocalEngine.load()
    sentiment = max(_per_second(engine.sentiments, reviews) for _ in range(ROUNDS))
    everything = max(_per_second(engine.analyse, reviews) for _ in range(ROUNDS))
    print(
        json.dumps(
            {"sentiment_per_s": sentiment, "reviews_per_s": everything, "rss_mb": _peak_mb()}
        )
    )


def _peak_mb() -> float:
    """Not ru_maxrss, which a process inherits from whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def _per_second(work: Callable[[list[ReviewText]], object], reviews: list[ReviewText]) -> float:
    started = time.perf_counter()
    work(reviews)
    return len(reviews) / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
