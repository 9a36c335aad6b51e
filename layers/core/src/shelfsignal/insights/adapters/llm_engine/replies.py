"""A server's answer, read by our own models: compatible servers leave out what they like."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ValidationError


class Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """content is None when there is nothing to read; refusal and is_cut say why.

    usage is None when the server does not report it.
    """

    content: str | None
    usage: Usage | None = None
    refusal: str | None = None
    is_cut: bool = False


def read_reply(text: str) -> Reply:
    """A body that is no completion is a reply without content."""
    try:
        completion = _Completion.model_validate_json(text)
    except ValidationError:
        return Reply(None)
    if not completion.choices:
        return Reply(None, completion.usage)
    choice = completion.choices[0]
    if choice.message.refusal:
        return Reply(None, completion.usage, refusal="refusal")
    if choice.finish_reason == "content_filter":
        return Reply(None, completion.usage, refusal="content_filter")
    is_cut = choice.finish_reason == "length"
    return Reply(choice.message.content, completion.usage, is_cut=is_cut)
