"""A world of volume for the local stack: a thousand tenants of skewed sizes with millions of rows, made reproducibly.

Which scale, seed and end make which world is settled by `World`; `fill` copies it into the database of a stack that
runs, a transaction for each table, and goes on where it was broken off.
"""

from formaops.local.volume.filling import News, fill, fill_database
from formaops.local.volume.world import PASSWORD

__all__ = ["PASSWORD", "News", "fill", "fill_database"]
