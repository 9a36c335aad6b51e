"""The other names of a listing: the seller's SKU, the EAN on its box, the node of its kind."""

from dataclasses import dataclass
from functools import cache

from mock_amazon.dataset.chance import key
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.vocabulary import departments

_EAN_START = "29"  # GS1 leaves 20 to 29 to shops, so these are nobody's
_EAN_LENGTH = 13


@dataclass(frozen=True, slots=True)
class BrowseNode:
    """A place in the browse tree: a department, or a kind of product below one."""

    node_id: str
    name: str
    parent: "BrowseNode | None" = None


def sku_of(listing: Listing) -> str:
    """The seller's own number for the listing.

    It ends in the listing's index, so that `index_of_sku` can lead back.
    """
    letters = "".join(letter for letter in listing.brand if letter.isalpha())[:4].upper()
    return f"{letters}-{listing.marketplace.value}-{listing.index:06}"


def index_of_sku(sku: str) -> int | None:
    """The index a SKU ends in; None when it cannot be one of ours."""
    digits = sku.rpartition("-")[2]
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 10 else None


def ean_of(listing: Listing) -> str:
    """Thirteen digits with a right check digit."""
    body = f"{_EAN_START}{listing.index:010}"
    return body + _check_digit(body)


def index_of_ean(ean: str) -> int | None:
    """The index an EAN leads to; None when it is not one of ours."""
    if len(ean) != _EAN_LENGTH or not ean.isdecimal() or not ean.startswith(_EAN_START):
        return None
    return int(ean[2:-1]) if ean[-1] == _check_digit(ean[:-1]) else None


def node_of(listing: Listing) -> BrowseNode:
    """The node of the listing's kind, below its department's."""
    return _node(listing.department.department_id, listing.kind.type_id)


def node_with_id(node_id: str) -> BrowseNode | None:
    """A node of the tree by its id."""
    for department_id, department in departments().items():
        for kind in department.types:
            node = _node(department_id, kind.type_id)
            for one in (node, node.parent):
                if one is not None and one.node_id == node_id:
                    return one
    return None


@cache
def _node(department_id: str, type_id: str) -> BrowseNode:
    department = departments()[department_id]
    kind = next(one for one in department.types if one.type_id == type_id)
    parent = BrowseNode(_node_id(department_id), department.category)
    return BrowseNode(_node_id(department_id, type_id), kind.noun.capitalize(), parent)


def _node_id(*names: str) -> str:
    return str(10**9 + key("node", *names) % (9 * 10**9))


def _check_digit(body: str) -> str:
    weighted = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return str(-weighted % 10)
