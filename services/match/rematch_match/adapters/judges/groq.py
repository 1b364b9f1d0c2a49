"""Groq. Of its models some take a schema; this one keeps to JSON at best, so that its replies are cut out and read."""

from rematch_match.adapters.judges.dialect import Dialect

GROQ = Dialect("groq", "https://api.groq.com/openai/v1", "llama-3.3-70b-versatile", "object")
