"""Times the generator and writes its ground truth: `python -m mock_amazon.dataset --products N`."""

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import orjson

from mock_amazon.clock import DAY_S, iso, moment_of
from mock_amazon.dataset import Bookcase, Catalogue
from mock_amazon.dataset.reviews import review_json, review_truth
from mock_amazon.dataset.timeline import Plan


def main() -> int:
    """Prints one JSON line of figures; with --truth, writes review truths as JSON lines."""
    asked = _arguments()
    anchor = int(moment_of(asked.anchor) // DAY_S)
    figures = _timed(asked.seed, asked.products, anchor, asked.text)
    sys.stdout.write(orjson.dumps(figures).decode() + "\n")
    if asked.truth:
        with asked.truth.open("wb") as out:
            for plan in _plans(asked.seed, asked.products, anchor):
                listing, truth = plan.owner, review_truth(plan, asked.seed, anchor)
                out.write(orjson.dumps({"product_id": listing.asin, **truth}) + b"\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mock_amazon.dataset", description=__doc__)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--anchor", default=iso(time.time())[:10], help="ISO date history ends on")
    parser.add_argument("--text", type=int, default=2000, help="products whose texts are written")
    parser.add_argument("--truth", type=Path, help="write the truth about every review there")
    return parser.parse_args()


def _timed(seed: int, products: int, anchor: int, written: int) -> dict[str, object]:
    began = time.process_time()
    catalogue = Catalogue(seed, products, 4, anchor)
    for index in range(products):
        catalogue.listing(index)
    listed = time.process_time()
    counts = [sum(1 for _ in plans) for plans in _shelf(seed, products, anchor)]
    counted = time.process_time()
    texts = 0
    for plan in _plans(seed, min(products, written), anchor):
        review_json(plan, seed, anchor)
        texts += 1
    ended = time.process_time()
    return {
        "bench": "dataset",
        "products": products,
        "reviews": sum(counts),
        "reviews_per_product": round(sum(counts) / products, 2),
        "share_above_25": round(sum(count > 25 for count in counts) / products, 4),
        "listings_s": round(listed - began, 2),
        "review_counts_s": round(counted - listed, 2),
        "texts": texts,
        "text_us_per_review": round((ended - counted) / max(1, texts) * 1e6, 1),
        "all_texts_estimate_s": round((ended - counted) / max(1, texts) * sum(counts), 1),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _shelf(seed: int, products: int, anchor: int) -> Iterator[list[Plan]]:
    catalogue = Catalogue(seed, products, 4, anchor)
    bookcase = Bookcase(catalogue)
    for index in range(products):
        yield bookcase.plans(catalogue.listing(index), anchor)


def _plans(seed: int, products: int, anchor: int) -> Iterator[Plan]:
    for plans in _shelf(seed, products, anchor):
        yield from plans


if __name__ == "__main__":
    raise SystemExit(main())
