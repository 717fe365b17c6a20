"""Importing the floor is cheap, and the parameters keep their bounds."""

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from formaops import models
from formaops.models import Parameters


def test_importing_does_not_import_pydantic_ai() -> None:
    code = (
        "import sys, formaops.models; "
        "print([m for m in sys.modules if m.split('.')[0] in {'pydantic_ai', 'openai', 'genai_prices', 'httpx2'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_warming_takes_any_name() -> None:
    await models.warm("local:smollm2")
    await models.warm("nobody:nothing")
    await models.warm("")


def test_defaults() -> None:
    parameters = Parameters()
    assert (parameters.max_tokens, parameters.timeout_seconds) == (1024, 60)
    assert (parameters.max_retries, parameters.max_repairs) == (2, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": 2.1},
        {"top_p": 0},
        {"max_tokens": 0},
        {"max_tokens": 32_769},
        {"timeout_seconds": 0.5},
        {"timeout_seconds": 301},
        {"max_retries": 6},
        {"max_repairs": 4},
        {"stop_sequences": [""]},
        {"base_url": "http://169.254.169.254"},
    ],
)
def test_what_is_out_of_bounds_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Parameters(**wrong)
