"""Names and ids of the people who write."""

from mock_amazon.dataset.chance import key
from mock_amazon.dataset.sellers import Marketplace

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST = (
    "Linda", "James", "Maria", "Robert", "Pat", "Denise", "Kevin", "Sandra", "Mike", "Tasha",
    "Greg", "Yolanda",
    "Chris", "Bev", "Omar", "Priya", "Hannah", "Luis", "Dot", "Wes", "Carol", "Ty", "Emily",
    "Frank", "Nadia",
)  # fmt: skip
_LAST = (
    "Whitaker", "Delgado", "Brooks", "Nguyen", "Foster", "O'Neil", "Patel", "Kowalski", "Reyes",
    "Hughes",
    "Barnes", "Lindqvist", "Okafor", "Mercer", "Tanaka", "Shaw", "Bianchi", "Grant", "Doyle",
    "Peck",
)  # fmt: skip
_GERMAN_FIRST = (
    "Sabine", "Thomas", "Anke", "Jürgen", "Katrin", "Stefan", "Mehmet", "Ute", "Lena",
    "Florian", "Heike",
    "Markus", "Svenja", "Dieter", "Ayşe", "Jonas",
)  # fmt: skip
_GERMAN_LAST = (
    "Krüger", "Schmitz", "Bauer", "Yilmaz", "Lorenz", "Hoffmann", "Pohl", "Seidel", "Winkler",
    "Brandt",
    "Möller", "Vogt",
)  # fmt: skip
_HANDLES = (
    "Amazon Customer",
    "Kindle Customer",
    "bargainhunter",
    "dogmom",
    "gadget_guy",
    "mrs_b",
    "JT",
    "teach3r",
)


def base36(number: int, length: int) -> str:
    """The number's last `length` digits in base 36."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return "".join(digits)


def review_id(seed: int, owner: int, number: int) -> str:
    """An id shaped like Amazon's."""
    high, low = key(seed, "review id", owner, number), key(seed, "review tail", owner, number)
    return "R" + base36(high, 9) + base36(low, 4)


def reviewer(seed: int, owner: int, number: int, marketplace: Marketplace) -> tuple[str, str]:
    """Id and shown name of who wrote it."""
    draw = key(seed, "reviewer", owner, number)
    first, last = (
        (_GERMAN_FIRST, _GERMAN_LAST) if marketplace is Marketplace.DE else (_FIRST, _LAST)
    )
    name, rest = first[draw % len(first)], draw // 97
    style = rest % 10
    if style < 4:
        shown = f"{name} {last[rest % len(last)]}"
    elif style < 6:
        shown = f"{name} {last[rest % len(last)][0]}."
    elif style < 8:
        shown = name
    else:
        shown = _HANDLES[rest % len(_HANDLES)]
    return "A" + base36(draw, 12), shown
