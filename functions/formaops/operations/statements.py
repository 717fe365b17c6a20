"""SQL cut into its statements, as the Supabase CLI cuts and records it."""

import re
from typing import Final

# What may contain a semicolon that ends nothing, and the words that open and close the body of a function in the
# standard's way.
_TOKEN: Final = re.compile(
    r"""
      (?P<line>--[^\n]*)
    | (?P<comment>/\*)
    | (?P<escaped>\b[eE]'(?:[^'\\]|''|\\.)*')
    | (?P<text>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*")
    | (?P<dollar>(?<![\w$])\$(?:[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*)?\$)
    | (?P<atomic>\bbegin\s+atomic\b)
    | (?P<case>\bcase\b)
    | (?P<end>\bend\b)
    | (?P<semicolon>;)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_NESTING: Final = re.compile(r"/\*|\*/")
_LEADING_COMMENTS: Final = re.compile(r"\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)
_OUTSIDE_TRANSACTIONS: Final = re.compile(
    r"\A(?:create\s+(?:unique\s+)?index\s+concurrently|drop\s+index\s+concurrently|reindex\b.*\bconcurrently"
    r"|alter\s+table\b.*\bdetach\s+partition\b.*\bconcurrently|vacuum\b)",
    re.DOTALL | re.IGNORECASE,
)
# Our transaction would end with theirs, and what is copied comes from nobody.
_REFUSED: Final = re.compile(
    r"\A(?P<transaction>begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b"
    r"|\A(?P<copy>copy)\b.*\b(?:from\s+stdin|to\s+stdout)\b"
    r"|\A(?P<psql>\\)",
    re.DOTALL | re.IGNORECASE,
)


def split(text: str) -> list[str]:
    """The statements with the comments before them, without their semicolons; comments alone are none."""
    statements, start, position, depth = [], 0, 0, 0
    while found := _TOKEN.search(text, position):
        position = found.end()
        match found.lastgroup:
            case "comment":
                position = _end_of_comment(text, position)
            case "dollar":
                closing = text.find(found[0], position)
                position = len(text) if closing < 0 else closing + len(found[0])
            case "atomic":
                depth += 1
            case "case" if depth:
                depth += 1
            case "end" if depth:
                depth -= 1
            case "semicolon" if not depth:
                statements.append(text[start : found.start()])
                start = position
    statements.append(text[start:])
    return [statement.strip() for statement in statements if bare(statement)]


def bare(statement: str) -> str:
    """The statement without the comments before it."""
    return _LEADING_COMMENTS.sub("", statement).strip()


def brief(statement: str, length: int = 100) -> str:
    """Its beginning on one line."""
    line = " ".join(bare(statement).split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def needs_no_transaction(statements: list[str]) -> bool:
    """Whether one of them is refused inside of a transaction, as what is done concurrently is."""
    return any(_OUTSIDE_TRANSACTIONS.match(bare(statement)) for statement in statements)


def fault(statement: str) -> str | None:
    """Why a file with this statement cannot be applied as one that is there whole or not at all; else null."""
    found = _REFUSED.match(bare(statement))
    match found.lastgroup if found else None:
        case "transaction":
            return "each file is one transaction already: leave it out"
        case "copy":
            return "nobody sends rows to it, or takes them: write insert"
        case "psql":
            return "that is a command of psql, and no SQL"
    return None


def _end_of_comment(text: str, position: int) -> int:
    depth = 1
    while depth and (found := _NESTING.search(text, position)):
        position = found.end()
        depth += 1 if found[0] == "/*" else -1
    return position if not depth else len(text)
