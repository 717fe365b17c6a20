"""What of an archive is restored, and the one thing in it that no server takes back."""

import pytest

from formaops.backups.contents import chosen, entries, restorable

LISTING = """\
;
; Archive created at 2026-11-21 02:30:00 UTC
10; 2615 16472 SCHEMA - private postgres
5656; 0 0 COMMENT - SCHEMA private postgres
8; 2615 2200 SCHEMA - public pg_database_owner
5659; 0 0 ACL - SCHEMA public pg_database_owner
11; 2615 1 SCHEMA - auth supabase_auth_admin
5653; 0 0 ACL - SCHEMA auth supabase_auth_admin
2; 3079 16500 EXTENSION - pg_trgm postgres
5660; 0 0 COMMENT - EXTENSION pg_trgm postgres
226; 1259 16402 TABLE auth users supabase_auth_admin
5863; 0 0 ACL auth TABLE users supabase_auth_admin
300; 1259 17000 TABLE public prompts postgres
5555; 0 16402 TABLE DATA auth users supabase_auth_admin
5556; 0 16403 TABLE DATA auth schema_migrations supabase_auth_admin
5557; 0 17000 TABLE DATA public prompts postgres
7374; 0 0 SEQUENCE SET auth refresh_tokens_id_seq supabase_auth_admin
4914; 2620 16855 TRIGGER auth users formaops_create_profile supabase_auth_admin
4915; 2620 16856 TRIGGER auth users theirs supabase_auth_admin
5001; 826 16390 DEFAULT ACL public DEFAULT PRIVILEGES FOR TABLES postgres
"""


def taken(**target: object) -> list[str]:
    given: dict[str, object] = {"present": {"public"}, "kept": (), "filled": (), "ours": ()}
    return [entry.line.split("; ")[0] for entry in chosen(entries(LISTING), **(given | target))]  # type: ignore[arg-type]


def test_a_bare_database_gets_all_but_what_is_made_apart() -> None:
    left = {"8", "2", "5660", "5001"}
    assert taken() == [entry.line.split("; ")[0] for entry in entries(LISTING) if entry.line.split("; ")[0] not in left]


def test_a_project_keeps_its_own_and_gets_rows_and_our_triggers() -> None:
    got = taken(
        present={"public", "auth"},
        kept={"auth"},
        filled={"auth.schema_migrations"},
        ours={"auth.users.formaops_create_profile"},
    )
    assert got == ["10", "5656", "5659", "300", "5555", "5557", "7374", "4914"]


ALONE = b"ALTER TABLE ONLY public.prompts ALTER COLUMN name SET (pg_attver=22367728);"
BESIDE = b"ALTER TABLE ONLY public.prompts ALTER COLUMN name SET (pg_attver=22367728, n_distinct=5);"


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_a_mark_is_blanked_however_the_archive_comes(size: int) -> None:
    row = b"42\t" + ALONE + b"\tand more\n"
    archive = b"PGDMP\x01CREATE TABLE x ();\n" + ALONE + b"\n" + BESIDE + b"\n\x00\x01" + row + b"no end " * 900
    pieces = [archive[start : start + size] for start in range(0, len(archive), size)]
    got = b"".join(restorable(pieces))
    assert len(got) == len(archive)
    assert got.replace(b" ", b"") == (
        archive.replace(b"\n" + ALONE + b"\n", b"\n\n").replace(b"pg_attver=22367728, ", b"").replace(b" ", b"")
    )
    assert row in got
