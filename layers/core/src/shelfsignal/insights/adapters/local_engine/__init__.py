"""The embedded engine: a small linear model and issue lexicons, numpy alone, no key, no network."""

from shelfsignal.insights.adapters.local_engine.engine import LocalEngine

__all__ = ["LocalEngine"]
