"""How heads' scores become the aspects a review complains of."""

import numpy as np
import pytest

from shelfsignal.insights.adapters.local_engine.aspects import ComplainedAspects
from shelfsignal.insights.adapters.local_engine.heads import ASPECTS

QUALITY, PRICE = ASPECTS.index("quality"), ASPECTS.index("price")
PLACE = {
    "complained:any:quality": 0,
    "complained:any:price": 1,
    "complained:books:quality": 2,
}


def said(scores: list[float], family: str | None, *, complaint: bool = True) -> set[str]:
    heads = ComplainedAspects(PLACE, cut=0.5)
    row = np.array([scores], np.float32)
    _, chosen = heads.read(row, [family], np.array([complaint]))
    return {ASPECTS[at] for at in np.flatnonzero(chosen[0])}


@pytest.mark.parametrize(
    ("scores", "family", "expected"),
    [
        pytest.param([0.6, 0.7, -9.0], None, {"quality", "price"}, id="all above the cut"),
        pytest.param([-2.0, -1.0, -9.0], None, {"price"}, id="the likeliest, else"),
        pytest.param([-2.0, 0.9, -9.0], "pets", {"price"}, id="a family without heads"),
        pytest.param([0.9, 0.9, -5.0], "books", {"quality"}, id="only what its family has"),
    ],
)
def test_a_complaint_is_about_something(scores, family, expected):
    assert said(scores, family) == expected


def test_a_review_without_complaint_complains_of_nothing():
    assert said([3.0, 3.0, 3.0], None, complaint=False) == set()
