"""Try a prompt without a model: what would be sent, what is missing, what the validations say of a sample output."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from formaops.database import Database, Principal
from formaops.database.tenants import acting_tenant
from formaops.errors import InvalidTemplate
from formaops.prompts.definitions import check_inputs, read_definitions, refuse_wrong
from formaops.prompts.records import FaultRecord, TestReport, TestRequest, ValidationResult
from formaops.prompts.stored import find_prompt
from formaops.templates import render, variables_of
from formaops.validation import Outcome, Validation, validate


async def try_out(request: TestRequest, principal: Principal, *, database: Database) -> TestReport:
    """Raises InvalidTemplate or InvalidValidation, with the path of each fault, when the prompt itself is wrong."""
    template, variables, validations = await _subject(request, principal, database)
    definitions = read_definitions(variables)
    used = variables_of(template)
    await refuse_wrong(validations)
    values, faults = check_inputs(definitions, request.inputs)
    declared = [definition.name for definition in definitions]
    undeclared = [name for name in used if name not in declared]
    outcome = await _verdict(request, validations)
    return TestReport(
        rendered=None if faults or undeclared else render(template, values),
        variables_used=used,
        undeclared=undeclared,
        unused=[name for name in declared if name not in used],
        missing=[d.name for d in definitions if d.required and values.get(d.name) is None],
        input_faults=[FaultRecord(**asdict(fault)) for fault in faults],
        validation_status=outcome.status if outcome else None,
        validations=[ValidationResult.model_validate(asdict(result)) for result in outcome.results] if outcome else [],
        validated_output=outcome.value if outcome else None,
    )


async def _subject(
    request: TestRequest, principal: Principal, database: Database
) -> tuple[str, Any, Sequence[Validation]]:
    """Template, variables and active validations: of the stored prompt's working copy, or those given in place."""
    if request.prompt is None:
        if request.template is None:
            raise InvalidTemplate("There is no template.")
        if principal.tenant_id:
            await acting_tenant(principal, database)
        given = [Validation(v.name, v.type, v.config) for v in request.validations or []]
        return request.template, request.variables or [], given
    columns = "template,variables,validations(name,type,config,is_active,created_at)"
    prompt = await find_prompt(request.prompt, columns, principal, database)
    active = [row for row in prompt["validations"] if row["is_active"]]
    active.sort(key=lambda row: row["created_at"])
    return prompt["template"], prompt["variables"], [Validation(v["name"], v["type"], v["config"]) for v in active]


async def _verdict(request: TestRequest, validations: Sequence[Validation]) -> Outcome | None:
    if request.sample_output is None:
        return None
    return await validate(request.sample_output, validations, request.context)
