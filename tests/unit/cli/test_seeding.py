"""`formaops seed`: what it refuses before it touches a database."""

import pytest

from tests.unit.cli.played import Command, Project


def test_another_project_gets_demo_data_only_when_it_is_named(project: Project, command: Command) -> None:
    result = command("seed")
    assert (result.exit_code, "public passwords" in result.stderr, "--hosted" in result.stderr) == (2, True, True)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "does not hold the address"),
        ("https://abc.supabase.co", "does not hold the address"),
        ("postgresql://postgres:x@db.xyz.supabase.co/postgres", "is not abc"),
        ("postgresql://postgres.xyz:x@aws-0-eu.pooler.supabase.com/postgres", "is not abc"),
        ("postgresql://postgres:x@abc.example.com/postgres", "is not abc"),
    ],
)
def test_the_address_has_to_be_that_of_the_named_project(command: Command, url: str, reason: str) -> None:
    result = command("seed", "--hosted", "abc", "--yes", FORMAOPS_DB_URL=url)
    assert (result.exit_code, reason in result.stderr) == (2, True), result.output
    assert ":x@" not in result.output


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://postgres:x@db.abc.supabase.co:5432/postgres",
        "postgresql://postgres.abc:x@aws-0-eu.pooler.supabase.com:6543/postgres",
        "postgres://me:x@abc/postgres",
    ],
)
def test_a_hosted_project_is_asked_about_once_more(command: Command, url: str) -> None:
    result = command("seed", "--hosted", "abc", FORMAOPS_DB_URL=url)
    assert (result.exit_code, "into abc?" in result.stderr, "--yes" in result.stderr) == (2, True, True)


def test_a_database_that_cannot_be_reached_is_told(command: Command) -> None:
    address = "postgresql://postgres@127.0.0.1:1/postgres"
    result = command("seed", "--hosted", "127.0.0.1", "--yes", FORMAOPS_DB_URL=address)
    assert (result.exit_code, "cannot be reached" in result.stderr) == (5, True), result.output


@pytest.mark.parametrize(("words", "reason"), [(["--only", "coffee"], "accounts"), (["--file", "no.sql"], "no.sql")])
def test_what_is_not_there_is_not_applied(command: Command, words: list[str], reason: str) -> None:
    result = command("seed", "--hosted", "abc", *words)
    assert (result.exit_code, reason in result.stderr) == (2, True), result.output


@pytest.mark.parametrize("words", [["--hosted", "abc"], ["--only", "prompts"], ["--file", "own.sql"]])
def test_a_world_of_volume_stands_alone(command: Command, words: list[str]) -> None:
    result = command("seed", "--volume", *words)
    assert (result.exit_code, "local stack" in result.stderr) == (2, True), result.output


def test_a_world_of_volume_is_for_the_local_stack_only(project: Project, command: Command) -> None:
    result = command("seed", "--volume", "--scale", "0.001")
    assert (result.exit_code, "is not the local stack" in result.stderr) == (2, True), result.output


@pytest.mark.parametrize("scale", ["0", "-1", "11", "many"])
def test_a_world_has_its_limits(command: Command, scale: str) -> None:
    assert command("seed", "--volume", "--scale", scale).exit_code == 2
