"""Who may open tokens, and only with their owner named in full."""

from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.kernel.ids import OrgId, Region, SellerId
from tests.unit.infra.test_grants import ALL, actions_of, statements_for

OPENERS = {"collect_pages", "collect_review_tails", "fetch_reviews"}


def kms_statements(templates, spec):
    return [
        statement
        for statement in statements_for(templates, spec)
        if {"kms:Encrypt", "kms:Decrypt"} & set(actions_of(statement))
        and "Null" in statement.get("Condition", {})
    ]


def test_tokens_are_opened_by_whoever_asks_amazon_and_by_nobody_else(prod):
    found = {
        spec.name
        for spec in ALL
        for statement in kms_statements(prod, spec)
        if "kms:Decrypt" in actions_of(statement)
    }

    assert found == OPENERS


def test_every_name_of_the_encryption_context_has_to_be_there(prod):
    """A ciphertext that was copied into another row is closed there, and no key opens without."""
    context = Grant(OrgId("o"), SellerId("s"), Region.EUROPE).context
    needed = {f"kms:EncryptionContext:{name}": "false" for name in context}

    conditions = [
        statement["Condition"]["Null"] for spec in ALL for statement in kms_statements(prod, spec)
    ]

    assert len(conditions) == len(OPENERS) + 1
    assert all(each == needed for each in conditions)
