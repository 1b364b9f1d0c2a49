"""Language models that judge pairs. None of their libraries is loaded before one of them is opened."""

from collections.abc import Mapping

from rematch_common.errors import Unusable
from rematch_match.adapters.judges.dialect import Access, Dialect, Form
from rematch_match.adapters.judges.gemini import GEMINI
from rematch_match.adapters.judges.groq import GROQ
from rematch_match.adapters.judges.local import LOCAL
from rematch_match.adapters.judges.openai import OPENAI
from rematch_match.ports.providers import Provider

__all__ = ["DIALECTS", "Access", "Dialect", "Form", "open_bedrock", "open_provider"]
DIALECTS: Mapping[str, Dialect] = {dialect.name: dialect for dialect in (OPENAI, GROQ, GEMINI, LOCAL)}


def open_provider(name: str, access: Access) -> Provider:
    """Asks nothing yet. Raises Unusable."""
    from rematch_match.adapters.judges.openai_protocol import OpenAIProtocol

    dialect, upper = DIALECTS[name], name.upper()
    if not (access.model or dialect.model):
        raise Unusable(f"Name the model: set REMATCH_{upper}_MODEL.")
    if not (dialect.keyless or access.key()):
        raise Unusable(f"There is no key for {name}: set REMATCH_{upper}_KEY or REMATCH_{upper}_KEY_FILE.")
    return OpenAIProtocol(dialect, access)


def open_bedrock(region: str, access: Access) -> Provider:
    """Asks nothing yet; credentials are found as AWS's own tools find them. Raises Unusable."""
    try:
        from rematch_match.adapters.judges.bedrock import Bedrock
    except ImportError:
        raise Unusable("Amazon Bedrock needs boto3: make bedrock.") from None
    return Bedrock(region, access)
