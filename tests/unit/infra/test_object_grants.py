"""Which objects a function may touch: the prefixes that its code names, and none below another."""

import json
import re

import pytest

from tests.unit.infra.test_grants import ALL, actions_of, resources_of, statements_for

KINDS = {"s3:GetObject": "read", "s3:PutObject": "write", "s3:DeleteObject": "delete"}
FEED = {
    "read": {"normalised", "manifests", "results"},
    "write": {"raw", "normalised", "manifests"},
    "delete": {"results"},
}
# By what the code reads and writes (kernel.lake has the prefixes); functions without objects have
# none. Raw answers name reviewers: nobody reads them.
OBJECTS = {
    "open_run": {"write": {"manifests"}},
    "collect_pages": FEED,
    "collect_review_tails": FEED,
    "analyse_products": {
        "read": {"normalised", "results", "ledger", "insights", "answers"},
        "write": {"results", "ledger", "insights", "answers", "pointers"},
    },
    "roll_up": {"read": {"results"}, "write": {"rolled"}},
    "close_run": {"read": {"results"}},
    "open_review_job": {"read": {"uploads"}, "write": {"uploads", "manifests"}},
    "fetch_reviews": {"read": {"normalised", "uploads"}, "write": {"raw", "normalised"}},
    "close_review_job": {"read": {"results"}},
    "open_backfill": {"read": {"backfills"}, "write": {"backfills", "manifests"}},
    "order_answers": {"read": {"backfills", "ledger", "answers"}, "write": {"backfills"}},
    "collect_answers": {"read": {"backfills", "answers"}, "write": {"backfills", "answers"}},
    "analyse_ledgers": {
        "read": {"backfills", "answers", "ledger", "insights"},
        "write": {"backfills", "answers", "ledger", "insights", "pointers"},
    },
    "close_backfill": {"read": {"backfills"}, "write": {"backfills"}},
    "compute_figures": {"read": {"insights"}},
    "export_products": {"write": {"exports"}},
    "api": {"read": {"ledger", "insights", "exports", "uploads"}, "write": {"uploads"}},
}
_PREFIX = re.compile(r"/([a-z]+)/\*")


def statements_on_objects(templates, spec):
    for statement in statements_for(templates, spec):
        if statement["Effect"] == "Allow" and set(actions_of(statement)) & set(KINDS):
            yield statement


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_a_function_touches_the_objects_that_its_code_does(prod, spec):
    found: dict[str, set[str]] = {}
    for statement in statements_on_objects(prod, spec):
        for resource in resources_of(statement):
            [prefix] = _PREFIX.findall(json.dumps(resource))
            for action in actions_of(statement):
                found.setdefault(KINDS[action], set()).add(prefix)

    assert found == OBJECTS.get(spec.name, {})


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_no_resource_is_wider_than_its_prefix(prod, spec):
    """A star stands at the end and nowhere else, behind a name: of keys, indexes, secrets, runs."""
    for statement in statements_for(prod, spec):
        for resource in resources_of(statement):
            text = json.dumps(resource)
            if text != '"*"':  # tracing's, held to its actions elsewhere
                assert re.fullmatch(r'[^*]*(?:[a-z_-]/\*|[a-z_:/-]\*|[^*])"[^*]*', text), text
