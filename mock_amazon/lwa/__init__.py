"""Login with Amazon: trades codes, refresh tokens and client credentials for access tokens."""
