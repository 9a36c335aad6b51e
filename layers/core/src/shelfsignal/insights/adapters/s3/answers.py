"""Every answer of a model, one object a question; what is there is never asked for again."""

from __future__ import annotations

import json
import zlib
from typing import Any

from shelfsignal.kernel import lake
from shelfsignal.kernel.ids import OrgId
from shelfsignal.kernel.objects import S3Objects


class S3Answers:
    """AnswerStore over answers/."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def get(self, org: OrgId, key: str) -> dict[str, Any] | None:
        try:
            text = self._objects.find_gzip(lake.answer_key(org, key))
            document = None if text is None else json.loads(text)
        except (ValueError, EOFError, OSError, zlib.error):
            return None
        return document if isinstance(document, dict) else None

    def put(self, org: OrgId, key: str, answer: dict[str, Any]) -> None:
        text = json.dumps(answer, separators=(",", ":"), sort_keys=True)
        self._objects.put_gzip(lake.answer_key(org, key), text.encode())
