"""The read benchmark: every pattern of `tests.patterns` at volume, with and without row-level security.

Each is asked twice in turns through PostgREST, over one connection that stays open: as a member of the tenant, whose
token says `authenticated`, and with a token of the same user that says `service_role`, which passes row-level security.
The second one gets as a filter what the policies add to the first: the user's tenants, and that rows are live.
Functions that pass row-level security by themselves (definer functions, which test the membership) are the same
function in both, its own test included; there the ratio shows that nothing is left to lose, and the milliseconds what
it costs.

Which indexes a read used, and whether it read a large table from end to end, is what `auto_explain` logged for it,
nested statements of functions included.
"""
