"""The tables and functions of the API, domain by domain: who may do what with each, and what the tests need to try it.

A table that is new in `public`:

1. It gets an entry in TABLES of its domain's module, a `Table`: a line of words per verb, one word per role, in the
   order of `tests.security.world.ROLES` (READ and NOBODY are the two usual ones); the columns that clients and the
   service key may write; a `new_row` that a MEMBER may insert, or that would be right if clients inserted any; a
   `change`; `fresh` where somebody may change or remove rows; a `Machine` for its status.
2. `rows` of the module makes one row of it in the place that it is given: as a client, by an RPC, or with the service
   key. It runs for two tenants: the team's, in which `member` and `viewer` are, and the outsider's, who is alone. The
   row is a private one, and alive. `place.rows` has what the domains before made, in the order of DOMAINS.

A function that is new in `public` gets an entry in FUNCTIONS, a `Function`: who may call it, with which arguments, and
which table each uuid among them is `about`.

A table, function or column that is missing here, or is here and not in the database, is a failure of the tests in
`tests.security.test_matrix` and `tests.security.test_crossing_tenants`.
"""

from collections.abc import Mapping
from itertools import chain

from tests.security.matrix import (
    access,
    audit,
    backups,
    budgets,
    ideas,
    metrics,
    prompts,
    provider_keys,
    queue,
    specifications,
    tenancy,
    upkeep,
    ventures,
    webhooks,
    workflows,
)
from tests.security.matrix.domain import Domain, Function, Table

DOMAINS: tuple[Domain, ...] = tuple(
    Domain(module.__name__.rpartition(".")[2], module.TABLES, module.FUNCTIONS, module.rows)
    for module in (
        tenancy,
        prompts,
        workflows,
        ventures,
        specifications,
        ideas,
        budgets,
        access,
        queue,
        audit,
        webhooks,
        provider_keys,
        metrics,
        backups,
        upkeep,
    )
)
TABLES: Mapping[str, Table] = dict(chain.from_iterable(domain.tables.items() for domain in DOMAINS))
FUNCTIONS: Mapping[str, Function] = dict(chain.from_iterable(domain.functions.items() for domain in DOMAINS))
