"""The wire format of schema registries: a zero byte, the schema's id in four bytes, then the record as it is.

No JSON begins with a zero byte, so what is framed and what is not may lie side by side in a topic, and to read either
takes no registry: the models check what is in the frame, whatever schema it was written with.
"""

import struct

_FRAME = struct.Struct(">bI")
_MAGIC = b"\x00"


def framed(schema_id: int, value: bytes) -> bytes:
    """The value with the id of its schema in front; one that has a frame keeps it."""
    return value if _is_framed(value) else _FRAME.pack(0, schema_id) + value


def unframed(value: bytes) -> bytes:
    return value[_FRAME.size :] if _is_framed(value) else value


def _is_framed(value: bytes) -> bool:
    return value[:1] == _MAGIC and len(value) >= _FRAME.size
