"""The use cases of insights, one a module; they know ports and rules, no store and no vendor."""
