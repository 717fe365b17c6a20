"""API keys: what they look like, and how they are made, rotated and revoked."""
