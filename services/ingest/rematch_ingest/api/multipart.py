"""multipart/form-data as it comes: the fields before the file, and the file's bytes, of which none are kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import HTTPException
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from rematch_ingest.api.bodies import Chunks

_LONGEST_FIELD = 1_000


@dataclass
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    header: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)

    def option(self, name: bytes) -> str | None:
        _, options = parse_options_header(self.headers.get(b"content-disposition", b""))
        found = options.get(name)
        return found.decode("utf-8", "replace") if found is not None else None


class _Form:
    """What the parser tells, kept until it is asked for: one chunk's worth."""

    def __init__(self, boundary: bytes) -> None:
        self.fields: dict[str, str] = {}
        self.file: _Part | None = None
        self.data: list[bytes] = []
        self.closed = False
        self._part = _Part()
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._part.header.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._part.value.extend(data[start:end]),
                "on_header_end": self._header,
                "on_headers_finished": self._headers,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._close,
            },
        )

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise HTTPException(400, f"the body is not multipart/form-data: {error}") from None

    def _begin(self) -> None:
        self._part = _Part()

    def _header(self) -> None:
        self._part.headers[bytes(self._part.header).lower()] = bytes(self._part.value)
        self._part.header.clear()
        self._part.value.clear()

    def _headers(self) -> None:
        if self._part.option(b"filename") is None:
            return
        if self.file is not None:
            raise HTTPException(422, "send one file in one request")
        self.file = self._part

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part is self.file:
            self.data.append(data[start:end])
        elif len(self._part.value) + end - start > _LONGEST_FIELD:
            raise HTTPException(422, f"a field has at most {_LONGEST_FIELD} bytes: send the postings as a file")
        else:
            self._part.value.extend(data[start:end])

    def _end(self) -> None:
        if self._part is self.file:
            return
        if self.file is not None:
            raise HTTPException(422, "put the fields before the file: what comes behind it is read too late")
        self.fields[self._part.option(b"name") or ""] = bytes(self._part.value).decode("utf-8", "replace")

    def _close(self) -> None:
        self.closed = True


@dataclass(frozen=True)
class FilePart:
    """`chunks` may be read once."""

    name: str
    media_type: str
    fields: dict[str, str]
    chunks: Chunks


async def file_part(content_type: str, body: Chunks) -> FilePart:
    """Reads up to the file. Raises HTTPException for a body that is no such form, or holds no file."""
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= 200:
        raise HTTPException(400, "multipart/form-data without a boundary")
    form = _Form(boundary)
    async for chunk in body:
        form.feed(chunk)
        if form.file is not None:
            break
    if form.file is None:
        raise HTTPException(422, "send the file in a part of its own, with a file name")
    kind = form.file.headers.get(b"content-type", b"").decode("latin-1")
    return FilePart(form.file.option(b"filename") or "", kind, form.fields, _rest(form, body))


async def _rest(form: _Form, body: Chunks) -> AsyncIterator[bytes]:
    while True:
        for data in form.data:
            yield data
        form.data.clear()
        chunk = await anext(body, None)
        if chunk is None:
            break
        form.feed(chunk)
    if not form.closed:
        raise HTTPException(400, "the form ends in the middle: send all of it")
