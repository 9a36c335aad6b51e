"""The Selling Partner API over HTTP: access tokens, the hardened client, the simple feed."""
