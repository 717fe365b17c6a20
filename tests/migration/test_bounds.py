"""The database and the functions reckon alike what an execution may cost."""

import random
from decimal import Decimal
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from formaops.models import Message, Parameters, Request
from formaops.prompts.hold import Hold
from formaops.templates import render
from tests.migration.clusters import MIGRATED, Cluster

BOUND = "select private.execution_bound(%s, '[]', %s, %s, %s, 'local:a', 'local:b', null)"
SCHEMA = {"type": "object", "required": ["rating"], "properties": {"rating": {"type": "number", "title": "naïve"}}}


@pytest.fixture(scope="module")
def database(cluster_18: Cluster) -> str:
    name = cluster_18.copy(MIGRATED, "bounds")
    with cluster_18.connect(name) as connection:
        connection.execute(
            "insert into private.model_prices (provider, model, effective_from, input_usd_per_mtok,"
            " output_usd_per_mtok, version)"
            " values ('local', 'a', '-infinity', 0.3, 2.5, '1'), ('local', 'b', '-infinity', 7, 11, '1')"
        )
    return name


def test_what_a_prompt_leaves_out_is_the_same_on_both_sides(cluster_18: Cluster, database: str) -> None:
    with cluster_18.connect(database) as connection:
        row = connection.execute("select private.asking_defaults()").fetchone()
    assert row
    fields = Parameters.model_fields
    assert row[0] == {name: fields[name].default for name in ("max_tokens", "max_retries", "max_repairs")}


@pytest.mark.parametrize("seed", range(40))
def test_a_template_that_repeats_nothing_needs_no_second_hold(cluster_18: Cluster, database: str, seed: int) -> None:
    """What the worker reckons for the first question, with retries and fallback, is within what was held."""
    chance = random.Random(seed)
    inputs = {name: "".join(chance.choices('aé€\n"\\ 😀x', k=chance.randrange(200))) for name in "abc"}
    template = " ".join(["Look:", *(f"{{{{ {name} }}}}" for name in inputs if chance.random() < 0.8)])
    parameters = {"max_tokens": chance.randrange(1, 5000), "max_retries": chance.randrange(6), "max_repairs": 0}
    schema = SCHEMA if chance.random() < 0.5 else None
    validations = [{"name": "v", "type": "SCHEMA", "config": schema}] if schema else []
    with cluster_18.connect(database) as connection:
        row = connection.execute(BOUND, [template, Jsonb(inputs), Jsonb(validations), Jsonb(parameters)]).fetchone()
    assert row
    held = Hold.read({"id": str(uuid4()), "lease_id": str(uuid4())}, row[0])
    assert held
    request = Request(
        model="local:a",
        fallback_model="local:b",
        messages=(Message("user", render(template, inputs)),),
        parameters=Parameters.model_validate(parameters),
        json_schema=schema,
    )

    assert Decimal(0) < held.most(request) <= held.usd
