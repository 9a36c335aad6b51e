"""Saved views: a page of the dashboard with its filters, under a name of the person's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.kernel.ids import OrgId

MAX_VIEWS: Final = 100


@dataclass(frozen=True)
class SavedView:
    """query is the page's query string, without its question mark."""

    view_id: str
    org_id: OrgId
    user_id: UserId
    name: str
    page: str
    query: str
    created_at: datetime
    updated_at: datetime
