"""The agents that come with FormaOps: their schemas are right, their templates render what the schemas let in."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from psycopg.rows import dict_row

from formaops.models.records import Parameters
from formaops.templates import render, variables_of
from tests.migration.clusters import MIGRATED, Cluster

AGENTS = """
    select a.*, a.phase::text as phase_name, a.type::text as type_name, a.status::text as status_name
    from public.agents as a
    where a.tenant_id = private.official_tenant_id() and a.phase is not null and a.deleted_at is null order by a.id
"""
Agent = dict[str, Any]


@pytest.fixture(scope="module")
def agents(cluster_18: Cluster) -> list[Agent]:
    with cluster_18.connect(MIGRATED) as connection:
        return connection.cursor(row_factory=dict_row).execute(AGENTS).fetchall()


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema of an object in the schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def test_there_are_twenty_six_over_all_five_phases(agents: list[Agent]) -> None:
    phases = Counter(agent["phase_name"] for agent in agents)

    assert len(agents) == 26
    assert phases.keys() == {"DISCOVER", "DEFINE", "DESIGN", "DEVELOP", "DEPLOY"}
    assert min(phases.values()) >= 3


def test_each_is_there_for_everybody(agents: list[Agent]) -> None:
    assert {(agent["user_id"], agent["is_public"], agent["status_name"], agent["type_name"]) for agent in agents} == {
        (None, True, "active", "llm")
    }
    for column in ("slug", "name", "purpose", "description", "prompt_template"):
        assert len({agent[column] for agent in agents} - {None, ""}) == 26, f"{column}: each has its own"
    assert all(agent["capabilities"] and agent["tags"] for agent in agents)


def test_their_parameters_are_those_of_a_model_call(agents: list[Agent]) -> None:
    for agent in agents:
        Parameters.model_validate(agent["config"])


@pytest.mark.parametrize("column", ["input_schema", "output_schema"])
def test_every_schema_is_one_and_leaves_nothing_open(agents: list[Agent], column: str) -> None:
    for agent in agents:
        schema = agent[column]
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
        assert schema["type"] == "object"
        for part in objects({key: value for key, value in schema.items() if key != "examples"}):
            assert part["additionalProperties"] is False, agent["slug"]
            assert set(part["required"]) == set(part["properties"]), agent["slug"]


def test_a_template_asks_for_what_the_input_has(agents: list[Agent]) -> None:
    for agent in agents:
        assert set(variables_of(agent["prompt_template"])) == set(agent["input_schema"]["properties"]), agent["slug"]


def test_a_template_renders_the_example_of_its_input(agents: list[Agent]) -> None:
    for agent in agents:
        [example] = agent["input_schema"]["examples"]
        Draft202012Validator(agent["input_schema"], format_checker=FormatChecker()).validate(example)

        text = render(agent["prompt_template"], example)

        assert not {"{{", "{%"} & {text[at : at + 2] for at in range(len(text))}, agent["slug"]
        for value in strings(example):
            assert value in text, f"{agent['slug']} leaves out {value!r}"


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def test_what_an_input_lacks_or_has_too_much_is_refused(agents: list[Agent]) -> None:
    for agent in agents:
        validator = Draft202012Validator(agent["input_schema"])
        [example] = agent["input_schema"]["examples"]
        assert not validator.is_valid(example | {"surplus": 1})
        for name in example:
            assert not validator.is_valid({key: value for key, value in example.items() if key != name})


def test_an_assessor_answers_what_a_gate_keeps(agents: list[Agent]) -> None:
    assessors = [agent for agent in agents if "gate" in agent["tags"]]

    assert [agent["phase_name"] for agent in assessors] == ["DISCOVER", "DEFINE", "DESIGN", "DEVELOP"]
    for agent in assessors:
        properties = agent["output_schema"]["properties"]
        assert (properties["score"]["minimum"], properties["score"]["maximum"]) == (0, 1)
        assert properties["criteria"]["type"] == "object"


def test_an_agent_writes_only_what_its_tables_take(agents: list[Agent]) -> None:
    """Evidence, priorities and severities are spelled as the enums spell them."""
    written = json.dumps([agent["output_schema"] for agent in agents])
    for values in (["E0", "E1", "E2", "E3", "E4"], ["P1", "P2", "P3"], ["LOW", "MEDIUM", "HIGH", "CRITICAL"]):
        assert json.dumps(values) in written
