"""E-mail addresses: one spelling an address, so that nobody registers twice or as somebody else."""

import re
from typing import Final

from shelfsignal.kernel.errors import InvalidInput

_MAX_CHARS: Final = 254
_MAX_LOCAL_CHARS: Final = 64
# ASCII only: letters that look alike in other scripts would make two people of one address.
_ADDRESS: Final = re.compile(
    r"(?P<local>[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


def normal_email(text: str) -> str:
    """The address in lower case. Raises: InvalidInput, naming the field `email`.

    >>> normal_email("  Ada@Example.COM ")
    'ada@example.com'
    """
    email = text.strip().lower()
    match = _ADDRESS.fullmatch(email) if len(email) <= _MAX_CHARS else None
    if match is None or len(match["local"]) > _MAX_LOCAL_CHARS:
        raise InvalidInput("email is not an e-mail address.", field="email")
    return email
