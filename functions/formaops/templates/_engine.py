"""Liquid with a meter: the allowed tags and filters, JSON values, and every resource bounded.

The engine's own limits do not reach filters, captures, ranges or the sum of all loops, so a rendering carries a
`_Meter` that each loop iteration, variable, filter result and piece of output goes through.
"""

import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from io import StringIO
from typing import Any, Final, TextIO

from liquid import BoundTemplate, Environment, Node, RenderContext, Token
from liquid.ast import BlockNode
from liquid.builtin.content import Literal
from liquid.builtin.expressions import FilteredExpression, LoopExpression, Path
from liquid.builtin.expressions.arguments import KeywordArgument
from liquid.builtin.expressions.filtered import Filter
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.assign_tag import AssignTag
from liquid.builtin.tags.capture_tag import CaptureTag
from liquid.builtin.tags.case_tag import CaseTag
from liquid.builtin.tags.for_tag import BreakTag, ContinueTag, ForNode, ForTag
from liquid.builtin.tags.if_tag import IfTag
from liquid.builtin.tags.unless_tag import UnlessTag
from liquid.exceptions import FilterError, LiquidSyntaxError, ResourceLimitError, UndefinedError
from liquid.expression import Expression
from liquid.undefined import Undefined
from liquid.utils import ReadOnlyChainMap

from formaops.templates import _lexer
from formaops.templates._filters import FILTERS, text_of, weight
from formaops.templates.limits import (
    MAX_CACHED_TEMPLATES,
    MAX_CPU_SECONDS,
    MAX_ITERATIONS,
    MAX_NESTING,
    MAX_OUTPUT_CHARS,
    MAX_WORK,
)


class Missing(Undefined):
    """A property that is not there: it may be tested and given a default, and nothing else."""

    __slots__ = ()

    def refuse(self) -> UndefinedError:
        return UndefinedError(self.hint or f"{self.name} is undefined", token=self.token)

    def __str__(self) -> str:
        raise self.refuse()

    def __int__(self) -> int:
        raise self.refuse()

    def __iter__(self) -> Iterator[Any]:
        raise self.refuse()


class _Meter:
    """What one rendering has used so far."""

    __slots__ = ("_deadline", "_iterations", "_work")

    def __init__(self) -> None:
        self._deadline = time.thread_time() + MAX_CPU_SECONDS
        self._iterations = 0
        self._work = 0

    def tick(self) -> None:
        if time.thread_time() > self._deadline:
            raise ResourceLimitError(f"rendering took more than {MAX_CPU_SECONDS} s of CPU time", token=None)

    def iterate(self) -> None:
        self._iterations += 1
        if self._iterations > MAX_ITERATIONS:
            raise ResourceLimitError(f"more than {MAX_ITERATIONS:,} loop iterations", token=None)
        self.tick()

    def make(self, size: int) -> None:
        self._work += size
        if self._work > MAX_WORK:
            raise ResourceLimitError(f"filters and captures made more than {MAX_WORK:,} characters", token=None)
        self.tick()


class _Buffer(StringIO):
    """Text being written: the output, or a capture."""

    def __init__(self, meter: _Meter) -> None:
        super().__init__()
        self._meter = meter
        self._size = 0

    def write(self, text: str, /) -> int:
        self._size += len(text)
        if self._size > MAX_OUTPUT_CHARS:
            raise ResourceLimitError(f"the text is longer than {MAX_OUTPUT_CHARS:,} characters", token=None)
        self._meter.make(len(text))
        return super().write(text)


class _Context(RenderContext):
    """Looks names up strictly, calls filters under the meter."""

    __slots__ = ("meter",)

    def __init__(self, template: BoundTemplate, values: Mapping[str, object]) -> None:
        super().__init__(template, globals=values)
        self.scope = ReadOnlyChainMap(self.locals, self.globals)  # without the engine's `now` and `today`
        self.meter = _Meter()

    def get(self, path: list[object], *, token: Token | None, default: object = None) -> object:  # noqa: ARG002
        self.meter.tick()
        root = str(path[0])
        if root not in self.scope:
            raise UndefinedError(f"'{root}' is not defined", token=token)
        return super().get(path, token=token)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        function = FILTERS[name]

        def call(*values: object, **named: object) -> object:
            for value in (*values[name == "default" :], *named.values()):
                if isinstance(value, Missing):
                    raise value.refuse()
            try:
                result = function(None if isinstance(values[0], Missing) else values[0], *values[1:], **named)
                size = weight(result)
            except (TypeError, ValueError, ArithmeticError) as error:
                raise FilterError(f"filter '{name}': {error}", token=token) from error
            self.meter.make(size)
            return result

        return call

    def get_buffer(self, buf: TextIO | None = None) -> StringIO:  # noqa: ARG002
        return _Buffer(self.meter)


class _OutputNode(OutputNode):
    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        value = self.expression.evaluate(context)
        if isinstance(value, Missing):
            raise value.refuse()
        try:
            text = text_of(value)
        except TypeError as error:
            raise LiquidSyntaxError(str(error), token=self.token) from error
        return buffer.write(text)


class _Output(Output):
    node_class = _OutputNode


class _Loopable(Expression):
    """What a `for` loops over: an array, an object, a short range, or null for nothing."""

    __slots__ = ("inner",)

    def __init__(self, inner: Expression) -> None:
        super().__init__(inner.token)
        self.inner = inner

    def __str__(self) -> str:
        return str(self.inner)

    def children(self) -> Iterable[Expression]:
        # A range is looked through, because this is the one place where it is allowed.
        return self.inner.children() if isinstance(self.inner, RangeLiteral) else [self.inner]

    def evaluate(self, context: RenderContext) -> object:
        value = self.inner.evaluate(context)
        if isinstance(value, Missing):
            raise value.refuse()
        if isinstance(value, range):
            length = max(value.stop - value.start, 0)  # len() overflows on what a template can write
        elif isinstance(value, list | tuple | dict):
            length = len(value)
        elif value is None:
            return []
        else:
            raise LiquidSyntaxError("only an array, an object or a range can be looped over", token=self.token)
        if length > MAX_ITERATIONS:
            raise ResourceLimitError(f"more than {MAX_ITERATIONS:,} loop iterations", token=self.token)
        return value


class _LoopBody(BlockNode):
    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, _Context)
        context.meter.iterate()
        return super().render_to_output(context, buffer)


class _ForNode(ForNode):
    __slots__ = ()

    def __init__(
        self, token: Token, expression: LoopExpression, block: BlockNode, default: BlockNode | None = None
    ) -> None:
        expression.iterable = _Loopable(expression.iterable)
        super().__init__(token, expression, _LoopBody(block.token, block.nodes), default)


class _For(ForTag):
    node_class = _ForNode


class _Environment(Environment):
    block_nesting_limit = MAX_NESTING + 1  # the lexer counts first and says where
    context_depth_limit = MAX_NESTING + 10

    def tokenizer(self) -> Callable[[str], Iterator[Token]]:
        return _lexer.tokenize

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002
        for tag in (Literal, _Output, Illegal, AssignTag, CaptureTag, CaseTag, _For, BreakTag, ContinueTag):
            self.add_tag(tag)
        self.add_tag(IfTag)
        self.add_tag(UnlessTag)
        self.filters.update(FILTERS)


_ENVIRONMENT: Final = _Environment(undefined=Missing)
_SIGNATURES: Final = {name: inspect.signature(function) for name, function in FILTERS.items()}


@lru_cache(maxsize=MAX_CACHED_TEMPLATES)
def parse(source: str) -> BoundTemplate:
    """The checked syntax tree; raises LiquidError, whose token is where the fault is."""
    template = _ENVIRONMENT.from_string(source)
    for node in _nodes(template.nodes, RenderContext(template)):
        for expression in node.expressions():
            _check(expression)
    return template


def render(template: BoundTemplate, values: Mapping[str, object]) -> str:
    """Raises LiquidError."""
    context = _Context(template, values)
    buffer = context.get_buffer()
    template.render_with_context(context, buffer)
    return buffer.getvalue()


def _nodes(nodes: Iterable[Node], context: RenderContext) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _nodes(node.children(context), context)


def _check(expression: Expression) -> None:
    if isinstance(expression, RangeLiteral):
        raise LiquidSyntaxError("a range can only be looped over with 'for'", token=expression.token)
    if isinstance(expression, Path) and not isinstance(expression.head(), str):
        raise LiquidSyntaxError("a variable has to begin with its name", token=expression.token)
    if isinstance(expression, FilteredExpression):
        for each in expression.filters or ():
            _check_filter(each)
    for child in expression.children():
        _check(child)


def _check_filter(filter_: Filter) -> None:
    name = filter_.name
    if name not in FILTERS:
        allowed = ", ".join(sorted(FILTERS))
        raise LiquidSyntaxError(f"there is no filter '{name[:50]}'; allowed are {allowed}", token=filter_.token)
    named = {arg.name: arg for arg in filter_.args if isinstance(arg, KeywordArgument)}
    plain = [arg for arg in filter_.args if not isinstance(arg, KeywordArgument)]
    try:
        _SIGNATURES[name].bind(None, *plain, **named)
    except TypeError as error:
        raise LiquidSyntaxError(f"filter '{name}': {error}", token=filter_.token) from error
