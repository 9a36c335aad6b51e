import json

import pytest

from scripts.create_api_key import main
from shelfsignal.accounts.adapters.dynamo import DynamoKeyStore
from shelfsignal.accounts.domain.errors import Unauthenticated
from shelfsignal.accounts.services.authenticate import Authenticator
from tests.builders.accounts import NOW


def test_the_printed_key_opens_the_organisation(table, capsys):
    code = main(["--table", table, "--org", "demo", "--name", "ci", "--scopes", "runs:read"])

    printed = json.loads(capsys.readouterr().out)
    principal = Authenticator(DynamoKeyStore(table), lambda: NOW).authenticate(printed["api_key"])
    assert code == 0
    assert (principal.org_id, set(principal.scopes)) == ("demo", {"runs:read"})
    assert printed["scopes"] == ["runs:read"]


def test_a_revoked_key_opens_nothing(table, capsys):
    main(["--table", table, "--org", "demo"])
    printed = json.loads(capsys.readouterr().out)

    code = main(["--table", table, "--org", "demo", "--revoke", printed["key_id"]])

    assert code == 0
    with pytest.raises(Unauthenticated):
        Authenticator(DynamoKeyStore(table), lambda: NOW).authenticate(printed["api_key"])


def test_a_refusal_is_one_line_and_exit_code_1(table, capsys):
    code = main(["--table", table, "--org", "Not Allowed"])

    assert code == 1
    assert capsys.readouterr().err.startswith("invalid_input: org_id takes")
