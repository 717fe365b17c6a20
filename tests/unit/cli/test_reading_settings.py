"""What a setting of the environment that cannot be read comes to."""

import pytest

from tests.unit.cli.played import Command


@pytest.mark.parametrize("words", [("migrate", "--plan"), ("backup",), ("backup", "prune")], ids=" ".join)
def test_it_is_named_and_not_shown(command: Command, words: tuple[str, ...]) -> None:
    result = command(*words, FORMAOPS_BACKUP_NEAR_DAYS="a secret in the wrong place")
    assert (result.exit_code, "FORMAOPS_BACKUP_NEAR_DAYS" in result.stderr) == (2, True), result.stderr
    assert "secret" not in result.stderr
