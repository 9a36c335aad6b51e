"""The mails we send: plain text, one link each, nothing that identifies more than it must."""

from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(frozen=True)
class Mail:
    """text holds a token: neither is ever logged, hence no repr of it."""

    to: str
    subject: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Links:
    """Where the dashboard is, without a slash at its end."""

    dashboard_url: str

    def to(self, page: str, token: str) -> str:
        """The token stands behind the "#": browsers tell it to no server, in no Referer.

        >>> Links("https://app.example.com").to("verify-email", "sst_x")
        'https://app.example.com/verify-email#token=sst_x'
        """
        return f"{self.dashboard_url}/{page}#{urlencode({'token': token})}"


def reset_mail(to: str, token: str, links: Links) -> Mail:
    return Mail(
        to,
        "Set a new password for ShelfSignal",
        "Somebody, hopefully you, asked for a new password for this address.\n\n"
        f"Set it within an hour:\n{links.to('reset-password', token)}\n\n"
        "If it was not you, do nothing: your password stays as it is.\n",
    )


def verification_mail(to: str, token: str, links: Links) -> Mail:
    return Mail(
        to,
        "Confirm your address for ShelfSignal",
        f"Confirm that this address is yours:\n{links.to('verify-email', token)}\n\n"
        "The link works for three days. If you have not registered, do nothing.\n",
    )


def invite_mail(to: str, token: str, links: Links, *, organisation: str, inviter: str) -> Mail:
    return Mail(
        to,
        f"{_one_line(inviter)} invites you to {_one_line(organisation)} on ShelfSignal",
        f"{_one_line(inviter)} invites you to join {_one_line(organisation)} on ShelfSignal.\n\n"
        f"Accept within seven days:\n{links.to('accept-invite', token)}\n\n"
        "If you do not know them, do nothing.\n",
    )


def _one_line(text: str) -> str:
    """A header ends where a line does: nobody's name adds one."""
    return " ".join(text.split())[:100]
