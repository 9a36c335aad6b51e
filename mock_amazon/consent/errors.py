"""What Seller Central shows instead of the consent page."""


class ConsentError(Exception):
    """A consent request that is not honoured; the code is Amazon's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


def unknown_application() -> ConsentError:
    """MD1000: no such application."""
    return ConsentError("MD1000", "There is no application with this application_id.")


def draft_application() -> ConsentError:
    """MD1000: the application is a draft, and the link does not say version=beta."""
    return ConsentError(
        "MD1000", "This application is a draft: add version=beta to authorise it for a test."
    )


def redirect_mismatch() -> ConsentError:
    """MD5101: the link leads back to where the application is not registered."""
    return ConsentError(
        "MD5101", "The redirect_uri does not match a redirect URI registered for the application."
    )


def stale_ticket() -> ConsentError:
    """The form was left open too long, or did not come from this page."""
    return ConsentError("MD9100", "This page has expired. Start again from the application.")
