"""Login with Amazon: exchanges refresh tokens for access tokens."""
