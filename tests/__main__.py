"""All tests: `python -m tests`, in two processes beside each other; with arguments for pytest in one.

Many tests wait for a part of the stack. Meanwhile others run that share nothing with them: they start clusters of
their own, a stack of their own, or nothing at all. With CI set, coverage is measured.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

BESIDE: Final = ("tests/migration", "tests/unit", "tests/security")


def main(arguments: Sequence[str]) -> int:
    if arguments:
        return subprocess.call(_pytest(*arguments))
    with tempfile.TemporaryFile() as said, tempfile.TemporaryDirectory(prefix="formaops-tests-") as place:
        # Its own, for some tests look that nothing is left there; open to the account that Postgres runs as.
        Path(place).chmod(0o1777)
        own = os.environ | {"TMPDIR": place}
        beside = subprocess.Popen(_pytest(*BESIDE), stdout=said, stderr=subprocess.STDOUT, env=own)
        try:
            code = subprocess.call(_pytest(*(f"--ignore={folder}" for folder in BESIDE)))
        finally:
            # Interrupted, it was told as well: it ends its clusters and says what it had found.
            beside.wait()
            print(f"\nMeanwhile, {', '.join(BESIDE)}:\n", flush=True)
            said.seek(0)
            sys.stdout.buffer.write(said.read())
            sys.stdout.flush()
    return code or beside.returncode


def _pytest(*arguments: str) -> list[str]:
    measured = ["coverage", "run", "-m"] if os.environ.get("CI") else []
    return [sys.executable, "-m", *measured, "pytest", *arguments]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
