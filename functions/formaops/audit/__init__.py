"""Audit rows outside of the database: their one text, the links of a chain, exports, signed heads.

Knows neither the database nor HTTP: what was exported is verified by whoever has the file and the public key.
"""
