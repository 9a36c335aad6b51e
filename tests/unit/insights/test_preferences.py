"""An organisation's choices, kept exactly, on the fake and on the real store."""

from decimal import Decimal

import pytest

from shelfsignal.insights.adapters.dynamo.preference_store import DynamoPreferences
from shelfsignal.insights.domain.preferences import Caps, Preferences
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId
from tests.fakes.work import FakePreferences
from tests.unit.insights.conftest import TABLE

ORG = OrgId("demo")


@pytest.fixture(params=["fake", "real"])
def store(request):
    if request.param == "fake":
        return FakePreferences()
    request.getfixturevalue("aws")
    return DynamoPreferences(TABLE)


def test_an_organisation_that_chose_nothing_has_the_defaults(store):
    assert store.get(ORG) == Preferences()


@pytest.mark.parametrize(
    "chosen",
    [
        Preferences(35.5, Caps(Decimal("0.1"), Decimal("12.3456"), 0, 5_000_000)),
        Preferences(100.0, Caps(tokens_a_run=7)),
    ],
)
def test_choices_come_back_as_they_were_made_and_to_nobody_else(store, chosen):
    store.put(ORG, Preferences(1.0, Caps(usd_a_day=Decimal(9))))
    store.put(ORG, chosen)

    assert store.get(ORG) == chosen
    assert store.get(OrgId("rival")) == Preferences()


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Preferences(0), "attention.needs_attention_from"),
        (lambda: Preferences(101), "attention.needs_attention_from"),
        (lambda: Preferences(caps=Caps(usd_a_run=Decimal(-1))), "budget.usd_a_run"),
    ],
)
def test_a_choice_that_makes_no_sense_names_its_field(make, field):
    with pytest.raises(InvalidInput) as refusal:
        make()

    assert refusal.value.details["field"] == field
