"""The documentation: its links lead somewhere, and its reference leaves nothing out that the code has."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest
import typer

from formaops import errors
from formaops.cli.app import app
from formaops.http.functions import FUNCTIONS
from formaops.local.environment import _NAMES as ENV_FILE
from formaops.local.layout import ROOT
from formaops.models.names import KEYS
from formaops.models.records import Parameters
from formaops.prompts import records
from formaops.prompts.definitions import VariableDefinition
from formaops.prompts.settle import UNSTORABLE
from formaops.settings import BackupSettings, Settings
from formaops.templates import _filters, _lexer
from formaops.templates import limits as template_limits
from formaops.validation import limits as validation_limits
from tests.support.domains import REFERENCE, Domain, domains

DOCS: Final = ROOT / "docs"
PAGES: Final = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(DOCS.rglob("*.md"))

_CODE: Final = re.compile(r"^ *(`{3,})[^`\n]*\n.*?^ *\1 *$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)


def read(page: str) -> str:
    return (REFERENCE / page).read_text()


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return without_code(page.read_text())


def without_code(text: str) -> str:
    return _CODE.sub("", text)


def anchors(page: Path) -> set[str]:
    """The fragments that lead to the page's headings, as GitHub makes them."""
    headings = (heading.lower().replace("`", "") for heading in _HEADING.findall(prose(page)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}


def missing(names: Iterator[str] | list[str] | set[str], text: str) -> list[str]:
    """The names that do not stand in the text in code type, outside of code blocks."""
    written = " ".join(re.findall(r"`([^`\n]+)`", without_code(text)))
    return sorted(name for name in set(names) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(prose(page)):
        path, _, fragment = link.partition("#")
        if "://" in path or path.startswith("mailto:"):
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if fragment:
            assert fragment in anchors(target), link


def test_every_page_is_linked_from_the_index() -> None:
    index = DOCS / "README.md"
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in _LINK.findall(prose(index)) if "://" not in link}
    assert {page for page in PAGES if page.is_relative_to(DOCS)} - {index} <= linked


def test_every_setting_is_described() -> None:
    fields = [*Settings.model_fields.values(), *BackupSettings.model_fields.values()]
    names = {name for field in fields for name in _environment(field.validation_alias)}
    assert not missing(names, read("settings.md"))


def _environment(alias: Any) -> list[str]:
    return [str(choice) for choice in alias.choices]


def test_every_variable_that_the_code_reads_is_described() -> None:
    source = "\n".join(file.read_text() for file in (ROOT / "functions").rglob("*.py"))
    names = set(re.findall(r"\bFORMAOPS_[A-Z]+(?:_[A-Z]+)*\b", source)) | {
        name for names in KEYS.values() for name in names
    }
    assert not missing(names, read("settings.md"))
    assert not missing(set(KEYS), read("settings.md"))
    assert not missing(set(ENV_FILE), read("settings.md"))


def test_every_function_is_described() -> None:
    page = read("functions.md")
    assert not missing(set(FUNCTIONS), page)
    assert {name.replace(".", "") for name in FUNCTIONS} <= anchors(REFERENCE / "functions.md")
    assert not missing({name.replace("-", "_") for name in FUNCTIONS if "." not in name}, page)


@pytest.mark.parametrize(
    "model",
    [
        records.ExecuteRequest,
        records.TestRequest,
        records.SaveValidationRequest,
        records.ExecutionRecord,
        records.Attempt,
        records.TestReport,
        records.SavedValidation,
        records.CancelledExecution,
        Parameters,
    ],
)
def test_every_member_of_a_request_or_an_answer_is_described(model: Any) -> None:
    page = read("functions.md")
    names = set(model.model_fields)
    in_examples = {name for name in names if re.search(rf'"{name}"', page)}
    assert not missing(names - in_examples, page)


def test_every_member_of_a_variable_definition_is_described() -> None:
    assert not missing({str(field.alias) for field in VariableDefinition.model_fields.values()}, read("functions.md"))


def test_every_event_of_a_stream_is_described() -> None:
    assert not missing(["execution", "delta", "restart", "repair", "result", "error"], read("functions.md"))


def test_every_error_is_described() -> None:
    page = read("errors.md")
    kinds = [kind for base in (errors.CallerError, errors.ServiceError) for kind in base.__subclasses__()]
    for kind in kinds:
        assert re.search(rf"^\| {kind.status} \| `{kind.code}` \|", page, re.MULTILINE), kind
    assert not missing(["internal_error", "cancelled", "lease_expired", UNSTORABLE], page)


@pytest.mark.parametrize("domain", domains(), ids=lambda domain: str(domain.name))
class TestEveryDomainHasAPage:
    """A page of the reference per domain, which leaves nothing out that the domain's migrations make."""

    def test_with_every_table(self, domain: Domain) -> None:
        assert not {*domain.tables, *domain.views} - anchors(domain.page), "as headings"
        assert not missing(domain.private_tables, domain.page.read_text())

    def test_with_a_diagram_of_the_tables(self, domain: Domain) -> None:
        assert not domain.tables or f"<!-- entities: {domain.name} -->\n" in domain.page.read_text()

    def test_with_every_exposed_function_of_the_database(self, domain: Domain) -> None:
        assert not missing(domain.functions, domain.page.read_text())

    def test_with_every_value_of_an_enum(self, domain: Domain) -> None:
        section = domain.page.read_text().partition("\n## Enums")[2]
        for name, values in domain.enums.items():
            rows = re.search(rf"^\| `{name}` \|.*\n(?:\| +\|.*\n)*", section, re.MULTILINE)
            assert rows, name
            assert not missing(values, rows[0]), name

    def test_with_a_diagram_of_every_status(self, domain: Domain) -> None:
        diagrams = re.findall(r"^```mermaid\nstateDiagram-v2\n(.*?)^```$", domain.page.read_text(), re.M | re.DOTALL)
        drawn = [set(re.findall(r"\w+", diagram)) for diagram in diagrams]
        statuses = {name: values for name, values in domain.enums.items() if name.endswith("_status")}
        assert [name for name, values in statuses.items() if not any(set(values) <= words for words in drawn)] == []

    def test_with_every_column_that_is_written_directly(self, domain: Domain) -> None:
        # What `tenant_id` means stands on the page of all tables.
        assert not missing(domain.granted_columns - {"tenant_id"}, domain.page.read_text())

    def test_with_every_read_that_is_measured(self, domain: Domain) -> None:
        if not (ROOT / "tests" / "patterns" / f"{domain.name}.py").exists():
            pytest.skip("no reads of this domain are measured")
        patterns = import_module(f"tests.patterns.{domain.name}").PATTERNS
        page = domain.page.read_text()
        assert [pattern.name for pattern in patterns if pattern.name not in page] == []

    def test_that_the_page_of_all_tables_leads_to(self, domain: Domain) -> None:
        assert f"]({domain.page.name})" in read("tables.md")


def test_every_operational_query_is_named() -> None:
    assert not missing({file.name for file in (ROOT / "sql" / "queries").glob("*.sql")}, read("tables.md"))


def test_every_command_is_described() -> None:
    page = read("cli.md")
    commands = list(_commands(typer.main.get_command(app), "formaops"))
    assert "formaops prompts publish" in commands
    assert not missing(commands, page)
    assert not missing({word for command in commands for word in command.split()[1:]}, (ROOT / "README.md").read_text())


def _commands(command: Any, path: str) -> Iterator[str]:
    if not hasattr(command, "commands"):
        yield path
        return
    for name, below in command.commands.items():
        yield from _commands(below, f"{path} {name}")


def test_every_demo_account_is_told() -> None:
    accounts = (ROOT / "supabase" / "seeds" / "10_accounts.sql").read_text()
    told = re.findall(r"^-- +(\S+@\S+) +/ (\S+)", accounts, re.MULTILINE)
    made = re.findall(r"'(\S+@\S+)'", accounts)
    assert sorted(made) == sorted(email for email, _ in told)
    assert not missing([word for account in told for word in account], read("cli.md"))


@pytest.mark.parametrize("module", [template_limits, validation_limits], ids=lambda module: str(module.__name__))
def test_every_limit_stands_with_its_value(module: Any) -> None:
    rows = _rows_of_section(f"All in `{module.__name__}`")
    bounds = {name: value for name, value in vars(module).items() if name.isupper() and name not in ("KIB", "MIB")}
    assert bounds
    for name, value in bounds.items():
        row = next((row for row in rows if f"`{name}`" in row), None)
        assert row, name
        shown = f"{value:,}" if isinstance(value, int) else f"{value:g}"
        assert re.search(rf"\| {re.escape(shown)}\b", row), (row, shown)


def _rows_of_section(introduction: str) -> list[str]:
    section = read("limits.md").partition(introduction)[2].partition("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("|")]


def test_every_tag_and_filter_is_described() -> None:
    page = (DOCS / "how-to" / "write-templates.md").read_text()
    assert not missing(set(_filters.FILTERS) | _lexer.TAGS | {"comment", "raw"}, page)


def test_the_first_snippets_are_in_the_readme() -> None:
    page = (ROOT / "README.md").read_text()
    for part in (
        "make demo",
        "make test",
        "```mermaid",
        "curl ",
        "from supabase import",
        "@supabase/supabase-js",
        "Apache-2.0",
    ):
        assert part in page
