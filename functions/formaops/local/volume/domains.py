"""Which domains a world has, in the order of their references."""

from typing import Final

from formaops.local.volume.audit import AUDIT
from formaops.local.volume.parts import Domain
from formaops.local.volume.prompts import PROMPTS_DOMAIN
from formaops.local.volume.tenancy import TENANCY

DOMAINS: Final[tuple[Domain, ...]] = (TENANCY, PROMPTS_DOMAIN, AUDIT)
