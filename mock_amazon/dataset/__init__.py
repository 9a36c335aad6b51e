"""Invented sellers, products and reviews: the same seed always tells the same story.

Everything is derived from (seed, index) on demand, so that one page of a hundred thousand products
costs one page.
"""

from mock_amazon.dataset.bookcase import Bookcase
from mock_amazon.dataset.catalogue import Catalogue

__all__ = ["Bookcase", "Catalogue"]
