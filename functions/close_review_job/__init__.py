"""Closes a review job."""
