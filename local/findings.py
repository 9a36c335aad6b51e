"""What a run found, as lines for a person: what needs attention, costs stars, is rising."""

from collections.abc import Iterator
from typing import Any

from local.stack import LocalStack
from shelfsignal.kernel.text import printable

_SHOWN = 5
_QUOTE_CHARS = 110
_TITLE_CHARS = 70
_WHOLE_POINTS = 10
Json = dict[str, Any]


def gather(stack: LocalStack) -> Json:
    """The portfolio's figures and its rising issues, from the API."""
    portfolio: Json = stack.api("GET", "/v1/portfolio").raise_for_status().json()
    rising: Json = stack.api("GET", "/v1/issues?kind=rising").raise_for_status().json()
    return {"portfolio": portfolio, "rising": rising["items"]}


def render(found: Json, run: Json) -> list[str]:
    """Lines for the screen. Strangers' words, which they quote, cannot steer it."""
    return [printable(line) for line in _lines(found, run)]


def _lines(found: Json, run: Json) -> list[str]:
    portfolio = found["portfolio"]
    return [
        "",
        f"Findings for {portfolio['day']}: {portfolio['products']:,} products, "
        f"{portfolio['reviews']:,} reviews, {percent(portfolio['sentiment']['negative'])} negative",
        "",
        "Products that need attention",
        *(_attention(portfolio["attention"]) or ["  none"]),
        "",
        "Issues that cost the most stars",
        *(_issues(portfolio["top_issues"]) or ["  none"]),
        "",
        "Issues on the rise",
        *(_issues(found["rising"]) or ["  none"]),
        "",
        *_run(run),
    ]


def percent(share: Json) -> str:
    """A share with its sample size.

    >>> percent({"count": 30, "n": 120, "value": 0.25, "low": 0.18, "high": 0.33})
    '25 % (n=120)'
    """
    if share["value"] is None:
        return f"not enough data (n={share['n']:,})"
    points = share["value"] * 100
    return f"{points:.{0 if points >= _WHOLE_POINTS else 1}f} % (n={share['n']:,})"


def shortened(text: str, characters: int) -> str:
    """Cut between words, with an ellipsis, when it is longer.

    >>> shortened("Expandable garden hose", 15)
    'Expandable …'
    """
    return text if len(text) <= characters else text[: characters - 1].rsplit(" ", 1)[0] + " …"


def quoted(text: str) -> str:
    """One line of a quote, cut between words when it is long.

    >>> quoted("It\\nbroke.")
    '“It broke.”'
    """
    return f"“{shortened(' '.join(text.split()), _QUOTE_CHARS)}”"


def _attention(products: list[Json]) -> list[str]:
    lines = []
    for product in products[:_SHOWN]:
        since = f" since {product['since']}" if product["since"] else ""
        title = shortened(product["title"], _TITLE_CHARS)
        lines.append(f"  {product['score']:5.1f}  {product['product_id']}  {title}")
        lines.append(f"         {'; '.join(product['reasons'])}{since}")
    return lines


def _issues(issues: list[Json]) -> list[str]:
    return [line for issue in issues[:_SHOWN] for line in _issue(issue)]


def _issue(issue: Json) -> Iterator[str]:
    rise = f", rising since {issue['rise']['start']}" if issue["rise"] else ""
    yield (
        f"  {issue['name']}: {issue['mentions']:,} mentions in "
        f"{issue['products_affected']:,} products, {percent(issue['share'])}{rise}"
    )
    if issue["quote"]:
        yield f"         {quoted(issue['quote']['text'])} ({issue['quote']['rating']} stars)"


def _run(run: Json) -> list[str]:
    rate = "not measured"
    if run["achieved_rps"] is not None and run["permitted_rps"]:
        used = run["achieved_rps"] / run["permitted_rps"]
        rate = f"{run['achieved_rps']:.1f} of {run['permitted_rps']:.1f} requests/s ({used:.0%})"
    return [
        f"Run {run['run_id']}: {run['status']} in {run['seconds']:.1f} s, {run['requests']:,} "
        f"requests, rate used {rate}, {run['http_429']:,} 429s",
        f"{run['versions_written']:,} insight versions written, {run['failures']:,} failures, "
        f"{_cost(run)} ({run['engine'] or 'no analysis needed'})",
        *([f"Left: {run['failure']}"] if run["failure"] else []),
    ]


def _cost(run: Json) -> str:
    """What reading took, and what of it fell to a product and to an insight.

    >>> _cost({"tokens": 1200, "cost_usd": 0.5, "analysed": 100, "versions_written": 50})
    '1,200 tokens, $0.50: $0.005 a product, $0.01 an insight'
    """
    whole = f"{run['tokens']:,} tokens, ${float(run['cost_usd']):.2f}"
    shares = [
        f"${float(run['cost_usd']) / run[count]:.2g} {what}"
        for count, what in (("analysed", "a product"), ("versions_written", "an insight"))
        if run[count] and float(run["cost_usd"])
    ]
    return f"{whole}: {', '.join(shares)}" if shares else whole
