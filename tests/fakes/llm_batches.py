"""The Batch API of the loopback LLM server: files, batches, and lines that fail or expire."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

Json = dict[str, Any]
Answer = Callable[[Json], Json]


class LineFault(StrEnum):
    """What becomes of a line."""

    NONE = auto()
    EXPIRED = auto()
    FAILED = auto()
    UNREADABLE = auto()


@dataclass
class BatchDesk:
    """polls: how often a batch is asked after before it ends, in `ends_as`.

    habit: what becomes of the nth line of a batch. lines: every line received.
    """

    polls: int = 1
    ends_as: str = "completed"
    habit: Callable[[int], LineFault] = lambda _number: LineFault.NONE
    is_there: bool = True
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Json] = field(default_factory=dict)
    lines: list[Json] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def upload(self, content_type: str, body: bytes) -> Json:
        """A multipart form with a file."""
        found = re.search(r"boundary=([^;]+)", content_type)
        assert found is not None
        part = next(p for p in body.split(b"--" + found[1].encode()) if b"filename=" in p)
        content = part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n")
        name = f"file-{len(self.files) + 1}"
        self.files[name] = content
        shape = {"object": "file", "created_at": 0, "filename": "x.jsonl", "purpose": "batch"}
        return {"id": name, "bytes": len(content), "status": "processed", **shape}

    def create(self, body: Json) -> Json:
        batch_id = f"batch_{len(self.batches) + 1}"
        self.batches[batch_id] = {
            "id": batch_id,
            "object": "batch",
            "created_at": 0,
            "endpoint": body["endpoint"],
            "completion_window": body["completion_window"],
            "input_file_id": body["input_file_id"],
            "metadata": body.get("metadata"),
            "status": "in_progress",
            "asked": 0,
        }
        return self.batches[batch_id]

    def state(self, batch_id: str, answer: Answer) -> Json:
        batch = self.batches[batch_id]
        batch["asked"] += 1
        if batch["asked"] > self.polls and batch["status"] == "in_progress":
            self._end(batch, answer)
        return batch

    def _end(self, batch: Json, answer: Answer) -> None:
        batch["status"] = self.ends_as
        if self.ends_as == "failed":
            errors = [{"code": "token_limit_exceeded", "message": "Too many tokens are queued."}]
            batch["errors"] = {"object": "list", "data": errors}
            return
        good, bad = [], []
        for number, line in enumerate(self.files[batch["input_file_id"]].splitlines()):
            asked = json.loads(line)
            self.lines.append(asked)
            match self.habit(number):
                case LineFault.EXPIRED:
                    bad.append({"custom_id": asked["custom_id"], "error": {"code": "expired"}})
                case LineFault.FAILED:
                    response = {"status_code": 500, "body": {"error": {"message": "oops"}}}
                    good.append({"custom_id": asked["custom_id"], "response": response})
                case LineFault.UNREADABLE:
                    response = {"status_code": 200, "body": {"choices": "none"}}
                    good.append({"custom_id": asked["custom_id"], "response": response})
                case _:
                    response = {"status_code": 200, "body": answer(asked["body"])}
                    good.append({"custom_id": asked["custom_id"], "response": response})
        for kind, lines in (("output_file_id", good), ("error_file_id", bad)):
            if lines:
                name = f"file-{len(self.files) + 1}"
                self.files[name] = "\n".join(map(json.dumps, lines)).encode() + b"\nnot json\n"
                batch[kind] = name
