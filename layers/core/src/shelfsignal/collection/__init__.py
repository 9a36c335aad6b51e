"""Collection: seller connections, the source, the rate limiter, runs, raw and canonical pages."""
