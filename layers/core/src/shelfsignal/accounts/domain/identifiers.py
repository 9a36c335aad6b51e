"""Ids of what accounts owns; an organisation's id is part of every storage key."""

import re
import secrets
import unicodedata
from typing import Final, NewType

from ulid import ULID

from shelfsignal.kernel.ids import OrgId

UserId = NewType("UserId", str)
_SUFFIX_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_SUFFIX_CHARS: Final = 6
_SLUG_CHARS: Final = 40
_NO_SLUG: Final = re.compile(r"[^a-z0-9]+")


def new_id() -> str:
    """A ULID: ids sort by the time they were made."""
    return str(ULID())


def draw_org_id(name: str) -> OrgId:
    """An organisation's id: what of its name fits a key, and enough chance to be its own."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _NO_SLUG.sub("-", plain).strip("-")[:_SLUG_CHARS].strip("-") or "org"
    suffix = "".join(secrets.choice(_SUFFIX_ALPHABET) for _ in range(_SUFFIX_CHARS))
    return OrgId(f"{slug}-{suffix}")
