"""The plain app that somebody would write instead: FastAPI over one SQLite file, same data.

No organisations, no keys, no quotas, no cursors bound to a query: what it leaves out is part of
what it is. Pages of products are kept whole, as JSON, which is the fastest that it could do.
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import FastAPI, HTTPException, Query

from shelfsignal.insights.domain.cards import Card

Json = dict[str, Any]
_SCHEMA: Final = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;
CREATE TABLE product(id TEXT PRIMARY KEY, brand TEXT, category TEXT, sentiment TEXT,
  attention REAL, negative REAL, card TEXT, model INT) WITHOUT ROWID;
CREATE TABLE page(model INT PRIMARY KEY, detail TEXT, versions TEXT);
CREATE TABLE whole(name TEXT PRIMARY KEY, body TEXT);
"""
_INDEXES: Final = """
CREATE INDEX by_attention ON product(attention DESC, id);
CREATE INDEX by_negative ON product(negative DESC, id);
CREATE INDEX by_brand ON product(brand, attention DESC, id);
CREATE INDEX by_category ON product(category, attention DESC, id);
CREATE INDEX by_sentiment ON product(sentiment, attention DESC, id);
ANALYZE;
"""
_SORTS: Final = {"attention": "attention", "negative_share": "negative"}


class Peer:
    """The app over a file; call() is a request without HTTP."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(file, check_same_thread=False)
        self._db.execute("PRAGMA cache_size=-400000")
        self._loop = asyncio.new_event_loop()
        self.app = _app(self._db)

    def fill(
        self, cards: Iterable[tuple[Card, str]], pages: list[tuple[str, str]], whole: Json
    ) -> None:
        """pages: a product's page and its versions, which products share in turn."""
        self._db.executescript(_SCHEMA)
        self._db.executemany(
            "INSERT INTO product VALUES(?,?,?,?,?,?,?,?)",
            (
                (c.product_id, c.brand, c.category, c.sentiment, c.attention, c.negative_share)
                + (text, number % len(pages))
                for number, (c, text) in enumerate(cards)
            ),
        )
        self._db.executemany(
            "INSERT INTO page VALUES(?,?,?)", ((n, *page) for n, page in enumerate(pages))
        )
        self._db.executemany("INSERT INTO whole VALUES(?,?)", whole.items())
        self._db.commit()
        self._db.executescript(_INDEXES)

    def call(self, url: str) -> int:
        """The status of a GET, through the whole ASGI application."""
        return self._loop.run_until_complete(self._call(url))

    async def _call(self, url: str) -> int:
        parts, sent = urlsplit(url), []
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [(b"host", b"peer")],
            "root_path": "",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }

        async def receive() -> Json:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return int(sent[0]["status"])


def _app(db: sqlite3.Connection) -> FastAPI:
    app = FastAPI()

    @app.get("/v1/products")
    async def list_products(
        brand: str | None = None,
        category: str | None = None,
        sentiment: str | None = None,
        sort: Annotated[str, Query(pattern="^(attention|negative_share)$")] = "attention",
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> Json:
        given = {"brand": brand, "category": category, "sentiment": sentiment}
        where = {name: value for name, value in given.items() if value}
        tests = " AND ".join(f"{name} = ?" for name in where) or "1"
        sql = f"SELECT card FROM product WHERE {tests} ORDER BY {_SORTS[sort]} DESC, id LIMIT ?"  # noqa: S608 - names of ours
        found = db.execute(sql, (*where.values(), limit)).fetchall()
        return {"items": [json.loads(card) for (card,) in found], "cursor": None}

    @app.get("/v1/products/{product_id}")
    async def show_product(product_id: str) -> Any:
        return json.loads(_page("detail", product_id))

    @app.get("/v1/products/{product_id}/versions")
    async def list_versions(product_id: str) -> Any:
        return json.loads(_page("versions", product_id))

    @app.get("/v1/portfolio")
    async def show_portfolio() -> Any:
        return json.loads(_whole("portfolio"))

    @app.get("/v1/brands")
    async def list_brands() -> Any:
        return json.loads(_whole("brands"))

    def _page(column: str, product_id: str) -> str:
        sql = f"SELECT {column} FROM product JOIN page USING(model) WHERE id = ?"  # noqa: S608 - names of ours
        row = db.execute(sql, (product_id,)).fetchone()
        if row is None:
            raise HTTPException(404, "no such product")
        return str(row[0])

    def _whole(name: str) -> str:
        return str(db.execute("SELECT body FROM whole WHERE name = ?", (name,)).fetchone()[0])

    return app
