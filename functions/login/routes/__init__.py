"""One module a noun; ROUTES is everything the login function serves, in the document's order."""

from typing import Final

from functions.login.routes.email_addresses import routes as email_addresses
from functions.login.routes.invites import routes as invites
from functions.login.routes.passwords import routes as passwords
from functions.login.routes.sessions import routes as sessions
from shelfsignal.runtime.web.routing import RouteTable

ROUTES: Final[tuple[RouteTable, ...]] = (sessions, passwords, email_addresses, invites)
