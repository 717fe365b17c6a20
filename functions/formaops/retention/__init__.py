"""How long what only tells how something went is kept: removed in turns, a tenant after the other.

The rules are the database's, see `prune_old_rows` in docs/reference/upkeep.md; here is who asks for the turns.
"""
