"""Catalog Items 2022-04-01: everything on sale in a marketplace, whoever sells it."""
