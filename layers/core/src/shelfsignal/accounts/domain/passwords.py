"""Which passwords are taken: long ones that are not the first to be guessed.

Length counts, rules of composition do not (NIST SP 800-63B): they make passwords that are hard to
remember and easy to guess.
"""

import unicodedata
from typing import Final

from shelfsignal.accounts.domain.common_passwords import COMMON
from shelfsignal.kernel.errors import InvalidInput

MIN_CHARS: Final = 10
MAX_CHARS: Final = 128
_MIN_DISTINCT: Final = 5
_SWAPS: Final = str.maketrans("01345$7@!", "oleasstai")
_RUNS: Final = ("01234567890", "abcdefghijklmnopqrstuvwxyz")
_MARKS: Final = "0123456789!?.,;:-_*#+@$%&/() "


def normal_password(password: str) -> str:
    """The form that is hashed: one spelling for what looks the same on different keyboards."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, email: str, field: str = "password") -> str:
    """The password in its normal form. Raises: InvalidInput naming the field, never the value."""
    normal = normal_password(password)
    if not MIN_CHARS <= len(normal) <= MAX_CHARS:
        message = f"{field} takes {MIN_CHARS}-{MAX_CHARS} characters."
        raise InvalidInput(message, field=field)
    if not all(each.isprintable() for each in normal):
        raise InvalidInput(f"{field} holds characters that cannot be typed.", field=field)
    if _is_from_email(normal, email) or is_easily_guessed(normal):
        message = f"{field} would be among the first to be guessed: choose another."
        raise InvalidInput(message, field=field)
    return normal


def is_easily_guessed(password: str) -> bool:
    """Whether it is common, hardly varied, or a run along the alphabet or the digits.

    >>> [is_easily_guessed(each) for each in ("P4ssw0rd2026!", "aaaaaaaaab", "0123456789")]
    [True, True, True]
    >>> is_easily_guessed("ostrich-lamp-velvet")
    False
    """
    lower = password.lower()
    stripped = lower.strip(_MARKS)
    families = {lower, stripped, lower.translate(_SWAPS), stripped.translate(_SWAPS)}
    families |= {lower.translate(_SWAPS).strip(_MARKS)}
    if families & COMMON or len(set(lower)) < _MIN_DISTINCT:
        return True
    return any(lower in run or lower in run[::-1] for run in _RUNS)


def _is_from_email(password: str, email: str) -> bool:
    lower = password.lower()
    local = email.partition("@")[0]
    return lower.strip(_MARKS) in {email, local, local + local} or lower == email
