"""What a log line must not hold, and how it is taken out.

Two nets. Names: a field called like a secret or like a person loses its text, however deep it is,
and so does `name=value` or `"name": "value"` of such a field inside a message or a traceback.
Shapes: what looks like a credential or an e-mail address is cut out of any text. A reviewer's name
has no shape, so it is only ever found by the name of its field.

Every pattern takes time linear in the text: hostile text is logged, too.
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any, Final

REDACTED: Final = "[redacted]"
TOO_DEEP: Final = "[too deep]"
MAX_DEPTH: Final = 12
# Nobody reads more of one text in a log. What is cut through at its end may be half a secret, which
# no pattern knows: the tail, longer than any secret, goes with it.
MAX_CHARS: Final = 20_000
_TAIL_CHARS: Final = 4_000

_FIELD: Final = re.compile(
    r"authori[sz]ation|passw(?:or)?d|passphrase|secret|credential|cookie|signature|csrf"
    r"|private[_-]?key|api[_-]?keys?$|oauth[_-]?code|tokens?$|^jwt$"
    r"|e[_-]?mails?$|e[_-]?mail[_-]?address|display[_-]?name|nick[_-]?name|^user[_-]?name$"
    r"|(?:reviewer|author|customer|buyer)s?(?:[_-]?(?:id|name)s?)?$",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"""(?<![\w-])(?P<name>[\w-]{1,64})(?:\\?["'])?\s{0,4}(?:=>?|:)\s{0,4}b?"""
)
_VALUE: Final = re.compile(
    r"""\\"(?:[^"\\]|\\[^"])*(?:\\")?     # quoted inside a quoted text
    |   "(?:[^"\\]|\\.)*"?
    |   '(?:[^'\\]|\\.)*'?
    |   [^\n,;&"')\]}]+                   # bare: to the end of the clause
    """,
    re.VERBOSE | re.DOTALL,
)
_SHAPES: Final = re.compile(
    r"""
      ss_[0-9A-Za-z]{4,64}_[0-9A-Za-z]{8,}                        # our API keys
    | (?<![0-9A-Za-z])ss[rt]_[\w-]{20,}                           # refresh tokens, mailed ones
    | (?<![\w-])eyJ[\w-]{4,}(?:\.[\w-]+){1,4}                     # JWTs, signed or encrypted
    | Atz[a-z](?:\||%7[Cc]|\\u007[cC])[^\s"'\\&,;<>)\]}]+         # Amazon's tokens
    | amzn1\.(?:oa2-cs|application-oa2-client-secret)\.[\w.-]+    # LWA client secrets, new form
    | (?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])              # and old; our keys' secrets too
    | \b[Bb]earer\s+[\w.~+/|%=-]{6,}
    | \b[Bb]asic\s+(?=[\w+/=-]{0,200}[A-Z0-9=])[\w+/=-]{6,}
    | \b(?:AKIA|ASIA)[0-9A-Z]{16}\b                               # AWS access keys
    | \bsk-[\w-]{16,}                                             # LLM vendors' keys
    | -----BEGIN\ [A-Z ]{0,20}PRIVATE\ KEY-----[^-]*(?:-----END\ [A-Z ]{0,20}KEY-----)?
    | [^\s@"'<>(){}\[\],;:=|\\/]{1,64}(?:@|%40)                   # e-mail addresses
      (?:[^\s@"'<>(){}\[\],;:=|\\/.%&?]{1,63}\.){1,8}[^\W\d_]{2,24}
    """,
    re.VERBOSE,
)


def redact_text(text: str) -> str:
    """The text without what looks like a credential or a person.

    >>> redact_text("refused: Atzr|IwEBIJ and refresh_token=abc&x=1 of jo@example.com")
    'refused: [redacted] and refresh_token=[redacted]&x=1 of [redacted]'
    """
    safe = _SHAPES.sub(REDACTED, "".join(_less_pairs(text[:MAX_CHARS])))
    return safe if len(text) <= MAX_CHARS else safe[:-_TAIL_CHARS] + "..."


def redact(value: Any, depth: int = 0) -> Any:
    """The same value as JSON-able data, safe to log. Numbers, booleans and None stay.

    >>> redact({"tokens": 12, "token": "abc", "review": {"author": "Jo", "rating": 5}})
    {'tokens': 12, 'token': '[redacted]', 'review': {'author': '[redacted]', 'rating': 5}}
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return redact_text(value)
    if depth >= MAX_DEPTH:
        return TOO_DEEP
    if isinstance(value, Mapping):
        return {
            redact_text(str(name)): _redact_field(str(name), each, depth)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple | Set):
        return [redact(each, depth + 1) for each in value]
    return redact_text(_text_of(value))


def _redact_field(name: str, value: Any, depth: int) -> Any:
    """A secret may also be a list or a mapping; a number or None is none."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return REDACTED if _FIELD.search(name) else redact(value, depth + 1)


def _less_pairs(text: str) -> Iterator[str]:
    """The text's parts, each value that follows a field's name replaced."""
    position = 0
    while name := _NAME.search(text, position):
        yield text[position : name.end()]
        position = name.end()
        value = _FIELD.search(name["name"]) and _VALUE.match(text, position)
        if value:
            yield REDACTED
            position = value.end()
    yield text[position:]


def _text_of(value: Any) -> str:
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "replace")
    try:
        return str(value)
    except Exception as error:  # noqa: BLE001 - a line of a log must not fail for what it describes
        return f"[{type(value).__name__} without text: {type(error).__name__}]"
