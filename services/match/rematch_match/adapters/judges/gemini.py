"""Gemini, by the URL where it speaks OpenAI's protocol. The lite model answers at once: it doesn't think first."""

from rematch_match.adapters.judges.dialect import Dialect

GEMINI = Dialect(
    "gemini",
    "https://generativelanguage.googleapis.com/v1beta/openai",
    "gemini-2.5-flash-lite",
    "schema",
    limit="max_tokens",
)
