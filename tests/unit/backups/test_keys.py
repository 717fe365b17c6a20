"""Keys as people have them: in files that age-keygen has written, in lists, mistyped."""

import pytest

from formaops.backups.keys import KeysMissing, identities
from formaops.backups.sealing import new_identity
from formaops.settings import BackupSettings

FIRST, RECIPIENT = new_identity()
SECOND, _ = new_identity()


def settings(text: str) -> BackupSettings:
    return BackupSettings(identities=text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST},{SECOND}",
        f" {FIRST}\n{SECOND}\n",
        f"# created: 2026-11-21T02:00:00Z\n# public key: {RECIPIENT}\n{FIRST}\r\n{SECOND}",
    ],
)
def test_identities_are_read_from_lists_and_from_the_files_of_age(text: str) -> None:
    assert identities(settings(text)) == [FIRST, SECOND]


@pytest.mark.parametrize("text", [f"{FIRST},{RECIPIENT}", "AGE-SECRET-KEY-1NONE", f"{FIRST}x"])
def test_what_is_no_identity_is_told_before_anything_is_done(text: str) -> None:
    with pytest.raises(KeysMissing, match="FORMAOPS_BACKUP_IDENTITIES: An identity is no private key") as refused:
        identities(settings(text))
    assert text not in str(refused.value)


def test_comments_alone_are_no_identity() -> None:
    with pytest.raises(KeysMissing, match="is not set"):
        identities(settings("# public key: age1"))
