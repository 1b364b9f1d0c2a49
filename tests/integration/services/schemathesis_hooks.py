"""What schemathesis is told beside the document: how to write lines and files, and to leave its own key alone."""

import os
from typing import Any

import schemathesis

# As they are told in the document: text, and bytes.
schemathesis.serializer.alias(["application/x-ndjson", "text/csv"], "text/plain")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
schemathesis.serializer.alias(["application/pdf", _WORD], "application/octet-stream")


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """It learns ids from lists: with its own key revoked, every other answer would be 401."""
    return (case.path_parameters or {}).get("key_id") != os.environ["REMATCH_KEPT_KEY"]
