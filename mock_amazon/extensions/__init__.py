"""Mock extensions that Amazon does not have: review texts by ASIN, and market history."""
