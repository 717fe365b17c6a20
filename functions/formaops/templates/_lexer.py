"""Split a template into tokens, in time linear in its length.

The engine's own scanner is one regular expression that takes quadratic time on unclosed delimiters. This one also
refuses early, with the exact place: tags that are not allowed, blocks that do not match, and what passes a limit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from liquid import Token
from liquid.exceptions import LiquidSyntaxError
from liquid.token import TOKEN_CONTENT, TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG

from formaops.templates.limits import MAX_EXPRESSION_CHARS, MAX_MARKUP, MAX_NESTING, MAX_PARSE_COST

BLOCKS: Final = frozenset({"capture", "case", "for", "if", "unless"})
TAGS: Final = BLOCKS | {"assign", "break", "continue"}
"""Tags that the engine parses; `raw`, `comment` and `#` are dealt with here."""

_PARTS: Final = {"else": {"case", "for", "if", "unless"}, "elsif": {"if", "unless"}, "when": {"case"}}
_ALLOWED: Final = ", ".join(sorted(TAGS | {"comment", "raw"}))

_OPEN = re.compile(r"\{[{%]")
_TAG = re.compile(r"(#|\w+)\s*")
_RAW_END = re.compile(r"\{%-?\s*endraw\s*-?%\}")
_COMMENT_EDGE = re.compile(r"\{%-?\s*(end)?comment\s*-?%\}")


def tokenize(source: str) -> Iterator[Token]:
    """The tokens of `source`; raises LiquidSyntaxError with the token at fault."""
    return _Lexer(source).tokens()


@dataclass(slots=True)
class _Lexer:
    source: str
    position: int = 0
    trim: bool = False
    """The markup just passed ends in a hyphen: white space after it goes."""
    open_blocks: list[Token] = field(default_factory=list)
    markup: int = 0
    cost: int = 0

    def tokens(self) -> Iterator[Token]:
        while found := _OPEN.search(self.source, self.position):
            yield from self._content(found.start(), before_hyphen=self.source.startswith("-", found.end()))
            self.position = found.end()
            yield from self._output(found.start()) if found[0] == "{{" else self._tag(found.start())
        yield from self._content(len(self.source), before_hyphen=False)
        if self.open_blocks:
            block = self.open_blocks[-1]
            raise LiquidSyntaxError(f"'{block.value}' is never closed by 'end{block.value}'", token=block)

    def _content(self, end: int, *, before_hyphen: bool) -> Iterator[Token]:
        text = self.source[self.position : end]
        text = text.lstrip() if self.trim else text
        text = text.rstrip() if before_hyphen else text
        if text:
            yield self._token(TOKEN_CONTENT, text, self.position)

    def _output(self, start: int) -> Iterator[Token]:
        token = self._token(TOKEN_OUTPUT, "{{", start)
        index, expression = self._inside("}}", token)
        if not expression:
            raise LiquidSyntaxError("there is nothing between '{{' and '}}'", token=token)
        yield token
        yield self._expression(expression, index)

    def _tag(self, start: int) -> Iterator[Token]:
        opening = self._token(TOKEN_TAG, "{%", start)
        index, body = self._inside("%}", opening)
        if not (named := _TAG.match(body)):
            raise LiquidSyntaxError("a tag has to begin with its name", token=opening)
        tag = self._token(TOKEN_TAG, named[1], index)
        if tag.value == "raw":
            yield from self._raw(tag)
        elif tag.value == "comment":
            self._skip_comment(tag)
        elif tag.value != "#":
            self._check_tag(tag)
            yield tag
            if expression := body[named.end() :]:
                yield self._expression(expression, index + named.end())

    def _inside(self, closing: str, opening: Token) -> tuple[int, str]:
        """Where the markup's text begins, and the text without hyphens and white space around it."""
        end = self.source.find(closing, self.position)
        if end < 0:
            raise LiquidSyntaxError(f"'{opening.value}' is never closed by '{closing}'", token=opening)
        self.markup += 1
        if self.markup > MAX_MARKUP:
            raise LiquidSyntaxError(f"more than {MAX_MARKUP:,} tags and outputs in one template", token=opening)
        text = self.source[self.position : end]
        begin = self.position + text.startswith("-")
        text = text.removeprefix("-")
        self.trim = text.endswith("-")
        text = text.removesuffix("-").rstrip()
        self.position = end + len(closing)
        return begin + len(text) - len(text.lstrip()), text.lstrip()

    def _expression(self, text: str, index: int) -> Token:
        token = self._token(TOKEN_EXPRESSION, text, index)
        if len(text) > MAX_EXPRESSION_CHARS:
            raise LiquidSyntaxError(f"an expression of more than {MAX_EXPRESSION_CHARS:,} characters", token=token)
        self.cost += len(text) * (1 + text.count("(") + text.count("["))
        if self.cost > MAX_PARSE_COST:
            raise LiquidSyntaxError("the template's expressions have too many brackets", token=token)
        return token

    def _raw(self, tag: Token) -> Iterator[Token]:
        end = _RAW_END.search(self.source, self.position)
        if end is None:
            raise LiquidSyntaxError("'raw' is never closed by 'endraw'", token=tag)
        yield from self._content(end.start(), before_hyphen=end[0].startswith("{%-"))
        self._pass(end)

    def _skip_comment(self, tag: Token) -> None:
        depth = 1
        while depth:
            edge = _COMMENT_EDGE.search(self.source, self.position)
            if edge is None:
                raise LiquidSyntaxError("'comment' is never closed by 'endcomment'", token=tag)
            depth += -1 if edge[1] else 1
            self._pass(edge)

    def _pass(self, edge: re.Match[str]) -> None:
        self.position = edge.end()
        self.trim = edge[0].endswith("-%}")

    def _check_tag(self, tag: Token) -> None:
        name = tag.value
        if name in BLOCKS:
            self.open_blocks.append(tag)
            if len(self.open_blocks) > MAX_NESTING:
                raise LiquidSyntaxError(f"blocks are nested more than {MAX_NESTING} deep", token=tag)
        elif name in _PARTS:
            if not self.open_blocks or self.open_blocks[-1].value not in _PARTS[name]:
                raise LiquidSyntaxError(f"'{name}' does not belong here", token=tag)
        elif name.startswith("end") and name[3:] in BLOCKS:
            if not self.open_blocks or self.open_blocks[-1].value != name[3:]:
                raise LiquidSyntaxError(f"'{name}' closes nothing that is open here", token=tag)
            self.open_blocks.pop()
        elif name not in TAGS:
            raise LiquidSyntaxError(f"there is no tag '{name[:50]}'; allowed are {_ALLOWED}", token=tag)

    def _token(self, kind: str, value: str, index: int) -> Token:
        return Token(kind, value, index, self.source)
