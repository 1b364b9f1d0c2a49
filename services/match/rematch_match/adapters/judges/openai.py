"""OpenAI, and whatever else speaks its protocol as it does, at a URL that a setting names."""

from rematch_match.adapters.judges.dialect import Dialect

OPENAI = Dialect("openai", "https://api.openai.com/v1", "gpt-4o-mini", "schema")
