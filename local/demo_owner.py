"""Who signs in to a local stack: the owner of organisation `demo`, and the key their tokens are
signed with. Through the services that production uses."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from local.aws import fake_environment
from local.environment import environment
from local.jsonfile import read_json, write_json
from local.paths import Paths
from local.seeding import ORG
from shelfsignal.accounts.services.create_owner import FirstOwner
from shelfsignal.accounts.services.rotate_key import rotate_signing_key
from shelfsignal.runtime.identity import found_organisation, wire_key_ring

EMAIL = "demo@shelfsignal.local"
_WORD_BYTES = 12


@dataclass(frozen=True)
class Login:
    """What a person types."""

    email: str
    password: str


def seed_owner(paths: Paths, outputs: Mapping[str, str], emulator_url: str) -> Login:
    """The demo owner's login; doing it again changes nothing."""
    table = outputs["AccountsTable"]
    with environment(fake_environment(emulator_url)):
        _ensure_signing_key(table, outputs["SigningSecretArn"])
        known = read_json(paths.login)
        if known is None or known["table"] != table:
            password = secrets.token_urlsafe(_WORD_BYTES)
            wanted = FirstOwner(ORG, "Demo", EMAIL, "Demo Owner", password)
            found_organisation(table, wanted)
            known = {"table": table, "email": EMAIL, "password": password}
            write_json(paths.login, known)
    return Login(str(known["email"]), str(known["password"]))


def _ensure_signing_key(table: str, secret: str) -> None:
    ring = wire_key_ring(table, secret)
    if not ring.public.all():
        rotate_signing_key(ring)
