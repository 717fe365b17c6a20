"""JavaScript that tries to hang, to eat memory, to get out, or to confuse what reads its answer."""

from collections.abc import AsyncIterator

import pytest

from formaops.errors import Fault
from formaops.validation import Pool, Validation, check_definition, validate

pytestmark = pytest.mark.timeout(30)


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    """Impatient, because some of these are stopped by nothing else."""
    pool = Pool(size=1, wall_seconds=0.7)
    yield pool
    pool.close()


async def verdict(code: str, pool: Pool) -> tuple[Fault, ...]:
    """What the code said of {"a": 1}; the next validation has its own verdict."""
    [result] = (await validate('{"a": 1}', [Validation("hostile", "FUNCTION", {"code": code})], {}, pool=pool)).results
    following = Validation("next", "FUNCTION", {"code": "const validate = o => o.a === 1"})
    assert (await validate('{"a": 1}', [following], {}, pool=pool)).status == "PASSED"
    return result.errors


def function(body: str) -> str:
    return f"function validate(output, context) {{ {body} }}"


HANGS = {
    "an empty loop": function("while (true) {}"),
    "allocation inside try": function("let a = []; while (true) { try { a.push(Array(1e6).fill(1)) } catch (e) {} }"),
    "recursion inside try": function(
        "const f = () => { try { f() } catch (e) {} f() }; while (true) { try { f() } catch (e) {} }"
    ),
    "a getter of the answer": function("return { get valid() { while (true) {} } }"),
    "toJSON of the answer": function("return { toJSON() { while (true) {} } }"),
    "toJSON of every array": function("Array.prototype.toJSON = () => { while (true) {} }; return 'x'"),
    "a proxy": function("return new Proxy({}, { ownKeys() { while (true) {} }, get() { while (true) {} } })"),
    "instanceof of the answer": function("return new Proxy({}, { getPrototypeOf() { while (true) {} } })"),
    "toString of what is thrown": function("throw { toString() { while (true) {} } }"),
    "message of what is thrown": function("throw { __proto__: Error.prototype, get message() { while (true) {} } }"),
    "stack of what is thrown": function("throw { get stack() { while (true) {} } }"),
    "backtracking": function("return /^(a+)+$/.test('a'.repeat(40) + '!')"),
    "sorting without end": function("return Array(1e5).fill(0).sort(() => { while (true) {} }).length > 0"),
    "a sparse array": function("return Array(1e9).join('x') === ''"),
    "a generator": function("function* g() { while (true) yield 1 } for (const x of g()) ; return true"),
    "an async function": function("return (async () => { while (true) {} })()"),
    "while it is defined": "while (true) {}",
    "as a getter of validate": "Object.defineProperty(globalThis, 'validate', { get() { while (true) {} } })",
    "as a proxy of validate": "validate = new Proxy(() => 1, { apply() { while (true) {} } })",
    "a replace without end": function("return 'a'.replace(/a/g, () => { while (true) {} }) === ''"),
    "powers": function("let n = 3n; while (true) n = n * n % 10n ** 9999n"),
}


@pytest.mark.parametrize("attack", HANGS)
async def test_killed(attack: str, pool: Pool):
    [fault] = await verdict(HANGS[attack], pool)
    assert fault.message in {"stopped after 0.7 s", "validate() used more than 64 MB"}


async def test_the_engine_stops_itself_before_the_kill(pool: Pool):
    pool.wall_seconds = 20
    assert await verdict(function("while (true) {}"), pool) == (Fault("$", "validate() was stopped after 1.5 s"),)


@pytest.mark.parametrize("code", ["while (true) {}", "for (;;) { try { Array(1e7).fill(1) } catch (e) {} }"])
async def test_killed_when_saved(code: str, pool: Pool):
    [fault] = await check_definition(Validation("v", "FUNCTION", {"code": code}), pool=pool)
    assert fault == Fault("config", "checking it took too much: stopped after 0.7 s")
    following = Validation("next", "FUNCTION", {"code": "const validate = () => true"})
    assert await check_definition(following, pool=pool) == []


FAILS = {
    "memory, by strings": ("let a = []; while (true) a.push('x'.repeat(1e5) + a.length)", "used more than 64 MB"),
    "memory, by one string": ("return 'x'.repeat(2 ** 29).length > 0", "used more than 64 MB"),
    "memory, by an array": ("return Array(1e9).fill(1).length > 0", "used more than 64 MB"),
    "memory, by a buffer": ("return new ArrayBuffer(2 ** 31).byteLength > 0", "invalid array buffer length"),
    "memory, by nesting": ("let a = []; while (true) a = [a]", "want of memory"),
    "recursion": ("return validate(output, context)", "validate() calls itself too deeply"),
    "recursion through toString": ("const o = { toString: () => '' + o }; return '' + o", "too deeply"),
    "a circular answer": ("const a = {}; a.a = a; return { valid: true, value: a }", "circular reference"),
    "a deep answer": (
        "let a = []; for (let i = 0; i < 200; i++) a = [a]; return { valid: true, value: a }",
        "nested more than 100 deep",
    ),
    "a very deep answer": (
        "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return { valid: true, value: a }",
        "reading what validate() returned",
    ),
    "a huge answer": ("return { valid: true, value: 'x'.repeat(300000) }", "returned more than 262,144 characters"),
    "a very huge answer": (
        "return { valid: true, value: 'x'.repeat(3e7) }",
        "reading what validate() returned used more",
    ),
    "a huge message": ("return 'x'.repeat(200000)", "xxx … xxx"),
    "a huge error": ("throw new Error('x'.repeat(1e6))", "validate() threw Error: xxx"),
    "an error of ropes": ("throw 'x'.repeat(1e5) + 'y'", "validate() threw xxx"),
    "no answer": ("", "returned nothing"),
    "a number": ("return 1", "returned a number"),
    "not a number": ("return NaN", "returned a number"),
    "a bigint": ("return 1n", "returned a bigint"),
    "a bigint inside": ("return { valid: true, value: 1n }", "BigInt"),
    "a symbol": ("return Symbol('valid')", "returned a symbol"),
    "a function": ("return validate", "returned a function"),
    "a promise": ("return Promise.resolve(true)", "returned a promise"),
    "a promise in disguise": ("return { then(f) { f(true) } }", "returned an object without valid"),
    "a date": ("return new Date(0)", "1970"),
    "a map": ("return new Map([['valid', true]])", "returned an object without valid"),
    "a truthy valid": ("return { valid: 'true' }", "returned an object without valid"),
    "a getter that throws": ("return { get valid() { throw new Error('inside') } }", "inside"),
    "a revoked proxy": ("const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy", "revoked"),
    "throwing nothing": ("throw undefined", "validate() threw undefined"),
    "throwing null": ("throw null", "validate() threw null"),
    "throwing a proxy": ("throw new Proxy({}, { get() { throw 1 } })", "validate()"),
    "its own stringify": ("JSON.stringify = () => '[true]'; return false", "validate() returned false"),
    "its own apply": ("Reflect.apply = () => true; JSON.parse = () => 1; return false", "validate() returned false"),
    "an array that stringifies itself": ("Array.prototype.toJSON = () => 5; return true", "returned a 5"),
    "an array of toJSON": ("Array.prototype.toJSON = () => []; return true", "returned an array"),
    "NUL in the answer": ("return { valid: true, value: '\\0' }", "U+0000"),
    "half a surrogate in the answer": ("return { valid: true, value: '\\ud800' }", "half a surrogate pair"),
    "leaving": ("return std.exit(0)", "std is not defined"),
    "a module": ("return import('os')", "returned a promise"),
    "requiring": ("return require('fs')", "require is not defined"),
    "fetching": ("return fetch('http://127.0.0.1')", "fetch is not defined"),
    "printing": ("print('x')", "print is not defined"),
    "a timer": ("setTimeout(() => 1, 1)", "setTimeout is not defined"),
    "the process": ("return process.env", "process is not defined"),
}


@pytest.mark.parametrize("attack", FAILS)
async def test_fails_with_a_reason(attack: str, pool: Pool):
    body, message = FAILS[attack]
    pool.wall_seconds = 20
    [fault] = await verdict(function(body), pool)
    assert message in fault.message
    assert len(fault.message) <= 400


WRONG = {
    "nothing": ("", "config.code", "must define a function validate"),
    "no function": ("var validate = { call() { return true } }", "config.code", "must define a function validate"),
    "deep parentheses": ("(" * 60_000, "config.code", "calls itself too deeply"),
    "deep arrays": ("[" * 60_000, "config.code", "calls itself too deeply"),
    "deep templates": ("`${" * 15_000, "config.code", "calls itself too deeply"),
    "deep arrows": ("validate = " + "a => " * 10_000 + "1", "config.code", "calls itself too deeply"),
    "too much code": (" " * 70_000, "config.code", "is longer than 65,536 characters"),
    "a NUL": ("\0", "config.code", "a character that cannot be used"),
    "half a surrogate": ("'\ud800'", "config.code", "a character that cannot be used"),
    "a syntax error": ("function validate( {", "config.code:1:", "SyntaxError"),
    "throwing at once": ("throw new Error('early')", "config.code:1:", "early"),
    "eating memory at once": ("Array(1e9).fill(1)", "config.code", "used more than 64 MB"),
}


@pytest.mark.parametrize("attack", WRONG)
async def test_refused_when_saved_and_when_run(attack: str, pool: Pool):
    code, path, message = WRONG[attack]
    pool.wall_seconds = 20
    [fault] = await check_definition(Validation("v", "FUNCTION", {"code": code}), pool=pool)
    assert fault.path.startswith(path)
    assert message in fault.message
    [told] = await verdict(code, pool)
    assert told.message.startswith("this validation is itself wrong: ")


@pytest.mark.parametrize(
    "body",
    [
        "return eval('1 + 1') === 2",
        "return new Function('return true')()",
        "Object.freeze(globalThis); return true",
        "Array.prototype[Symbol.iterator] = null; Object.prototype.valid = false; return true",
        "output.__proto__.polluted = 1; return ({}).polluted === 1",
    ],
)
async def test_harmless(body: str, pool: Pool):
    assert await verdict(function(body), pool) == ()


async def test_nothing_passes_from_one_call_to_the_next(pool: Pool):
    leave = function("globalThis.left = 1; Object.prototype.left = 1; JSON.parse = () => 1; return true")
    assert await verdict(leave, pool) == ()
    assert await verdict(function("return typeof left === 'undefined' && ({}).left === undefined"), pool) == ()
