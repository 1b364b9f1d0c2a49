"""A server of one's own, such as Ollama (whose port this is) or vLLM. It may have no key; its model has to be named."""

from rematch_match.adapters.judges.dialect import Dialect

LOCAL = Dialect("local", "http://127.0.0.1:11434/v1", "", "schema", limit="max_tokens", keyless=True)
