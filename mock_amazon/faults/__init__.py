"""Misbehaviour on demand and by profile, seeded so that a failing run can be replayed."""
