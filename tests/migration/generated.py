"""The files that are written from the database: the schema as text, the rows' types, the diagrams of the reference.

``python -m tests.migration.generated`` (`make dump`) writes them anew, from the migrations and nothing else.
"""

import tempfile
from pathlib import Path

from formaops.local.layout import ROOT
from tests.migration import dump, row_types
from tests.migration.clusters import MIGRATED, Cluster, running
from tests.migration.entities import Diagrams
from tests.support.domains import domains


def contents(cluster: Cluster) -> dict[Path, str]:
    """What each of the files has to hold, by its path."""
    with cluster.connect(MIGRATED) as connection:
        diagrams = Diagrams(connection)
        pages = {domain.page: diagrams.page(domain) for domain in domains() if domain.page.exists()}
    return {
        dump.COMMITTED: dump.schema(cluster, MIGRATED),
        row_types.PYTHON: row_types.python(cluster, MIGRATED),
        row_types.TYPESCRIPT: row_types.typescript(cluster, MIGRATED),
        **pages,
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running(18, Path(folder) / "state", None) as cluster:
        for file, text in contents(cluster).items():
            if not file.exists() or file.read_text() != text:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text)
                print(f"{file.relative_to(ROOT)} is written")


if __name__ == "__main__":
    main()
