"""Records what failed of a review job."""
