"""Wiring of seller connections for the API."""

from collections.abc import Callable

import boto3
import httpx

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.identities import Identities
from shelfsignal.accounts.services.standing import may_still
from shelfsignal.collection.adapters.dynamo.pending_consents import DynamoPendingConsents
from shelfsignal.collection.adapters.secrets import Secrets
from shelfsignal.collection.adapters.sp_api.client import TIMEOUT, SpApiClient, TokenSource
from shelfsignal.collection.adapters.sp_api.consent import ConsentAtAmazon
from shelfsignal.collection.services.connect_seller import Asker, ConsentDesk
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import Region
from shelfsignal.runtime.collection import login_with_amazon, seller_office, shared_limiter
from shelfsignal.runtime.seller_settings import CALLBACK_PATH, SellerResources


def consent_desk(resources: SellerResources, identities: Callable[[], Identities]) -> ConsentDesk:
    """Amazon's consent, from asking to the stored connection."""
    table, http = resources.collection_table, httpx.Client(timeout=TIMEOUT)
    secrets = Secrets(boto3.client("secretsmanager"))
    lwa = login_with_amazon(http, secrets, resources.lwa_url, resources.lwa_secret_arn)

    def make_client(tokens: TokenSource) -> SpApiClient:
        return SpApiClient(http, resources.sp_api_url, tokens, shared_limiter(table), utc_now)

    def may_connect(asker: Asker) -> bool:
        return may_still(identities(), asker.org_id, asker.user_id, Scope.SELLERS_WRITE)

    hosts = {
        Region.NORTH_AMERICA: resources.consent_url_na,
        Region.EUROPE: resources.consent_url_eu,
    }
    return ConsentDesk(
        office=seller_office(table, resources.seller_secret_prefix, resources.token_key),
        pending=DynamoPendingConsents(table),
        amazon=ConsentAtAmazon(lwa, make_client, utc_now),
        hosts=hosts.__getitem__,
        redirect_uri=resources.dashboard_url.rstrip("/") + CALLBACK_PATH,
        may_connect=may_connect,
        is_draft=resources.application_is_draft,
    )
