"""The RollUp Lambda."""
