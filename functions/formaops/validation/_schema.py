"""SCHEMA validations: JSON Schema 2020-12, 2019-09, 7, 6 and 4, with formats asserted.

Runs in the worker: a schema can take exponential time. Nothing is ever fetched: references are followed inside the
schema and into the drafts' own metaschemas only. Every regular expression is answered by RE2.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from types import SimpleNamespace
from typing import Any

from jsonschema import (
    Draft4Validator,
    Draft6Validator,
    Draft7Validator,
    Draft201909Validator,
    Draft202012Validator,
    _keywords,
    _legacy_keywords,
    _utils,
)
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.protocols import Validator
from jsonschema_specifications import REGISTRY as METASCHEMAS  # type: ignore[import-untyped]
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import SchemaRegistry, SchemaResource, specification_with

from formaops.errors import Fault
from formaops.validation import _regex
from formaops.validation._formats import formats_of
from formaops.validation.limits import MAX_FAULTS

DRAFTS: dict[str, type[Validator]] = {
    str(draft.META_SCHEMA.get("$id", draft.META_SCHEMA.get("id"))).rstrip("#"): draft
    for draft in (Draft202012Validator, Draft201909Validator, Draft7Validator, Draft6Validator, Draft4Validator)
}
_DEFAULT = "https://json-schema.org/draft/2020-12/schema"
_NOTHING_FETCHED: SchemaRegistry = Registry()
_PLAIN_KEY = re.compile(r"[A-Za-z_$][\w$-]*")

# jsonschema searches with Python's backtracking `re` in `pattern`, `patternProperties`, `additionalProperties` and
# twice in `unevaluatedProperties`. Its modules look the name `re` up when they search, so this reaches all of them.
for _module in (_keywords, _legacy_keywords, _utils):
    vars(_module)["re"] = SimpleNamespace(search=_regex.search)


FORMATS = {uri: formats_of(draft) for uri, draft in DRAFTS.items()}


@lru_cache(maxsize=64)
def prepare(config: str) -> tuple[tuple[Fault, ...], Validator | None]:
    """What is wrong with a schema, given as JSON text, and its validator if nothing is."""
    schema = json.loads(config)
    if not isinstance(schema, dict | bool):
        return (Fault("config", "must be a JSON Schema: an object or a boolean"),), None
    uri = schema.get("$schema", _DEFAULT) if isinstance(schema, dict) else _DEFAULT
    uri = uri.rstrip("#") if isinstance(uri, str) else ""
    if uri not in DRAFTS:
        return (Fault("config$.$schema", f"must be one of {', '.join(DRAFTS)}"),), None
    faults = tuple(islice(_faults(uri, schema), MAX_FAULTS))
    if faults:
        return faults, None
    validator = DRAFTS[uri](schema, format_checker=FORMATS[uri], registry=_NOTHING_FETCHED)
    if isinstance(schema, dict):
        next(validator.iter_errors(None), None)  # shows a reference that leads back to itself without end
    return (), validator


def check(config: str) -> list[Fault]:
    """What is wrong with a SCHEMA validation's config."""
    try:
        return list(prepare(config)[0])
    except RecursionError:
        return [Fault("config$", "refers to itself without end")]


def run(config: str, value: Any) -> list[Fault]:
    """What is wrong with `value`, by a config that `check` found right; raises RecursionError and Unresolvable."""
    validator = prepare(config)[1]
    assert validator is not None
    return [_fault(error) for error in islice(validator.iter_errors(value), MAX_FAULTS)]


def _fault(error: ValidationError) -> Fault:
    told = best_match([error]) or error  # of anyOf and oneOf, what the nearest alternative lacks
    return Fault(path_of(told.absolute_path), str(told.message))


def path_of(keys: Iterable[str | int]) -> str:
    """`$.issues[0].type`; keys that are not plain words are quoted: `$['a b']`."""
    path = "$"
    for key in keys:
        if isinstance(key, int):
            path += f"[{key}]"
        else:
            path += f".{key}" if _PLAIN_KEY.fullmatch(key) else f"[{key!r}]"
    return path


def _faults(uri: str, schema: Any) -> Iterator[Fault]:
    draft = DRAFTS[uri]
    wrong = [
        Fault(f"config{path_of(error.absolute_path)}", str(error.message))
        for error in islice(draft(draft.META_SCHEMA).iter_errors(schema), MAX_FAULTS)
    ]
    # What is not a schema cannot be walked through as one.
    yield from wrong or _faults_inside(uri, schema)


def _faults_inside(uri: str, schema: Any) -> Iterator[Fault]:
    """References that lead nowhere and expressions that RE2 cannot run, in every subschema."""
    resource: SchemaResource = specification_with(uri).create_resource(schema)
    paths = {id(part): keys for keys, part in _parts(schema)}
    pending = [(resource, METASCHEMAS.resolver_with_root(resource))]
    while pending:
        part, resolver = pending.pop()
        if isinstance(part.contents, dict):
            where = paths.get(id(part.contents), ())
            for keys, message in _faults_of_keywords(part.contents, resolver.lookup):
                yield Fault(f"config{path_of((*where, *keys))}", message)
        pending.extend((below, resolver.in_subresource(below)) for below in part.subresources())


def _parts(schema: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every object in the schema with the keys that lead to it."""
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), schema)]
    while pending:
        keys, part = pending.pop()
        if isinstance(part, dict):
            yield keys, part
            pending.extend(((*keys, key), below) for key, below in part.items())
        elif isinstance(part, list):
            pending.extend(((*keys, index), below) for index, below in enumerate(part))


def _faults_of_keywords(
    part: dict[str, Any], look_up: Callable[[str], object]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for keyword in ("$ref", "$dynamicRef"):
        if isinstance(reference := part.get(keyword), str):
            try:
                look_up(reference)
            except (Unresolvable, ValueError, LookupError):
                yield (keyword,), f"{reference[:200]!r} leads nowhere: only references inside the schema are followed"
    if isinstance(pattern := part.get("pattern"), str) and (wrong := _regex.pattern_fault(pattern)):
        yield ("pattern",), wrong
    if isinstance(patterns := part.get("patternProperties"), dict):
        for each in patterns:
            if wrong := _regex.pattern_fault(each):
                yield ("patternProperties", each), wrong
