"""Runs apart from the service, as a process of its own: a file on stdin, what it says as JSON on stdout.

The file is a stranger's. Before any parser is imported this process may open no socket, start no program and use no
more than its share; before the file is touched it may open nothing at all. It knows no setting and no secret.
"""

import contextlib
import encodings
import importlib
import io
import json
import os
import pkgutil
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from types import ModuleType
from typing import Any, NoReturn

MEMORY, SECONDS = 512 * 1024 * 1024, 10
MOST_TEXT, MOST_PAGES = 100_000, 60
MOST_PARTS, MOST_UNPACKED = 2_000, 60 * 1024 * 1024
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.spawn",
    "ctypes.",
    "shutil.",
)
_ZIP, _OLE, _RTF, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF-"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Refused(Exception):
    """Why nothing is read: a slug."""


def confine() -> None:
    """For good: hooks can't be taken away, limits can't be raised by who isn't root."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.closerange(3, 4_096)
    sys.addaudithook(_refuse)


def _refuse(event: str, _: Any) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def seal_off(package: ModuleType) -> None:
    """No new descriptor from here on: no file, no socket, whatever asks for it. So all that a parser imports when it
    comes to it, and all codecs that a file may name, are imported now."""
    for module in (package, encodings):
        for found in pkgutil.walk_packages(module.__path__, f"{module.__name__}."):
            with contextlib.suppress(Exception):  # what is for other machines, or wants what isn't installed
                importlib.import_module(found.name)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def read(data: bytes) -> dict[str, str]:
    """Kind and text. Raises Refused, and whatever a parser raises."""
    if _PDF in data[:1_024]:
        return {"kind": "pdf", "text": _pdf(data)}
    if data.startswith(_ZIP):
        return {"kind": "docx", "text": _docx(data)}
    if data.startswith(_OLE):
        raise Refused("old_word")
    if data.startswith(_RTF):
        raise Refused("unknown_kind")
    return {"kind": "txt", "text": _plain(data)}


def _plain(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise Refused("unknown_kind")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _pdf(data: bytes) -> str:
    import pypdf

    seal_off(pypdf)
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise Refused("encrypted")
    return _joined(page.extract_text() for page in islice(reader.pages, MOST_PAGES))


def _docx(data: bytes) -> str:
    import docx

    seal_off(docx)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check(archive)
    return _joined(_paragraphs(docx.Document(io.BytesIO(data))))


def _check(archive: zipfile.ZipFile) -> None:
    """What it claims to be is checked before it is unpacked; zipfile unpacks no more of a part than it claims."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused("too_large_unpacked")
    names = {part.filename.lower() for part in parts}
    if "word/document.xml" not in names:
        raise Refused("unknown_kind")
    if any("vbaproject" in name or name.endswith((".bin", ".exe", ".dll", ".js")) for name in names):
        raise Refused("macros")
    for part in parts:
        if part.flag_bits & 1:
            raise Refused("encrypted")
        # In UTF-16 every other byte is nothing.
        if part.filename.lower().endswith((".xml", ".rels")) and _DECLARES.search(
            archive.read(part).replace(b"\0", b"")
        ):
            raise Refused("entities")


def _paragraphs(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from (_row(row) for row in block.rows)
        else:
            yield block.text


def _row(row: Any) -> str:
    told = dict.fromkeys(cell.text.strip() for cell in row.cells)  # a cell over two columns is there twice
    return "\n".join(text for text in told if text)


def _joined(parts: Iterator[str]) -> str:
    found, length = [], 0
    for part in parts:
        found.append(part)
        length += len(part) + 1
        if length > MOST_TEXT:
            break
    return "\n".join(found)


def main() -> NoReturn:
    confine()
    data = sys.stdin.buffer.read()
    try:
        answer: dict[str, str] = read(data)
        answer["text"] = answer["text"][:MOST_TEXT].encode("utf-8", "replace").decode()
        if not answer["text"].strip():
            raise Refused("no_text")
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "too_large_unpacked"}
    except BaseException:
        answer = {"refused": "unreadable"}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
