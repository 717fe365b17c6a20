"""The functions as HTTP: health, their OpenAPI document, CORS, addresses, methods, headers."""

import json
import re
from typing import Any

import jsonschema
import pytest

from formaops import __version__, errors
from formaops.errors import FormaOpsError
from tests.support.books import assert_problem
from tests.support.callers import Person
from tests.support.stacks import Stack

FUNCTIONS = {
    "execute-prompt": "post",
    "test-prompt": "post",
    "save-validation": "post",
    "cancel-execution": "post",
    "api-keys": "post",
    "executions": "get",
    "work": "post",
    "backup-database": "post",
    "verify-backup": "post",
    "provider-keys": "post",
    "reencrypt-provider-keys": "post",
    "health": "get",
    "metrics": "get",
    "openapi.json": "get",
}


def get(site: Stack, path: str, **headers: str) -> Any:
    return site.http.get(f"{site.addresses.functions_url}/{path}", headers=headers)


# --------------------------------------------------------------------------------------------------------- health


@pytest.mark.parametrize("path", ["health", "health/live"])
def test_live_needs_neither_key_nor_token(site: Stack, path: str) -> None:
    assert get(site, path).json() == {"status": "live", "version": __version__, "checks": {}}


def test_ready_says_that_database_and_model_answer(site: Stack) -> None:
    answer = get(site, "health/ready")
    assert answer.status_code == 200
    checks = answer.json()["checks"]
    assert answer.json()["status"] in ("ready", "degraded"), "others may have left an alert"
    assert checks.keys() == {"rest", "database", "model", "queue", "audit", "backups"}
    assert (checks["rest"]["ok"], checks["database"]["ok"], checks["model"]["ok"]) == (True, True, True)
    assert checks["model"]["model"] == "local:smollm2"
    assert not [secret for secret in (site.addresses.service_role_key, site.model.url) if secret in answer.text]


def test_health_of_something_else_is_not_found(site: Stack) -> None:
    assert_problem(get(site, "health/else"), 404, "not_found")


# -------------------------------------------------------------------------------------------------------- OpenAPI

# The parts of OpenAPI 3.1 that a client generator stands on; https://spec.openapis.org/oas/v3.1.0.
_CONTENT = {"type": "object", "minProperties": 1, "additionalProperties": {"required": ["schema"]}}
_OPERATION = {
    "type": "object",
    "required": ["operationId", "responses"],
    "properties": {
        "operationId": {"type": "string", "pattern": "^[a-z_]+$"},
        "requestBody": {"required": ["content"], "properties": {"content": _CONTENT}},
        "responses": {
            "minProperties": 1,
            "patternProperties": {
                "^([1-5][0-9]{2}|default)$": {"required": ["description"], "properties": {"content": _CONTENT}}
            },
            "additionalProperties": False,
        },
        "parameters": {"items": {"required": ["name", "in", "schema"]}},
    },
}
OPENAPI_3_1 = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["openapi", "info", "paths", "components"],
    "properties": {
        "openapi": {"pattern": "^3\\.1\\.\\d+$"},
        "info": {"required": ["title", "version"]},
        "servers": {"type": "array", "items": {"required": ["url"]}},
        "paths": {
            "propertyNames": {"pattern": "^/"},
            "additionalProperties": {
                "minProperties": 1,
                "additionalProperties": False,
                "patternProperties": {"^(get|post|put|patch|delete|options|head)$": _OPERATION},
            },
        },
        "components": {
            "type": "object",
            "properties": {
                "schemas": {"additionalProperties": {"type": ["object", "boolean"]}},
                "securitySchemes": {"additionalProperties": {"required": ["type"]}},
            },
        },
    },
}


@pytest.fixture(scope="module")
def described(site: Stack) -> Any:
    answer = get(site, "openapi.json")
    assert answer.status_code == 200
    return answer.json()


def test_the_document_is_openapi_3_1(described: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(OPENAPI_3_1)
    jsonschema.Draft202012Validator(OPENAPI_3_1).validate(described)
    for name, schema in described["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema.get("type") or "anyOf" in schema, name
    references = set(re.findall(r'"\$ref": ?"([^"]+)"', json.dumps(described)))
    assert references
    assert references <= {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    schemes = described["components"]["securitySchemes"]
    assert {name for needed in described["security"] for name in needed} <= schemes.keys()
    operations = [operation["operationId"] for path in described["paths"].values() for operation in path.values()]
    assert len(operations) == len(set(operations))


def test_the_document_lists_every_function_and_error(described: Any, site: Stack) -> None:
    listed: dict[str, set[str]] = {}
    for path, methods in described["paths"].items():
        listed.setdefault(path.strip("/").split("/")[0], set()).update(methods)
    assert {name: FUNCTIONS[name] in listed[name] for name in FUNCTIONS} == dict.fromkeys(FUNCTIONS, True)
    assert listed.keys() == FUNCTIONS.keys()
    assert described["servers"] == [{"url": site.addresses.functions_url}]
    kinds: list[type[FormaOpsError]] = [
        kind for parent in (errors.CallerError, errors.ServiceError) for kind in parent.__subclasses__()
    ]
    told = json.dumps(described["paths"])
    # A document that lists the methods has no answer of the others to describe.
    assert [kind for kind in kinds if f"({kind.code})" not in told] == [errors.MethodNotAllowed]


def test_what_the_functions_answer_is_what_the_document_says(described: Any, site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))
    answers = {
        ("execute-prompt", "200"): author.execute(prompt["id"]),
        ("execute-prompt", "202"): author.invoke(
            "execute-prompt", {"prompt": prompt["id"], "inputs": {"code": "x"}}, prefer="respond-async"
        ),
        ("execute-prompt", "422"): author.execute(prompt["id"], {}),
        ("execute-prompt", "404"): author.execute("none"),
        ("test-prompt", "200"): author.invoke("test-prompt", {"template": "a"}),
        ("cancel-execution", "400"): author.invoke("cancel-execution", {}),
        ("health", "200"): get(site, "health"),
    }
    for (function, status), answer in answers.items():
        assert str(answer.status_code) == status, answer.text
        [path] = [path for path in described["paths"] if path.strip("/").split("/")[0] == function]
        response = described["paths"][path][FUNCTIONS[function]]["responses"][status]
        schema = response["content"][answer.headers["content-type"]]["schema"]
        jsonschema.Draft202012Validator(schema | {"components": described["components"]}).validate(answer.json())


# ------------------------------------------------------------------------------------------- addresses and headers


def test_a_browser_may_ask_from_anywhere(site: Stack, author: Person) -> None:
    asked = {
        "origin": "https://app.example.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,apikey,content-type,x-client-info,x-tenant-id",
    }
    for url in (site.addresses.functions_url, f"http://127.0.0.1:{site.service_status('functions').port}"):
        answer = site.http.options(f"{url}/execute-prompt", headers=asked)
        assert answer.status_code in (200, 204)
        assert answer.headers["access-control-allow-origin"] in ("*", asked["origin"])
        assert "POST" in answer.headers["access-control-allow-methods"]
        allowed = {name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")}
        assert set(asked["access-control-request-headers"].split(",")) <= allowed
    refused = author.invoke("execute-prompt", {}, origin="https://app.example.com")
    assert refused.headers["access-control-allow-origin"] in ("*", "https://app.example.com")


@pytest.mark.parametrize(
    "path", ["no-such-function", "", "execute_prompt", "Execute-Prompt", "health.json", "%2e%2e/x"]
)
def test_a_function_that_is_not_there_is_not_found(author: Person, path: str) -> None:
    assert_problem(author.invoke(path, {}), 404, "not_found")


@pytest.mark.parametrize(("function", "method"), [(name, "DELETE") for name in FUNCTIONS] + [
    ("execute-prompt", "GET"), ("execute-prompt", "PUT"), ("cancel-execution", "PATCH"), ("health", "POST"),
])  # fmt: skip
def test_another_method_is_refused(author: Person, function: str, method: str) -> None:
    answer = author.invoke(function, {}, method=method)
    assert_problem(answer, 405, "method_not_allowed")
    assert FUNCTIONS[function].upper() in answer.headers["allow"].split(", ")


def test_a_key_beside_a_users_token_is_refused_not_ignored(author: Person) -> None:
    prompt = author.add_prompt()
    order = {"prompt": prompt["id"], "inputs": {"code": "x"}}
    assert_problem(author.invoke("execute-prompt", order, x_api_key="fo_live_a_b_c"), 400, "malformed")
    assert author.executions() == []


def test_a_preference_among_others_is_heard(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))
    order = {"prompt": prompt["id"], "inputs": {"code": "x"}}
    answer = author.invoke("execute-prompt", order, prefer="wait=10, Respond-Async")
    assert (answer.status_code, answer.headers["preference-applied"]) == (202, "respond-async")


def test_the_callers_request_id_is_on_the_answer_the_row_and_in_the_log(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))
    name = f"test:{prompt['id']}"
    answer = author.invoke("execute-prompt", {"prompt": prompt["id"], "inputs": {"code": ""}}, x_request_id=name)
    assert answer.headers["x-request-id"] == name
    assert author.execution(answer.json()["id"])["edge_function_id"] == name
    assert name in (site.state / "logs" / "functions.log").read_text()
    strange = author.invoke("execute-prompt", {}, x_request_id="a b\tc")
    assert re.fullmatch(r"[0-9a-f-]{36}", strange.headers["x-request-id"])


def test_a_problem_says_no_more_than_it_has_to(author: Person) -> None:
    problem = assert_problem(author.execute("none"), 404, "not_found")
    assert not re.search(r"Traceback|File \"|postgres|psycopg|/functions/|line \d+", json.dumps(problem))
