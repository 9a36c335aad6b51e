"""A server on loopback that speaks OpenAI's chat completions, and misbehaves on demand.

It labels by simple words, so that tests know every answer. Faults are queued and used up one a
request; `habits` stay. It may be told to obey phrases found in reviews, as a gullible model would.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakes.llm_batches import BatchDesk

WORDS = {"battery": "battery", "rattles": "noise", "fire": "safety_hazard", "leaks": "leaks"}
PROMPT_TOKENS, COMPLETION_TOKENS = 1000, 100


class Fault(StrEnum):
    """What one request meets."""

    NONE = auto()
    THROTTLED = auto()
    THROTTLED_WITH_RETRY_AFTER = auto()
    BROKEN = auto()
    SLOW = auto()
    CUT = auto()
    HANG_UP = auto()
    REFUSAL = auto()
    LENGTH = auto()
    CONTENT_FILTER = auto()
    CONTENT_FILTER_400 = auto()
    INVALID_JSON = auto()
    NOT_A_COMPLETION = auto()
    WRONG_FORM = auto()
    MISSING_IDS = auto()
    TWICE = auto()
    FOREIGN_IDS = auto()
    INVENTED_LABELS = auto()
    INVENTED_SENTENCES = auto()
    INVENTED_COUNTS = auto()
    NO_USAGE = auto()
    UNAUTHORISED = auto()
    NO_QUOTA = auto()
    NO_SENTIMENT = auto()


Entry = dict[str, Any]


@dataclass
class LlmServer:
    """requests: the bodies received; obeys: phrases that turn every answer of a prompt positive.

    rejects: names of parameters that are answered 400.
    """

    url: str = ""
    faults: list[Fault] = field(default_factory=list)
    always: Fault = Fault.NONE
    habit: Callable[[dict[str, str]], Fault] | None = None
    rejects: set[str] = field(default_factory=set)
    obeys: tuple[str, ...] = ()
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    slow_s: float = 1.0
    desk: BatchDesk = field(default_factory=BatchDesk)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def calls(self) -> int:
        return len(self.requests)

    @property
    def asked(self) -> list[list[str]]:
        """The texts of the reviews of each request that named any."""
        return [list(texts_of(body).values()) for body in self.requests]

    def next_fault(self, texts: dict[str, str]) -> Fault:
        with self.lock:
            if self.faults:
                return self.faults.pop(0)
        return self.habit(texts) if self.habit else self.always


def texts_of(body: dict[str, Any]) -> dict[str, str]:
    """The text of each review by its id, read out of the prompt as a model would."""
    user = body["messages"][-1]["content"].splitlines()
    reviews = [json.loads(line) for line in user if line.startswith("{")]
    return {r["id"]: "\n".join(s["text"] for s in r["sentences"]) for r in reviews}


def label(review: Entry) -> Entry:
    """The honest answer for one review."""
    found = {
        issue: sentence["id"]
        for sentence in review["sentences"]
        for word, issue in WORDS.items()
        if word in sentence["text"].lower()
    }
    return {
        "id": review["id"],
        "language": "en",
        "sentiment": "negative" if found else "positive",
        "certainty": "high",
        "complaint": bool(found),
        "severity": "medium" if found else "none",
        "aspects": [{"aspect": "quality", "polarity": "negative"}] if found else [],
        "issues": [
            {"label": issue, "free_label": "a fault", "severity": "medium", "sentence": sentence}
            for issue, sentence in found.items()
        ],
    }


def _spoil(entries: list[Entry], fault: Fault) -> list[Entry]:
    first = entries[0]
    issue = {"label": "leaks", "free_label": None, "severity": "low", "sentence": "b1"}
    match fault:
        case Fault.MISSING_IDS:
            return entries[1:]
        case Fault.TWICE:
            return [*entries, {**first, "sentiment": "neutral"}]
        case Fault.FOREIGN_IDS:
            return [*entries, {**first, "id": "made-up"}]
        case Fault.WRONG_FORM:
            first["sentiment"] = 5
        case Fault.NO_SENTIMENT:
            first["sentiment"] = None
        case Fault.INVENTED_LABELS:
            first["issues"] = [*first["issues"], {**issue, "label": "cursed"}]
            first["aspects"] = [*first["aspects"], {"aspect": "aura", "polarity": "negative"}]
        case Fault.INVENTED_SENTENCES:
            first["issues"] = [*first["issues"], {**issue, "label": "heat", "sentence": "b99"}]
        case Fault.INVENTED_COUNTS:
            first["share"] = 0.9
            first["issues"] = [{**issue, "free_label": "90% of buyers", "count": 40}]
        case _:
            pass
    return entries


class _Handler(BaseHTTPRequestHandler):
    llm: LlmServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.path.endswith("/chat/completions"):
            self._batched(self.path, raw)
            return
        body = json.loads(raw)
        with self.llm.lock:
            self.llm.requests.append(body)
            self.llm.keys.add(self.headers["Authorization"])
        if refused := self._refused_parameter(body):
            self._error(400, f"Unsupported parameter: {refused}", "unsupported_parameter")
            return
        self._misbehave(self.llm.next_fault(texts_of(body)), body)

    def do_GET(self) -> None:
        self._batched(self.path.split("?")[0], b"")

    def do_DELETE(self) -> None:
        name = self.path.rsplit("/", 1)[1]
        self.llm.desk.deleted.append(name)
        self._json({"id": name, "object": "file", "deleted": True})

    def _batched(self, path: str, raw: bytes) -> None:
        desk = self.llm.desk
        if not desk.is_there:
            self._error(404, "no such path", "not_found")
        elif path.endswith("/files"):
            self._json(desk.upload(self.headers["Content-Type"], raw))
        elif path.endswith("/content"):
            self._send(200, desk.files[path.split("/")[-2]])
        elif path.endswith("/batches") and raw:
            self._json(desk.create(json.loads(raw)))
        elif path.endswith("/batches"):
            self._json({"object": "list", "data": [*desk.batches.values()], "has_more": False})
        else:
            self._json(
                desk.state(path.rsplit("/", 1)[1], lambda b: self._completion(b, Fault.NONE))
            )

    def _json(self, document: Entry) -> None:
        self._send(200, json.dumps(document).encode())

    def _refused_parameter(self, body: dict[str, Any]) -> str | None:
        sent = {*body, body.get("response_format", {}).get("type", "")}
        return next(iter(sorted(self.llm.rejects & sent)), None)

    def _misbehave(self, fault: Fault, body: dict[str, Any]) -> None:
        match fault:
            case Fault.THROTTLED:
                self._error(429, "slow down", "rate_limit")
            case Fault.THROTTLED_WITH_RETRY_AFTER:
                self._error(429, "slow down", "rate_limit", {"Retry-After": "7"})
            case Fault.NO_QUOTA:
                self._error(429, "no credit", "insufficient_quota")
            case Fault.BROKEN:
                self._error(500, "oops", "server_error")
            case Fault.UNAUTHORISED:
                self._error(401, "who are you", "invalid_api_key")
            case Fault.CONTENT_FILTER_400:
                self._error(400, "filtered", "content_filter")
            case Fault.HANG_UP:
                self.close_connection = True
            case Fault.SLOW:
                time.sleep(self.llm.slow_s)
                self._answer(body, Fault.NONE)
            case _:
                self._answer(body, fault)

    def _answer(self, body: dict[str, Any], fault: Fault) -> None:
        document = json.dumps(self._completion(body, fault)).encode()
        self._send(200, document, is_cut=fault is Fault.CUT)

    def _completion(self, body: dict[str, Any], fault: Fault) -> Entry:
        user = body["messages"][-1]["content"]
        reviews = [json.loads(line) for line in user.splitlines() if line.startswith("{")]
        entries = [label(each) for each in reviews]
        if any(phrase in text for phrase in self.llm.obeys for text in texts_of(body).values()):
            good = {"sentiment": "positive", "complaint": False, "severity": "none", "issues": []}
            entries = [{**each, **good} for each in entries]
        message: Entry = {"content": json.dumps({"reviews": _spoil(entries, fault)})}
        reason = "stop"
        match fault:
            case Fault.REFUSAL:
                message = {"content": None, "refusal": "I cannot help with that."}
            case Fault.LENGTH:
                message, reason = {"content": message["content"][:40]}, "length"
            case Fault.CONTENT_FILTER:
                message, reason = {"content": ""}, "content_filter"
            case Fault.INVALID_JSON:
                message = {"content": "Sure! Here you are: {reviews: "}
            case _:
                pass
        document: Entry = {
            "id": "c",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
            "usage": {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": COMPLETION_TOKENS},
        }
        if fault is Fault.NO_USAGE:
            del document["usage"]
        if fault is Fault.NOT_A_COMPLETION:
            document = {"hello": "world"}
        return document

    def _error(
        self, status: int, text: str, code: str, headers: dict[str, str] | None = None
    ) -> None:
        document = {"error": {"message": text, "type": "error", "code": code}}
        self._send(status, json.dumps(document).encode(), headers)

    def _send(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        *,
        is_cut: bool = False,
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if is_cut else body)
        self.close_connection = is_cut or self.close_connection


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that timed out has hung up; that is what the test wanted."""


@contextmanager
def serving() -> Iterator[LlmServer]:
    """A running server."""
    llm = LlmServer()
    server = _Server(("127.0.0.1", 0), type("Bound", (_Handler,), {"llm": llm}))
    llm.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield llm
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
