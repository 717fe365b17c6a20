"""Bounds of one validation. What goes past one of them fails with a message that names it."""

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB

MAX_OUTPUT_CHARS: Final = 1 * MIB
"""A model's output; a longer one fails every validation."""
MAX_DEPTH: Final = 100
"""Arrays and objects inside each other, in outputs, schemas and what a function returns."""
MAX_CONFIG_CHARS: Final = 256 * KIB
"""A validation's config as JSON."""
MAX_CONTEXT_CHARS: Final = 1 * MIB
"""What a FUNCTION gets as `context`, as JSON."""
MAX_PATTERN_CHARS: Final = 1_000
"""A regular expression, in a REGEX or in a schema."""
MAX_PATTERN_MEMORY: Final = 8 * MIB
"""Bytes that RE2 may use for one compiled expression."""
MAX_CODE_CHARS: Final = 64 * KIB
MAX_ANSWER_CHARS: Final = 256 * KIB
"""What a FUNCTION returns, as JSON."""
MAX_FAULTS: Final = 50
"""Faults told per validation."""
MAX_MESSAGE_CHARS: Final = 400

WALL_SECONDS: Final = 2.0
"""One validation, as its caller waits for it; its process is killed then."""
ALL_SECONDS: Final = 5.0
"""After this long no further validation of an output is begun: the workers are everybody's."""
JAVASCRIPT_CPU_SECONDS: Final = 1.5
JAVASCRIPT_MEMORY: Final = 64 * MIB
JAVASCRIPT_STACK: Final = 512 * KIB
WORKER_MEMORY: Final = 512 * MIB
"""Address space of a worker beyond what it has when it is ready."""
WORKER_ALARM_SECONDS: Final = WALL_SECONDS + 1.0
"""A worker whose parent is gone ends itself after this long in one validation."""
WORKER_START_SECONDS: Final = 60.0
MAX_FRAME: Final = 16 * MIB
"""Bytes of one message between parent and worker."""
