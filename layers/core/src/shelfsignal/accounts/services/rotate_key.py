"""Sign with a new key, and go on believing the old ones until their last token has expired."""

from dataclasses import dataclass, replace
from datetime import timedelta

from shelfsignal.accounts.domain.credential_ports import KeyMaker, PublicKeyStore, SigningSecret
from shelfsignal.accounts.domain.signing import RETIRED_FOR, PublicKey
from shelfsignal.kernel.clock import Clock


@dataclass(frozen=True)
class KeyRing:
    """Where the halves are kept, and where new ones come from."""

    public: PublicKeyStore
    secret: SigningSecret
    draw: KeyMaker
    clock: Clock


def rotate_signing_key(ring: KeyRing, *, at_once: bool = False) -> PublicKey:
    """The new key. The public half is there before anything is signed with the private one.

    at_once: the old keys are believed no longer, as after a leak; whoever is signed in gets a new
    token with their next refresh. Raises: StoreUnavailable.
    """
    now = ring.clock()
    signing, public = ring.draw(now)
    old = [key for key in ring.public.all() if key.accepted_until is None or at_once]
    ring.public.put(public)
    ring.secret.write(signing)
    until = now + (timedelta(0) if at_once else RETIRED_FOR)
    for key in old:
        ring.public.put(replace(key, accepted_until=until))
    return public
