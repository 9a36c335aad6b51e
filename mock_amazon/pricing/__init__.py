"""Product Pricing v0, and the competitive summary of 2022-05-01."""
