"""Stands in for a provider of language models, in tests and benches: OpenAI's protocol, a judge whose word repeats, and
every way to fail, as often as one is told."""
