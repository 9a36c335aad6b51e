"""API keys, scopes and principals: pure rules."""
