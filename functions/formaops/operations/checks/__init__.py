"""All checks of `formaops doctor`, in the order in which they are asked: what others stand on comes first."""

from typing import Final

from formaops.operations.checking import Check
from formaops.operations.checks import keeping, reaching, schema, server, settings, work

ALL: Final[tuple[Check, ...]] = (
    *settings.CHECKS,
    *reaching.CHECKS,
    *schema.CHECKS,
    *work.CHECKS,
    *server.CHECKS,
    *keeping.CHECKS,
)
SECTIONS: Final = tuple(dict.fromkeys(check.section for check in ALL))
