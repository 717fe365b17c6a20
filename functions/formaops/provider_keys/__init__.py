"""Tenants' own keys of model providers: take one, encrypt it, encrypt all of them anew."""
