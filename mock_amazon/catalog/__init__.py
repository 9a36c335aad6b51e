"""Catalog Items 2022-04-01: search and single items, as far as collectors use them."""
