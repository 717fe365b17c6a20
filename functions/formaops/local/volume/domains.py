"""Which domains a world has, in the order of their references."""

from typing import Final

from formaops.local.volume.audit import AUDIT
from formaops.local.volume.ideas import IDEAS_DOMAIN
from formaops.local.volume.parts import Domain
from formaops.local.volume.prompts import PROMPTS_DOMAIN
from formaops.local.volume.specifications import SPECIFICATIONS
from formaops.local.volume.tenancy import TENANCY
from formaops.local.volume.ventures import VENTURES_DOMAIN
from formaops.local.volume.workflows import WORKFLOWS_DOMAIN

DOMAINS: Final[tuple[Domain, ...]] = (
    *(TENANCY, PROMPTS_DOMAIN, WORKFLOWS_DOMAIN, VENTURES_DOMAIN, SPECIFICATIONS, IDEAS_DOMAIN),
    # Of all that is there by then.
    AUDIT,
)
