"""Requests that are too large, too deep, not what they say, or hostile in what they ask for: a clear 4xx, and the
functions answer the next one as if nothing had been."""

import gzip
import json
import socket
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.books import assert_problem, assert_settled
from tests.support.callers import Person
from tests.support.stacks import Stack

FUNCTIONS = ("execute-prompt", "test-prompt", "save-validation", "cancel-execution")
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def person(site: Stack) -> Person:
    person = site.sign_up()
    person.add_prompt(model=site.model_named("ok"))
    return person


@pytest.fixture(autouse=True)
def _functions_still_answer(person: Person) -> Iterator[None]:
    process = person.stack.service_status("functions").pid
    yield
    assert person.execute("Reviewer").status_code == 200
    assert person.stack.service_status("functions").pid == process


def post(person: Person, content: Any, function: str = "execute-prompt", **headers: str) -> httpx.Response:
    """Send these very bytes."""
    given = person.headers | {"content-type": "application/json"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"{person.stack.addresses.functions_url}/{function}"
    return person.stack.http.post(url, content=content, headers=given, timeout=60)


# ----------------------------------------------------------------------------------------------------------- size


def beginning(person: Person, port: int, headers: str, body: bytes) -> bytes:
    """Send headers and a first part of the body, and return how the answer begins while the rest is still owed."""
    head = (
        f"POST /functions/v1/execute-prompt HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\napikey: {person.key}\r\n"
        f"authorization: Bearer {person.token}\r\ncontent-type: application/json\r\n{headers}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(head.encode() + body)
        return connection.recv(4096)


@pytest.mark.parametrize("part", ["gateway", "functions"])
def test_a_body_of_50_mb_is_refused_by_what_it_announces(person: Person, part: str) -> None:
    port = urlsplit(person.stack.addresses.api_url).port or 0
    if part == "functions":
        port = person.stack.service_status("functions").port
    answer = beginning(person, port, f"content-length: {50 * MIB}", b'{"prompt": "')
    assert answer.startswith(b"HTTP/1.1 413 "), answer


@pytest.mark.parametrize("part", ["gateway", "functions"])
def test_a_body_that_does_not_say_its_size_is_read_to_the_limit_only(person: Person, part: str) -> None:
    port = urlsplit(person.stack.addresses.api_url).port or 0
    if part == "functions":
        port = person.stack.service_status("functions").port
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    answer = beginning(person, port, "transfer-encoding: chunked", chunk * 40)
    assert answer.startswith(b"HTTP/1.1 413 "), answer


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_bounds_its_body(person: Person, function: str) -> None:
    body = json.dumps({"prompt": "Reviewer", "inputs": {"code": "x" * 3 * MIB}})
    assert_problem(post(person, body, function), 413, "too_large")


def test_a_body_of_just_the_limit_is_read(person: Person) -> None:
    frame = len(json.dumps({"prompt": "Reviewer", "inputs": {"code": ""}}))
    body = json.dumps({"prompt": "Reviewer", "inputs": {"code": "x" * (2 * MIB - frame)}})
    assert len(body) == 2 * MIB
    problem = assert_problem(post(person, body), 413, "too_large")
    assert problem["detail"].startswith("The inputs are larger than")  # … which have a bound of their own


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ({"inputs": {"code": "x" * 600_000}}, 422, "invalid_inputs"),
        ({"inputs": {"code": "x" * 1_200_000}}, 413, "too_large"),
        ({"inputs": {"code": "x"}, "context": {"a": "x" * 1_200_000}}, 413, "too_large"),
        ({"inputs": {f"v{n}": 1 for n in range(200)}}, 400, "malformed"),
    ],
    ids=["one input", "all inputs", "context", "many inputs"],
)
def test_what_is_larger_than_its_own_bound_is_refused(
    person: Person, members: dict[str, Any], status: int, code: str
) -> None:
    assert_problem(person.invoke("execute-prompt", {"prompt": "Reviewer"} | members), status, code)


def test_compressed_bodies_are_no_way_around(person: Person) -> None:
    """A few kB that would unpack to 50 MB."""
    bomb = gzip.compress(b'{"prompt": "' + b"x" * 50 * MIB)
    answer = post(person, bomb, content_encoding="gzip")
    assert answer.status_code in (400, 413, 415), answer.text


# ---------------------------------------------------------------------------------------------------------- shape

ORDER = b'{"prompt": "Reviewer", "inputs": {"code": "x"}}'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"prompt": "Reviewer", "inputs": {"code": "\xff\xfe"}}',
        b'{"prompt": "Reviewer", "inputs": {"code": "\xed\xa0\x80"}}',  # a surrogate in UTF-8
        ORDER.decode().encode("utf-16"),
        b"\xef\xbb\xbf" + ORDER,
        b'{"prompt": "Reviewer", "inputs": {"code": "\\ud800"}}',
        b'{"prompt": "Reviewer", "inputs": {"code": NaN}}',
        b'{"prompt": "Reviewer", "inputs": {"code": Infinity}}',
        b"{'prompt': 'Reviewer', 'inputs': {}}",
        ORDER + b"]",
        ORDER + ORDER,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"prompt": "Reviewer", "inputs": {"code": ' + b"[" * 100 + b"]" * 100 + b"}}",
        b"[]",
        b'"Reviewer"',
        b"null",
        b"7",
        b"{}",
    ],
    ids=lambda body: repr(body[:24]),
)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_not_the_json_that_a_function_takes_is_malformed(person: Person, function: str, body: bytes) -> None:
    assert_problem(post(person, body, function), 400, "malformed")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""]
)
def test_another_content_type_is_malformed(person: Person, kind: str) -> None:
    problem = assert_problem(post(person, ORDER, content_type=kind), 400, "malformed")
    assert "application/json" in problem["detail"]


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"prompt": None}, "$.prompt"),
        ({"prompt": 7}, "$.prompt"),
        ({"prompt": ""}, "$.prompt"),
        ({"prompt": "x" * 201}, "$.prompt"),
        ({"prompt": ["Reviewer"]}, "$.prompt"),
        ({"inputs": None}, "$.inputs"),
        ({"inputs": []}, "$.inputs"),
        ({"inputs": "code"}, "$.inputs"),
        ({"version": "1"}, "$.version"),
        ({"version": 0}, "$.version"),
        ({"version": 1.5}, "$.version"),
        ({"version": 2**31}, "$.version"),
        ({"version": True}, "$.version"),
        ({"context": [1]}, "$.context"),
        ({"priority": "URGENT"}, "$.priority"),
        ({"priority": "high"}, "$.priority"),
        ({"model": "gpt"}, "$.model"),
        ({"model": "local:" + "x" * 200}, "$.model"),
        ({"model": "local:a b"}, "$.model"),
        ({"model": 7}, "$.model"),
        ({"tenant_id": str(uuid.UUID(int=1))}, "$.tenant_id"),
        ({"user_id": str(uuid.UUID(int=1))}, "$.user_id"),
        ({"cost_usd": 0}, "$.cost_usd"),
        ({"input": {}}, "$.input"),
    ],
)
def test_members_of_the_wrong_kind_are_named(person: Person, members: dict[str, Any], path: str) -> None:
    before = len(person.executions())
    problem = assert_problem(
        person.invoke("execute-prompt", {"prompt": "Reviewer", "inputs": {"code": ""}} | members), 400, "malformed"
    )
    assert path in [fault["path"] for fault in problem["errors"]]
    assert len(person.executions()) == before


@pytest.mark.parametrize(
    "members",
    [
        {"prompt": "Revi\0ewer"},
        {"inputs": {"code": "a\0b"}},
        {"inputs": {"co\0de": "a"}},
        {"context": {"a": ["\0"]}},
        {"context": {"\0": 1}},
        {"model": "local:a\0b"},
    ],
)
def test_null_characters_are_refused_by_the_function_not_by_a_crash(person: Person, members: dict[str, Any]) -> None:
    answer = person.invoke("execute-prompt", {"prompt": "Reviewer", "inputs": {"code": ""}} | members)
    assert answer.status_code in (400, 404, 422), answer.text
    assert answer.json()["code"] in ("malformed", "not_found", "invalid_inputs")


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" * 400, "0." + "1" * 5000])
def test_numbers_beyond_all_bounds_are_no_crash(person: Person, number: str) -> None:
    body = f'{{"prompt": "Reviewer", "inputs": {{"code": {number}}}}}'
    answer = post(person, body.encode())
    assert (answer.status_code, answer.json()["code"]) in [(400, "malformed"), (422, "invalid_inputs")]


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("x-tenant-id", "x" * 5000, 400),
        ("x-tenant-id", "1 or 1=1", 400),
        ("x-request-id", "x" * 5000, 200),
        ("x-request-id", "a\tb\tc\td\te", 200),
        ("user-agent", "x" * 5000, 200),
        ("x-forwarded-for", "x" * 5000, 200),
        ("accept", "x" * 5000, 200),
    ],
)
def test_giant_and_strange_headers(person: Person, header: str, value: str, status: int) -> None:
    answer = post(person, ORDER, **{header.replace("-", "_"): value})
    assert answer.status_code == status, answer.text
    assert len(answer.headers["x-request-id"]) <= 128


@pytest.mark.parametrize("header", ["user-agent", "x-forwarded-for", "x-request-id", "prefer", "accept"])
def test_headers_beyond_ascii_are_no_crash(person: Person, header: str) -> None:
    url = f"{person.stack.addresses.functions_url}/execute-prompt"
    headers = person.headers | {"content-type": "application/json"}
    given = [(name.encode(), value.encode()) for name, value in (headers | {header: "Zoë 你"}).items()]
    answer = person.stack.http.post(url, content=ORDER, headers=given)
    assert answer.status_code == 200, answer.text


def test_sql_in_names_is_only_a_name(person: Person) -> None:
    for name in ("'; drop table public.prompts; --", '" or 1=1', "%", "*", "Review_r", "eq.Reviewer", "a,b(c)"):
        assert_problem(person.execute(name), 404, "not_found")
        assert_problem(person.invoke("test-prompt", {"prompt": name}), 404, "not_found")


# ------------------------------------------------------------------------------ what comes from prompts, end to end

BOMBS = [
    "{% for a in (1..5000) %}{% for b in (1..5000) %}x{% endfor %}{% endfor %}",
    "{% for a in (1..999999999) %}x{% endfor %}",
    "{{ (1..30000000) | join: 'x' }}",
    "{% assign a = 'xxxxxxxxxx' %}" + "{% assign a = a | append: a | append: a %}" * 40 + "{{ a }}",
    "{{ 'x' | replace: 'x', code | replace: 'x', code | replace: 'x', code }}",
    "{% if a %}" * 300 + "{% endif %}" * 300,
    "{{ " + "(" * 2000 + "1" + ")" * 2000 + " }}",
    "{% include 'etc/passwd' %}",
    "{% render 'x' %}",
    "{{ code.__class__.__mro__ }}",
]


@pytest.mark.parametrize("template", BOMBS, ids=lambda template: template[:30])
def test_a_template_bomb_is_a_fault_of_the_template(person: Person, template: str) -> None:
    prompt = person.add_prompt(name=uuid.uuid4().hex, template=template)
    problem = assert_problem(person.execute(prompt["id"], {"code": "x" * 2000}), 422, "invalid_template")
    assert problem["errors"][0]["path"].startswith("template:")
    assert_settled(person.execution(problem["execution"]["id"]), "FAILED", [], "invalid_template")


HOSTILE = {
    "remote $ref": ("SCHEMA", {"$ref": "http://127.0.0.1:9/schema.json"}),
    "file $ref": ("SCHEMA", {"$ref": "file:///etc/passwd"}),
    "endless $ref": ("SCHEMA", {"$ref": "#"}),
    "pattern with backtracking": ("SCHEMA", {"properties": {"a": {"pattern": "(?=a)(a+)+$"}}}),
    "type that is none": ("SCHEMA", {"type": "objekt"}),
    "regex with lookaround": ("REGEX", {"pattern": "(?<=a)b"}),
    "regex that does not parse": ("REGEX", {"pattern": "("}),
    "regex with a giant count": ("REGEX", {"pattern": "(a{1000}){1000}"}),
    "code that does not parse": ("FUNCTION", {"code": "function validate( {"}),
    "code without validate": ("FUNCTION", {"code": "1"}),
    "code that loops when loaded": ("FUNCTION", {"code": "for (;;) {}"}),
}
HOSTILE_WHEN_RUN = {
    "loops": "function validate() { for (;;) {} }",
    "allocates and catches": "function validate() { for (;;) { try { Array(1e7).fill(1) } catch {} } }",
    "overrides stringify": "JSON.stringify = () => '[true]'; function validate() { return {valid: false} }",
    "throws": "function validate() { throw new Error('no') }",
    "returns a getter": "function validate() { return { get valid() { for (;;) {} } } }",
    "returns a promise": "async function validate() { return true }",
    "recurses": "function validate() { return validate() }",
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_validation_that_is_itself_wrong_is_refused_when_saved(person: Person, what: str) -> None:
    kind, config = HOSTILE[what]
    body = {"prompt": "Reviewer", "name": "hostile", "type": kind, "config": config}
    problem = assert_problem(person.invoke("save-validation", body), 422, "invalid_validation")
    assert problem["errors"][0]["path"].startswith("config")
    assert person.rows("validations", name="eq.hostile") == []


def new_prompt_with(site: Stack, person: Person, kind: str, config: Any) -> str:
    prompt = person.add_prompt(
        name=uuid.uuid4().hex,
        model=site.model_named("ok"),
        validations=[{"name": "hostile", "type": kind, "config": config}],
        parameters={"max_repairs": 0},
    )
    return str(prompt["id"])


@pytest.mark.parametrize("what", HOSTILE)
def test_a_validation_that_is_itself_wrong_is_refused_when_it_was_written_past_the_function(
    site: Stack, person: Person, what: str
) -> None:
    answer = person.execute(new_prompt_with(site, person, *HOSTILE[what]))
    problem = assert_problem(answer, 422, "invalid_validation")
    assert problem["errors"][0]["path"].startswith("validations[0].config")
    assert_settled(person.execution(problem["execution"]["id"]), "FAILED", [], "invalid_validation")


@pytest.mark.parametrize("what", HOSTILE_WHEN_RUN)
def test_a_hostile_validation_fails_the_output_and_nothing_else(site: Stack, person: Person, what: str) -> None:
    answer = person.execute(new_prompt_with(site, person, "FUNCTION", {"code": HOSTILE_WHEN_RUN[what]}))
    problem = assert_problem(answer, 422, "output_invalid")
    [result] = problem["execution"]["validations"]
    assert (result["name"], result["passed"]) == ("hostile", False)
    assert result["errors"][0]["message"]
    row = person.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", [("FIRST", "SUCCEEDED")], "output_invalid")
    assert row["validation_status"] == "FAILED"
