"""Names and ids of the people who write."""

from mock_amazon.dataset.chance import identifiers
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.dataset.vocabulary import phrases


def review_and_reviewer_id(seed: int, owner: int, number: int) -> tuple[str, str]:
    """Ids of a review and of who wrote it."""
    review, person = identifiers(seed, "review", owner, number)
    return "R" + review, "A" + person


def shown_name(draw: int, marketplace: Marketplace) -> str:
    """A reviewer's name for a number, as such people write themselves."""
    names = phrases("names")
    language = "de" if marketplace is Marketplace.DE else "en"
    first, last = names["first"][language], names["last"][language]
    name, rest = first[draw % len(first)], draw // 97
    style = rest % 10
    if style < 4:
        return f"{name} {last[rest % len(last)]}"
    if style < 6:
        return f"{name} {last[rest % len(last)][0]}."
    handles = names["handles"]
    return str(name if style < 8 else handles[rest % len(handles)])
