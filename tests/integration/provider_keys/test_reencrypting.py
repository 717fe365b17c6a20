"""reencrypt-provider-keys: the key that encrypts is replaced while tenants go on asking with theirs."""

import base64
from collections import Counter
from typing import Any

from tests.support.books import assert_problem
from tests.support.callers import Person
from tests.support.fixtures import FIRST_KEY
from tests.support.provider_keys import new_key, set_key
from tests.support.stacks import Stack
from tests.support.waiting import eventually

SECOND_KEY = base64.b64encode(bytes(range(32, 64))).decode()


def turn(operator: Person, **members: Any) -> dict[str, Any]:
    answer = operator.invoke("reencrypt-provider-keys", members)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_the_key_that_encrypts_is_replaced(fragile: Stack) -> None:
    operator = fragile.sign_up()
    fragile.sql("insert into private.operators (user_id) values (%s)", operator.id)
    model = fragile.model_named("ok", provider="openai")
    tenants, keys = [fragile.sign_up() for _ in range(3)], [new_key() for _ in range(3)]
    for tenant, key in zip(tenants, keys, strict=True):
        set_key(tenant, key)
        tenant.add_prompt(name="Asker", model=model)

    with fragile.retuned(FORMAOPS_PROVIDER_KEY_ENCRYPTION_KEYS=f"second:{SECOND_KEY},first:{FIRST_KEY}"):
        assert eventually(fragile.is_healthy)
        assert turn(operator, limit=2) | {"after": None} == {
            "reencrypted": 2, "unreadable": [], "remaining": 1, "after": None
        }  # fmt: skip
        # Broken off here, some are encrypted with the one key and some with the other.
        for tenant in tenants:
            assert tenant.execute("Asker").status_code == 200
        assert turn(operator) == {"reencrypted": 1, "unreadable": [], "remaining": 0, "after": None}
        assert turn(operator) == {"reencrypted": 0, "unreadable": [], "remaining": 0, "after": None}
        used = fragile.sql("select distinct encryption_key from private.provider_key_secrets")
        assert [row["encryption_key"] for row in used] == ["second"]
        for tenant in tenants:
            assert tenant.execute("Asker").status_code == 200

        # One of a key that is not set any more is told, left as it is, and never made up for with the operator's.
        [of_another] = fragile.sql(
            "update private.provider_key_secrets as s set encryption_key = 'lost' from public.provider_keys as k "
            "where k.id = s.provider_key_id and k.tenant_id = %s returning k.id::text",
            tenants[0].personal_tenant_id,
        )
        assert turn(operator)["unreadable"] == [of_another["id"]]
        assert_problem(tenants[0].execute("Asker"), 503, "not_ready")
        set_key(tenants[0], keys[0])
        assert tenants[0].execute("Asker").status_code == 200
        assert turn(operator)["unreadable"] == []
    assert Counter(fragile.model.keys_for(model)) == {keys[0]: 3, keys[1]: 2, keys[2]: 2}
    # The stack goes back to its first key: what the second one encrypted has served its time.
    for tenant in tenants:
        [key] = tenant.rows("provider_keys", revoked_at="is.null", select="id")
        tenant.rpc("revoke_provider_key", p_provider_key_id=key["id"])
