"""A stand-in for Amazon's Selling Partner API and Login with Amazon, stateful, seeded and offline.

It imports nothing of the application it is used to test, so that it cannot share that application's
misreadings of Amazon. Start it with `python -m mock_amazon`.
"""
