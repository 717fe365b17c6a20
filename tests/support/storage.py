"""Plays Supabase Storage: a Node program with the TUS server that Storage itself is built on."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from formaops.backups.storage_api import StorageApi
from formaops.local.layout import ROOT

KEY = "a-service-key-of-storage"
_PROGRAM = ROOT / "tests" / "support" / "storage_server.mjs"


@dataclass
class Storage:
    url: str
    """What clients call the project's URL."""
    key: str

    @cached_property
    def api(self) -> StorageApi:
        """The direct way to it, for preparing and for looking behind."""
        return StorageApi(self.url, self.key)


@contextmanager
def running_storage() -> Iterator[Storage]:
    """Ends with the block, or with this process: it reads its standard input to the end."""
    environment = {"PATH": os.environ["PATH"], "STORAGE_KEY": KEY}
    process = subprocess.Popen(
        ["node", str(_PROGRAM)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin
    assert process.stdout
    try:
        port = int(process.stdout.readline())
        yield Storage(f"http://127.0.0.1:{port}", KEY)
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()
