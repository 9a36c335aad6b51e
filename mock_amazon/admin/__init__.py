"""Doors that Amazon does not have: clock, faults, plants, statistics and the truth."""
