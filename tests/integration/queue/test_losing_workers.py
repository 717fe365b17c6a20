"""Workers that are killed or told to stop: what they had is run by another, and the books are right."""

import signal

from tests.integration.queue.test_queueing import ended, enqueue, look
from tests.support.stacks import Stack
from tests.support.waiting import eventually


def _asked(stack: Stack, model: str) -> bool:
    return eventually(lambda: stack.model.counts(model)["requests"] == 1)


def test_what_a_killed_worker_had_is_run_by_another(fragile: Stack) -> None:
    author = fragile.sign_up()
    model = fragile.model_named("held")
    prompt = author.add_prompt(model=model)["id"]
    row = {"tenant_id": author.personal_tenant_id, "name": "daily", "period": "DAY", "limit_usd": 5}
    assert author.rest("POST", "budgets", row).status_code == 201
    queued = enqueue(author, prompt).json()
    assert _asked(fragile, model)
    fragile.signal("worker", signal.SIGKILL)
    fragile.give_up(queued["id"])

    assert look(author, queued["id"]).json()["status"] in ("PENDING", "RUNNING")
    fragile.model.release(model)
    fragile.sql("update private.queued_executions set due_at = now() where execution_id = %s", queued["id"])
    assert ended(author, queued["id"])
    row = author.execution(queued["id"])
    assert row["status"] == "COMPLETED"
    assert not row["cost_is_complete"], "nobody knows what the first worker has spent"
    assert [log["message"] for log in row["execution_logs"] if log["level"] == "WARN"] == [
        "Attempt 1: its worker stopped answering."
    ]
    [budget] = author.rpc("budget_status")
    assert budget["held_usd"] == 0


def test_a_worker_that_is_told_to_stop_gives_back_what_it_cannot_end(fragile: Stack) -> None:
    author = fragile.sign_up()
    model = fragile.model_named("held")
    prompt = author.add_prompt(model=model)["id"]
    with fragile.retuned(FORMAOPS_WORKER_GRACE_SECONDS=0):
        queued = enqueue(author, prompt).json()
        assert _asked(fragile, model)
        fragile.signal("worker", signal.SIGTERM)
        assert eventually(lambda: fragile.model.counts(model)["requests"] == 2)
        fragile.model.release(model)
        assert ended(author, queued["id"])
    row = author.execution(queued["id"])
    assert row["status"] == "COMPLETED"
    assert "Attempt 1: given back by its worker, which was asked to stop." in [
        log["message"] for log in row["execution_logs"]
    ]
    assert fragile.model.counts(model)["requests"] == 2
