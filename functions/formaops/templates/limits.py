"""Bounds of one template. What goes past one of them is an InvalidTemplate that names it."""

from typing import Final

MAX_TEMPLATE_CHARS: Final = 100_000
MAX_MARKUP: Final = 2_000
"""Tags and outputs in one template."""
MAX_EXPRESSION_CHARS: Final = 4_000
"""What stands between one pair of delimiters."""
MAX_PARSE_COST: Final = 2_000_000
"""Sum over all expressions of length times brackets: the engine's expression scanner is quadratic in them."""
MAX_NESTING: Final = 20
"""Blocks inside blocks."""
MAX_ITERATIONS: Final = 10_000
"""Loop iterations of one rendering, all loops together, nested ones counted each time."""
MAX_OUTPUT_CHARS: Final = 256 * 1024
MAX_VALUE_SIZE: Final = 256 * 1024
"""Characters, and a few per item, of a value that a filter makes."""
MAX_LIST_ITEMS: Final = 10_000
"""Items of a list that a filter makes."""
MAX_WORK: Final = 4 * 1024 * 1024
"""Characters that one rendering makes with filters and captures, its output included."""
MAX_CPU_SECONDS: Final = 0.5
"""CPU time of one rendering, as its thread counts it, so that a busy machine changes nothing."""
MAX_CACHED_TEMPLATES: Final = 32
"""Parsed templates that are kept; one of the allowed size takes at most some 6 MB."""
