"""CVs of invented people as files, and files that mean no good."""

import io
import zipfile
import zlib
from collections.abc import Iterable

from docx import Document
from pypdf import PdfWriter

LINES = (
    "Jane Roe",
    "Senior Python Developer",
    "Leeds, UK",
    "Experience",
    "Python Developer, Inn Ltd 2018 - 2021",
    "Django, PostgreSQL and Kafka",
    "Education",
    "BSc Computer Science, University of Leeds",
)


def txt() -> bytes:
    return "\n".join(LINES).encode()


def pdf(content: bytes | None = None, *, unpacked: bytes | None = None) -> bytes:
    """One page; `unpacked`: a stream that is deflated as it is written."""
    told = (
        content
        if content is not None
        else b"BT /F1 12 Tf 14 TL 50 700 Td " + b" ".join(b"(%s) Tj T*" % line.encode() for line in LINES) + b" ET"
    )
    stream = zlib.compress(unpacked, 9) if unpacked is not None else told
    filtered = b" /Filter /FlateDecode" if unpacked is not None else b""
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(stream), filtered, stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def endless_pdf() -> bytes:
    """A tree of pages in which each leads to itself and its neighbour."""
    kids = [b"<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R 3 0 R] /Count 999999999 >>"] * 2
    return written([b"<< /Type /Catalog /Pages 2 0 R >>", *kids])


def written(objects: Iterable[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(out)


def encrypted_pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def docx() -> bytes:
    document, out = Document(), io.BytesIO()
    for line in LINES[:5]:
        document.add_paragraph(line)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = LINES[5], "more"
    for line in LINES[6:]:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def docx_with(name: str, data: bytes, *, instead: bool = False) -> bytes:
    """A Word file with one more part, or another in the place of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as plain, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in plain.infolist():
            if not (instead and part.filename == name):
                made.writestr(part, plain.read(part))
        made.writestr(name, data)
    return out.getvalue()


def lying_docx() -> bytes:
    """Its directory says of a bomb that it has a thousand bytes."""
    size = 300 * 1024 * 1024
    bomb = docx_with("word/media/image1.xml", bytes(size))
    return bomb.replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


def entities_docx(encoding: str = "utf-8") -> bytes:
    bomb = '<!DOCTYPE a [<!ENTITY x "' + "lol" * 100 + '">]><a>&x;</a>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{bomb}'
    return docx_with("word/document.xml", text.encode(encoding), instead=True)
