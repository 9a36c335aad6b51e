"""The ways an answer can go wrong."""

from enum import StrEnum


class FaultKind(StrEnum):
    """What happens to a request."""

    TIMEOUT = "timeout"
    SLOW = "slow"
    THROTTLED = "429"
    INTERNAL = "500"
    HTML_502 = "html_502"
    HTML_503 = "html_503"
    HTML_504 = "html_504"
    EMPTY_502 = "empty_502"
    CUT = "cut"
    RESET = "reset"
    TRUNCATED = "truncated_json"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105  # a name, not a secret
    REPEATED_ITEM = "repeated_item"
    BAD_REQUEST = "400"
    FORBIDDEN = "403"
    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    UNAVAILABLE = "503"
    ECHO_400 = "echo_400"
    ECHO_403 = "echo_403"
    ECHO_500 = "echo_500"


# These answer in the end, or can only happen once in a row without locking the client out.
GENTLE = frozenset({
    FaultKind.TIMEOUT, FaultKind.SLOW, FaultKind.EXPIRED_TOKEN, FaultKind.REPEATED_ITEM,
})  # fmt: skip
# These let the request succeed, late or with something extra.
HARMLESS = frozenset({FaultKind.SLOW, FaultKind.REPEATED_ITEM})
