"""The reads behind the pages of a frontend, as supabase-py asks for them.

One list per domain. The integration tests run each as a member and look at the answer, the documentation shows it, and
the benchmark measures it at volume, with and without row-level security.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import supabase


@dataclass(frozen=True)
class Pattern:
    """One read. Its name stands in the page of its domain in ``docs/reference``."""

    name: str
    ask: Callable[[supabase.Client, Mapping[str, Any]], Any]
    """From a client and what the question is about (ids by ``<table>_id``, …) to a request that is not yet executed."""
