"""Customer Feedback 2024-06-01: what reviews are about, as topics and trends, never as texts."""
