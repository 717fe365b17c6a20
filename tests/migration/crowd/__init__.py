"""Several people and engines at work on the same few rows at once.

A domain's module says what they do (`OPERATIONS`, one transaction each, as PostgREST would run it), makes what they do
it to (`prepare`), by which constraints they may be refused (`REFUSING`), and says what must hold afterwards (`TRUTHS`:
queries that find nothing).
"""

from types import ModuleType

from tests.migration.crowd import ideas, prompts, specifications, tenancy, ventures, workflows

DOMAINS: tuple[ModuleType, ...] = (tenancy, prompts, workflows, ventures, specifications, ideas)
