"""Storage objects of a backup are looked at, all of them or some, and put back into a project."""

from formaops.backups import objects, restoring
from formaops.backups.manifest import Manifest
from formaops.backups.proving import Finding, storage_objects
from tests.support.memory_store import MemoryStore
from tests.unit.backups.test_objects import CONTENTS, IDENTITY, Project, back_up, index, project  # noqa: F401


def made(done: objects.BackedUp) -> Manifest:
    return Manifest.model_construct(objects=done.index, references=done.references, object_bytes=done.bytes)


def look(done: objects.BackedUp, store: MemoryStore, at_most: int | None) -> Finding:
    return storage_objects(made(done), store, [IDENTITY], at_most)


def test_all_or_some_are_read(project: Project) -> None:  # noqa: F811
    store = MemoryStore()
    done = back_up(project, store)
    every = look(done, store, None)
    assert (every.faults, every.looked_at) == ([], f"5 objects; all were read: {done.bytes:,} bytes")
    assert look(done, store, 5) == every
    assert look(done, store, 1).looked_at.startswith("5 objects; 1, drawn by lot, were read:")


def test_what_is_missing_or_damaged_is_named(project: Project) -> None:  # noqa: F811
    store = MemoryStore()
    done = back_up(project, store)
    kept = index(done, store)
    gone, flipped = kept["large.bin"], kept["pictures/one.png"]
    assert gone.file
    assert flipped.file
    key = flipped.file.parts[1].key
    store.content[key] = bytes([store.content[key][0] ^ 1]) + store.content[key][1:]
    del store.content[gone.file.parts[0].key]
    # That a part is there is looked at without reading it.
    [fault] = look(done, store, 0).faults
    assert fault == f"{gone.path}: {gone.file.parts[0].key} is not in memory, or not whole"
    faults = look(done, store, None).faults
    assert any(fault.startswith(f"{flipped.path}: {key}") and "SHA-256" in fault for fault in faults)


def test_a_backup_without_storage_has_nothing_to_look_at() -> None:
    assert look(objects.BackedUp(), MemoryStore(), None) == Finding("none were backed up", [])


def test_they_are_put_back_over_what_is_there(project: Project) -> None:  # noqa: F811
    store = MemoryStore()
    done = back_up(project, store)
    for name in CONTENTS:
        project.put(name, b"written since")
    told: list[int] = []
    notes = restoring.restore_objects(made(done), store, [IDENTITY], project.api, lambda p: told.append(p.done_bytes))
    assert notes == []
    assert project.contents(project.bucket) == CONTENTS
    assert told[-1] == done.bytes
