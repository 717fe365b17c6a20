"""Audit rows outside of the database: their one text, the links of a chain, exports, signed heads.

What was exported is verified by whoever has the file and the public key. Nothing here but `sealing` knows the database.
"""
