"""What must happen on no page whatever a test does there."""

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError


class Watch:
    """Breaches of the Content-Security-Policy, uncaught exceptions, calls to a review's hosts."""

    def __init__(self, context: BrowserContext) -> None:
        self.seen: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._thrown)
        context.on("request", lambda request: self._asked(request.url))

    def require_clean(self) -> None:
        assert self.seen == []

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.seen.append(message.text)

    def _thrown(self, error: WebError) -> None:
        self.seen.append(str(error.error))

    def _asked(self, url: str) -> None:
        if "evil.example" in url:
            self.seen.append(f"asked for {url}")
