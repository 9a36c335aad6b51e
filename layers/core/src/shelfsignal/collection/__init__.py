"""Collection: seller connections, the marketplace's API, the rate limiter, runs, raw and canonical pages."""
