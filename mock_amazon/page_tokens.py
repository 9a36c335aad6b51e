"""Page tokens: opaque to the client, bound to the request they continue, and short-lived."""

from typing import Any

from mock_amazon.answers import invalid_input
from mock_amazon.seals import Seal


class PageTokens:
    """Signs and reads tokens; nothing is stored, so they outlive a restart with the same seed."""

    def __init__(self, seed: int, lifetime_s: float) -> None:
        self._seal = Seal(seed, "page-token")
        self.lifetime_s = lifetime_s

    def issue(self, claims: dict[str, Any], now: float) -> str:
        """A token that says this until the lifetime is over."""
        return self._seal.close({**claims, "exp": int(now + self.lifetime_s)})

    def read(self, token: str, now: float, **bound: object) -> dict[str, Any]:
        """What the token says. Raises: Refusal (400) when forged, another request's, or expired."""
        claims = self._seal.open(token)
        if claims is None:
            raise invalid_input("Invalid page token")
        for name, value in bound.items():
            if claims.get(name) != value:
                raise invalid_input(
                    "Invalid page token",
                    f"The page token belongs to a request with another {name}.",
                )
        if now >= claims["exp"]:
            raise invalid_input("page token expired", "Start again from the first page.")
        return claims
