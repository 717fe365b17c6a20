"""The documented way from PostgREST's answers to typed rows, as it stands in the reference."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from formaops.cli.demo_users import DEMO_EMAIL, DEMO_PASSWORD
from formaops.database import rows
from formaops.local.layout import ROOT
from tests.conftest import User


def test_rows_are_written_and_read_with_their_types(sign_in: Callable[[str, str], User]) -> None:
    page = (ROOT / "docs" / "reference" / "tables.md").read_text()
    snippet = re.search(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert snippet
    demo = sign_in(DEMO_EMAIL, DEMO_PASSWORD)
    names: dict[str, Any] = {"supabase": demo.client}

    exec(snippet[1], names)

    prompt = names["prompt"]
    assert isinstance(prompt, rows.Prompts)
    assert (prompt.name, prompt.status, prompt.tags) == ("Greeter", "DRAFT", ["demo"])
    assert isinstance(names["cost"], Decimal)
    assert names["cost"].as_tuple().exponent == -12, "every digit has come"
    demo.client.rpc("delete_prompt", {"p_prompt_id": str(prompt.id)}).execute()
