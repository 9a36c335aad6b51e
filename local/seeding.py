"""What a fresh stack needs before a run: the application's secret, the sellers, an API key.

Through the services that production uses; only the values come from the mock.
"""

import json
from collections.abc import Mapping

from local.analysis import AnalysisOptions
from local.aws import Clients, fake_environment
from local.dataset import MockClient
from local.environment import environment
from local.jsonfile import read_json, write_json
from local.paths import Paths
from shelfsignal.accounts.adapters.dynamo import DynamoKeyStore
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.create_key import NewKey, create_key
from shelfsignal.collection.services.register_seller import (
    RegisterSeller,
    by_region,
    register_seller,
)
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId
from shelfsignal.runtime.collection import seller_office

ORG = OrgId("demo")
SELLER_SECRETS = "shelfsignal/local/sellers/"


def seed(paths: Paths, outputs: Mapping[str, str], emulator_url: str, mock: MockClient) -> str:
    """The API key of organisation `demo`. Doing it again changes nothing but a seller's consent."""
    with environment(fake_environment(emulator_url)):
        _put_application(Clients(emulator_url), outputs["LwaSecretArn"], mock)
        _register_sellers(outputs, mock)
        return _ensure_key(paths, outputs["AccountsTable"])


def put_llm_key(clients: Clients, outputs: Mapping[str, str], analysis: AnalysisOptions) -> None:
    """The key that a person gave; without one, what the deployment made up stays."""
    if analysis.api_key:
        text = json.dumps({"api_key": analysis.api_key})
        clients("secretsmanager").put_secret_value(
            SecretId=outputs["LlmSecretArn"], SecretString=text
        )


def _put_application(clients: Clients, secret: str, mock: MockClient) -> None:
    found = mock.application()
    document = {name: found[name] for name in ("client_id", "client_secret", "application_id")}
    text = json.dumps({**document, "secret_rotated_at": found["client_secret_issued_at"]})
    clients("secretsmanager").put_secret_value(SecretId=secret, SecretString=text)


def _register_sellers(outputs: Mapping[str, str], mock: MockClient) -> None:
    office = seller_office(outputs["CollectionTable"], SELLER_SECRETS, outputs["TokenKey"])
    for seller in mock.sellers():
        for marketplaces in by_region(Marketplace(code) for code in seller.marketplaces):
            seller_id = SellerId(seller.seller_id)
            command = RegisterSeller(ORG, seller_id, seller.name, marketplaces)
            register_seller(office, command, seller.refresh_tokens[marketplaces[0].region])


def _ensure_key(paths: Paths, table: str) -> str:
    known = read_json(paths.key)
    if known is None or known["table"] != table:
        wanted = NewKey(ORG, "make run", frozenset(Scope))
        issued = create_key(wanted, DynamoKeyStore(table), utc_now)
        known = {"table": table, "api_key": str(issued.text)}
        write_json(paths.key, known)
    return str(known["api_key"])
