"""Routes known by name before their modules are loaded, so that a cold start pays for one noun.

An app of many nouns imports hundreds of models and services; a request needs one noun's. The index
is a table of nothing but text, made from the declarations (``python -m scripts.openapi``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from shelfsignal.runtime.web.routing import Method, Route, RouteTable

# (method, path, name of the view) by the module whose `routes` declares them.
Index = Mapping[str, tuple[tuple[str, str, str], ...]]


@dataclass(frozen=True)
class IndexedRoute:
    """Where a route is declared."""

    method: Method
    path: str
    name: str
    module: str

    def resolve(self) -> Route:
        """The declaration; its module is imported at the first request. Raises: LookupError."""
        for route in table_in(self.module):
            if (route.method, route.path) == (self.method, self.path):
                return route
        message = f"{self.module} has no {self.method} {self.path}: the index is out of date"
        raise LookupError(message)


def indexed_routes(index: Index) -> Iterator[IndexedRoute]:
    for module, routes in index.items():
        for method, path, name in routes:
            yield IndexedRoute(Method(method), path, name, module)


def index_of(tables: tuple[RouteTable, ...]) -> Index:
    """The index of these tables, in their order."""
    return {
        table.module: tuple((str(route.method), route.path, route.name) for route in table)
        for table in tables
    }


def table_in(module: str) -> RouteTable:
    """The table that a module of routes declares."""
    table: RouteTable = import_module(module).routes
    return table


def tables_in(package: str) -> tuple[RouteTable, ...]:
    """The tables of every module of the package, by the modules' names."""
    names = sorted(module.name for module in iter_modules(import_module(package).__path__))
    return tuple(table_in(f"{package}.{name}") for name in names)
