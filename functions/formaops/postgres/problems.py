"""Why Postgres's programs, or a cluster that we start, cannot do what is asked."""


class PostgresFailed(Exception):
    """`message` says what is wrong, `advice` what to do; `tail` has the last lines that a program wrote."""

    def __init__(self, message: str, *, advice: str = "", tail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.tail = tail

    def __str__(self) -> str:
        lines = [f"  | {line}" for line in self.tail.splitlines()]
        return "\n".join([self.message, *lines, *([self.advice] if self.advice else [])])
