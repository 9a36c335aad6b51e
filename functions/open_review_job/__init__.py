"""Opens a review job: its products, its manifest."""
