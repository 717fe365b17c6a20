"""``python -m formaops.cli`` is the console script for an interpreter that has none installed."""

from formaops.cli import main

main()
