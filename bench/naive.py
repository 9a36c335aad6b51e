"""The peer of the whole run: what somebody would write in an afternoon.

requests one call after another at the permitted rate, VADER for sentiment, SQLite for the result,
one row a review and one a product. It does less than a run of ours (no issues, no evidence, no
versions, no resume), so being faster than it is a floor, not a boast.
"""

import argparse
import json
import sqlite3
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import requests
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

SCHEMA = """
CREATE TABLE product(id TEXT, title, brand, category, price, positive, neutral, negative);
CREATE TABLE review(product_id, review_id TEXT PRIMARY KEY, rating, date, text, score, label);
CREATE INDEX review_product ON review(product_id, label);
"""
Product = dict[str, Any]


class Caller:
    """One seller's calls, spaced by 1 / rate, a 429 slept on for a second."""

    def __init__(self, base_url: str, seller: dict[str, Any], rate: float) -> None:
        self.base_url, self.rate, self.calls, self.throttled = base_url, rate, 0, 0
        self.session = requests.Session()
        application = self.session.get(f"{base_url}/admin/application", timeout=30).json()
        form = {
            "grant_type": "refresh_token",
            "refresh_token": seller["refresh_token"],
            **{name: application[name] for name in ("client_id", "client_secret")},
        }
        answer = self.session.post(f"{base_url}/auth/o2/token", data=form, timeout=30)
        self.session.headers["x-amz-access-token"] = answer.json()["access_token"]

    def get(self, path: str, **params: str | int) -> Any:
        while True:
            response = self.session.get(self.base_url + path, params=params, timeout=30)
            self.calls += 1
            time.sleep(1 / self.rate)
            if response.status_code == requests.codes.too_many_requests:
                self.throttled += 1
                time.sleep(1)
                continue
            response.raise_for_status()
            return response.json()

    def products(self, marketplace: str) -> list[Product]:
        rows: list[Product] = []
        token: str | None = ""
        while token is not None:
            page = self.get("/v1/products", limit=100, page_token=token, marketplace=marketplace)
            rows += page["products"]
            token = page["next_page_token"]
        return rows

    def add_tail(self, product: Product, marketplace: str) -> None:
        token = product["reviews_token"]
        while token is not None:
            page = self.get(
                f"/v1/products/{product['product_id']}/reviews",
                marketplace=marketplace,
                page_token=token,
            )
            product["reviews"] += page["reviews"]
            token = page["next_page_token"]


def collect(base_url: str, rate: float) -> tuple[list[Product], int, int]:
    """Every product with all its reviews; calls made; 429s met."""
    products, calls, throttled = [], 0, 0
    for seller in requests.get(f"{base_url}/admin/sellers", timeout=30).json():
        caller = Caller(base_url, seller, rate)
        for marketplace in seller["marketplaces"]:
            found = caller.products(marketplace)
            for product in found:
                caller.add_tail(product, marketplace)
            products += found
        calls, throttled = calls + caller.calls, throttled + caller.throttled
    return products, calls, throttled


def analyse(products: list[Product]) -> list[tuple[Any, ...]]:
    vader = SentimentIntensityAnalyzer()
    rows = []
    for product in products:
        for review in product["reviews"]:
            score = vader.polarity_scores(review["text"])["compound"]
            label = "positive" if score >= 0.05 else "negative" if score <= -0.05 else "neutral"  # noqa: PLR2004 - VADER's own thresholds
            rows.append(
                (
                    product["product_id"],
                    review["review_id"],
                    review["rating"],
                    review["date"],
                    review["text"],
                    score,
                    label,
                )
            )
    return rows


def store(products: list[Product], rows: list[tuple[Any, ...]], path: Path) -> None:
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row[0], Counter())[row[-1]] += 1
    with sqlite3.connect(path) as database:
        database.executescript(SCHEMA)
        database.executemany("INSERT OR IGNORE INTO review VALUES(?,?,?,?,?,?,?)", rows)
        database.executemany(
            "INSERT INTO product VALUES(?,?,?,?,?,?,?,?)",
            [
                (
                    *(p[name] for name in ("product_id", "title", "brand", "category", "price")),
                    *(
                        counts.get(p["product_id"], Counter())[label]
                        for label in ("positive", "neutral", "negative")
                    ),
                )
                for p in products
            ],
        )
    database.close()


def run(base_url: str, rate: float = 5.0) -> dict[str, Any]:
    """One naive run; seconds in all and by phase."""
    began = time.perf_counter()
    products, calls, throttled = collect(base_url, rate)
    collected = time.perf_counter()
    rows = analyse(products)
    analysed = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        store(products, rows, Path(folder) / "naive.db")
    ended = time.perf_counter()
    return {
        "bench": "naive_pipeline",
        "products": len(products),
        "reviews": len(rows),
        "requests": calls,
        "http_429": throttled,
        "seconds": round(ended - began, 2),
        "collect_s": round(collected - began, 2),
        "analyse_s": round(analysed - collected, 2),
        "store_s": round(ended - analysed, 2),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The naive sequential pipeline.")
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--rate", type=float, default=5.0)
    given = parser.parse_args()
    print(json.dumps(run(given.base_url, given.rate)))
