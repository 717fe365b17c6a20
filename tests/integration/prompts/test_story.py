"""The whole story that a newcomer follows, by the clients that they would use."""

import json
import subprocess
from decimal import Decimal

import pytest
from supabase_functions.errors import FunctionsHttpError

from formaops.local.layout import ROOT
from tests.support.stacks import ANSWER_COST, Stack

SCHEMA = {
    "type": "object",
    "required": ["issues", "overall_rating"],
    "properties": {
        "issues": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "severity", "description"],
                "properties": {"severity": {"enum": ["low", "medium", "high", "critical"]}},
            },
        },
        "overall_rating": {"type": "number", "minimum": 1, "maximum": 10},
    },
}
VALIDATIONS = [
    {"name": "shape", "type": "SCHEMA", "config": SCHEMA},
    {"name": "mentions a rating", "type": "REGEX", "config": {"pattern": "overall_rating"}},
    {
        "name": "rates by severity",
        "type": "FUNCTION",
        "config": {"code": "function validate(output, context) { return output.overall_rating >= context.least }"},
    },
]


def test_supabase_py_from_sign_up_to_the_cost_of_an_answer(site: Stack) -> None:
    model = site.model_named("ok")
    stranger = site.sign_up()
    client = site.new_client()
    client.auth.sign_up({"email": f"{model[6:]}@example.com", "password": "a good password"})
    session = client.auth.sign_in_with_password({"email": f"{model[6:]}@example.com", "password": "a good password"})
    assert session.user

    variables = [
        {"name": "language", "type": "string", "required": True, "options": ["python", "go"]},
        {"name": "code", "type": "string", "required": True},
    ]
    prompt = {
        "name": "Reviewer",
        "template": "Review this {{language}}:\n{{code}}",
        "variables": variables,
        "model": model,
    }
    made = client.table("prompts").insert(prompt).execute().data[0]
    assert (made["status"], made["version"], made["published_version"]) == ("DRAFT", 1, None)
    assert made["user_id"] == session.user.id
    client.table("validations").insert([each | {"prompt_id": made["id"]} for each in VALIDATIONS]).execute()
    published = client.rpc("publish_prompt", {"p_prompt_id": made["id"]}).execute().data
    assert (published["status"], published["version"], published["published_version"]) == ("PUBLISHED", 2, 1)

    order = {"prompt": "Reviewer", "inputs": {"language": "go", "code": "x := 1"}, "context": {"least": 5}}
    record = json.loads(client.functions.invoke("execute-prompt", {"body": order}))
    assert record["status"] == "COMPLETED"
    assert record["validation_status"] == "PASSED"
    assert record["validated_output"]["overall_rating"] == 7
    assert {(v["name"], v["passed"]) for v in record["validations"]} == {(v["name"], True) for v in VALIDATIONS}
    assert record["cost_usd"] == ANSWER_COST
    assert site.model.last_request()["messages"] == [{"role": "user", "content": "Review this go:\nx := 1"}]

    row = client.table("executions").select("*, cost:cost_usd::text").eq("id", record["id"]).single().execute().data
    assert (row["status"], row["prompt_version"], row["model"]) == ("COMPLETED", 1, model)
    assert row["inputs"] == order["inputs"]
    assert row["context"] == {"least": 5}
    assert row["validated_output"] == record["validated_output"]
    assert Decimal(row["cost"]) == Decimal(ANSWER_COST)
    logs = client.table("execution_logs").select("level,message").eq("execution_id", row["id"]).execute().data
    assert {"level": "INFO", "message": f"{model} answered"} in logs
    [call] = client.table("cost_tracking").select("*, cost:cost_usd::text").eq("reference_id", row["id"]).execute().data
    assert (call["kind"], call["outcome"], call["purpose"]) == ("FIRST", "SUCCEEDED", "PROMPT_EXECUTION")
    assert (call["input_tokens"], call["output_tokens"], call["is_estimate"]) == (100, 25, False)
    assert (Decimal(call["cost"]), call["price_source"]) == (Decimal(ANSWER_COST), "OPERATOR")

    other = stranger.client()
    for table in ("prompts", "prompt_versions", "validations", "executions", "execution_logs", "cost_tracking"):
        assert other.table(table).select("*").execute().data == [], table
    with pytest.raises(FunctionsHttpError) as refused:
        other.functions.invoke("execute-prompt", {"body": order})
    assert refused.value.status == 404


def test_supabase_js_does_the_same(site: Stack) -> None:
    model = site.model_named("ok")
    addresses = site.addresses
    done = subprocess.run(
        ["node", "tests/integration/js/story.mjs", addresses.api_url, addresses.anon_key, model],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["record"]["status"] == "COMPLETED"
    assert told["row"]["status"] == "COMPLETED"
    assert told["row"]["prompts"] == {"name": "Reviewer"}
    assert Decimal(told["row"]["cost"]) == Decimal(ANSWER_COST) == Decimal(told["record"]["cost_usd"])
    assert [call["kind"] for call in told["row"]["model_calls"]] == ["FIRST"]
    assert told["logs"] >= 2
    assert told["seenByTheOther"] == {"prompts": 0, "executions": 0, "execution_logs": 0, "cost_tracking": 0}
    assert told["refusal"]["status"] == 404
    assert told["refusal"]["problem"]["code"] == "not_found"
