"""Names and texts to choose from."""

import random
from typing import Final

FIRST_NAMES: Final = (
    "Ada", "Alan", "Amara", "Anton", "Beatriz", "Chen", "Dana", "Elif", "Emil", "Farid", "Grace", "Hana", "Ines",
    "Ivan", "Jonas", "Kofi", "Lena", "Luca", "Maya", "Mehmet", "Nadia", "Noor", "Olga", "Pavel", "Priya", "Rosa",
    "Sami", "Sofia", "Tariq", "Uma", "Viktor", "Yuki",
)  # fmt: skip
LAST_NAMES: Final = (
    "Adeyemi", "Andersen", "Bauer", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito", "Jansen",
    "Kaya", "Kowalski", "Lindgren", "Martin", "Mensah", "Moreau", "Novak", "Okafor", "Patel", "Rossi", "Santos",
    "Schmidt", "Silva", "Singh", "Sato", "Tanaka", "Varga", "Wagner", "Weber", "Yilmaz", "Zhang",
)  # fmt: skip
COMPANIES: Final = (
    "Alder", "Basalt", "Beacon", "Birch", "Cobalt", "Copper", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Indigo",
    "Juniper", "Kestrel", "Lantern", "Maple", "Nimbus", "Onyx", "Orchard", "Pebble", "Quartz", "Raven", "Saffron",
    "Summit", "Tidal", "Umber", "Velvet", "Willow", "Yarrow", "Zephyr",
)  # fmt: skip
TRADES: Final = (
    "Analytics", "Bank", "Energy", "Health", "Insurance", "Labs", "Learning", "Logistics", "Media", "Retail",
    "Robotics", "Software", "Systems", "Travel",
)  # fmt: skip
TASKS: Final = (
    "Classify", "Compare", "Draft", "Explain", "Extract", "Grade", "Outline", "Prioritise", "Review", "Rewrite",
    "Score", "Summarise", "Tag", "Translate", "Triage", "Verify",
)  # fmt: skip
SUBJECTS: Final = (
    "bug reports", "call transcripts", "change requests", "contracts", "customer letters", "error logs", "expenses",
    "incident reports", "interview notes", "invoices", "job adverts", "meeting notes", "pull requests",
    "product reviews", "release notes", "requirements", "sales leads", "support tickets", "survey answers",
    "test results",
)  # fmt: skip
PURPOSES: Final = (
    "Used by the support team every morning.",
    "Feeds the weekly report.",
    "The first step before a person looks at it.",
    "Keeps the wording the same in every market.",
    "Checks what was written against the house rules.",
    "Finds what is missing and says so.",
    "Experimental: compare with the former version before use.",
    "Called for each new record that comes in.",
)
TAGS: Final = (
    "analysis", "archive", "billing", "code", "compliance", "content", "customer", "data", "draft", "email", "finance",
    "growth", "legal", "marketing", "onboarding", "operations", "product", "quality", "report", "research", "review",
    "sales", "security", "support", "translation", "weekly",
)  # fmt: skip
SENTENCES: Final = (
    "The request could not be completed because the token had expired.",
    "Two of the three options save time but cost more in the first year.",
    "The customer asks for a refund and mentions a delay of nine days.",
    "Nothing here contradicts the former agreement.",
    "The figures for the second quarter are missing from the annex.",
    "Response times rose after the last release and fell again overnight.",
    "The clause on liability is unusual and should be read by counsel.",
    "All checks passed except the one for the postal code.",
    "The tone is polite, the wish is clear, the deadline is not.",
    "Interest is highest among small teams without a specialist.",
    "The fault appears only when both flags are set.",
    "Most answers name the price first and the support second.",
    "The change is safe to release once the migration has run.",
    "There is one open question about who owns the data.",
    "The second paragraph repeats the first in other words.",
    "Confidence is low: the source is a single interview.",
)


def paragraph(dice: random.Random, sentences: int) -> str:
    return " ".join(dice.choices(SENTENCES, k=sentences))
