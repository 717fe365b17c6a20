"""Who the seed signs up in a local stack. Their passwords are published; hosted projects never have these users."""

from typing import Final

DEMO_EMAIL: Final = "demo@formaops.com"
DEMO_PASSWORD: Final = "demo-password"  # noqa: S105
OTHER_EMAIL: Final = "other@formaops.com"
OTHER_PASSWORD: Final = "other-password"  # noqa: S105
