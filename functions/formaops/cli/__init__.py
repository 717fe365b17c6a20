"""The `formaops` command: the local stack, prompts, executions and costs from a terminal."""


def main() -> None:
    """Console script. Ends the process with one of the exit codes that `formaops --help` lists."""
    from formaops.cli.app import app

    app(prog_name="formaops")
