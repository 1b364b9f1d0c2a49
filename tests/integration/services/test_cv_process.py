"""CVs are read in a process apart: what is none is refused in words, in time, and within a bounded memory."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import orjson
import psutil
import pytest

from rematch_common.errors import InvalidRecord
from rematch_devstack.waiting import until
from rematch_ingest.adapters import cv_process
from rematch_ingest.adapters.cv_process import CvProcess
from tests.fakes import cv_files as files

CHILD = Path(cv_process.__file__).with_name("cv_child.py")
MIB = 1024 * 1024


def readers() -> list[psutil.Process]:
    """Those that read a CV: the servers of other tests are children, too."""
    return [each for each in psutil.Process().children() if str(CHILD) in each.cmdline()]


@pytest.mark.parametrize(("kind", "data"), [("txt", files.txt()), ("pdf", files.pdf()), ("docx", files.docx())])
async def test_each_kind_says_the_same(kind: str, data: bytes) -> None:
    read = await CvProcess().text_of(data)
    assert read.kind == kind
    lines = [line.strip() for line in read.text.splitlines() if line.strip() not in ("", "more")]
    assert lines == list(files.LINES)


@pytest.mark.parametrize(
    ("text", "encoding"), [("Köchin, Zürich", "utf-16"), ("Köchin", "cp1252"), ("Köchin", "utf-8-sig")]
)
async def test_a_text_is_read_in_whatever_it_is_written(text: str, encoding: str) -> None:
    assert (await CvProcess().text_of(text.encode(encoding))).text == text


HOSTILE = {
    "encrypted.pdf": (files.encrypted_pdf, "cv_encrypted"),
    "endless.pdf": (files.endless_pdf, None),
    "slow.pdf": (lambda: files.pdf(unpacked=b"BT " + b"(a) Tj " * 9_000_000 + b" ET"), None),
    "unpacked.pdf": (lambda: files.pdf(unpacked=bytes(500 * MIB)), None),
    "no_text.pdf": (lambda: files.pdf(b"0 0 m"), "cv_no_text"),
    "cut.pdf": (lambda: files.pdf()[:200], "cv_unreadable"),
    "bomb.docx": (lambda: files.docx_with("word/media/image1.xml", bytes(200 * MIB)), "cv_too_large_unpacked"),
    "lying.docx": (files.lying_docx, None),
    "macros.docx": (lambda: files.docx_with("word/vbaProject.bin", b"x"), "cv_macros"),
    "entities.docx": (files.entities_docx, "cv_entities"),
    "utf16.docx": (lambda: files.entities_docx("utf-16"), "cv_entities"),
    "no_word.zip": (lambda: files.docx()[:100] + b"x" * 100, "cv_unreadable"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0" + bytes(100), "cv_old_word"),
    "rtf": (lambda: b"{\\rtf1 Jane}", "cv_unknown_kind"),
    "binary": (lambda: b"\x7fELF\0\0", "cv_unknown_kind"),
    "blank": (lambda: b" \n\t", "cv_no_text"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_means_no_good_is_refused_in_words(name: str) -> None:
    make, reason = HOSTILE[name]
    data, before, begun = make(), psutil.Process().memory_info().rss, time.monotonic()
    with pytest.raises(InvalidRecord) as refused:
        await CvProcess().text_of(data)
    assert refused.value.field == "file"
    assert reason in (None, refused.value.reason)
    assert time.monotonic() - begun < 25
    assert psutil.Process().memory_info().rss - before < 40 * MIB
    assert not readers(), "whoever was started is gone"


async def test_one_that_never_ends_is_killed() -> None:
    begun = time.monotonic()
    with pytest.raises(InvalidRecord, match="too long"):
        await CvProcess(wall=1.0).text_of(files.pdf(unpacked=b"BT " + b"(a) Tj " * 9_000_000 + b" ET"))
    assert time.monotonic() - begun < 10
    assert not readers()


async def started() -> bool:
    return bool(readers())


async def test_whoever_hangs_up_leaves_nobody_behind() -> None:
    reading = asyncio.ensure_future(CvProcess().text_of(files.pdf(unpacked=b"BT " + b"(a) Tj " * 9_000_000 + b" ET")))
    async with asyncio.timeout(30):
        await until(started)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert not readers()


ATTEMPTS = {
    "socket": "import socket; socket.socket()",
    "resolve": "import socket; socket.getaddrinfo('localhost', 80)",
    "program": "import subprocess; subprocess.run(['true'])",
    "fork": "import os; os.fork()",
    "file": "open('/etc/passwd')",
    "write": "open('/tmp/rematch-cv', 'w')",
    "descriptor": "import os; os.fstat(9)",
    "memory": "bytearray(700 * 1024 * 1024)",
    "limits": "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)); open('/etc/passwd')",
    "thread": "import threading; threading.Thread(target=print).start()",
}
# Root may do these all the same, or may not, as its capabilities are; a service doesn't run as root.
ROOTS = {"limits", "thread"}
# Who reads CVs where the tests run as root; else it is who runs the tests.
READERS = ["root", "nobody"] if os.getuid() == 0 else ["me"]
# All is imported before, as root: nobody need not be allowed to read root's Python.
BECOME_NOBODY = """
import contextlib, docx, encodings, importlib, pkgutil, pypdf
for package in (encodings, docx, pypdf):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        with contextlib.suppress(Exception):
            importlib.import_module(found.name)
os.setgroups([]); os.setgid(65_534); os.setuid(65_534)
"""
TRIED = [(name, who) for name in ATTEMPTS for who in READERS if who != "root" or name not in ROOTS]


def as_reader(who: str, script: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs a script beside the child's module, as root or as nobody in particular."""
    before = f"""
import importlib.util, os, sys
spec = importlib.util.spec_from_file_location("cv_child", {str(CHILD)!r})
child = importlib.util.module_from_spec(spec); spec.loader.exec_module(child)
import socket, subprocess, threading
{BECOME_NOBODY if who == "nobody" else ""}
"""
    command = [sys.executable, "-I", "-c", before + script]
    return subprocess.run(command, input=data, capture_output=True, check=False, timeout=30)


@pytest.mark.parametrize(("name", "who"), TRIED)
def test_the_process_can_do_nothing_but_read(name: str, who: str) -> None:
    """What code within it tries once a parser runs, should a parser be talked into running code."""
    attempt = f"""
os.dup2(0, 9)
import docx
child.confine(); child.seal_off(docx)
try:
    {ATTEMPTS[name]}
except (OSError, MemoryError, ValueError, RuntimeError) as error:
    os._exit(3)
os._exit(0)
"""
    done = as_reader(who, attempt)
    assert done.returncode == 3, done.stderr


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(("kind", "data"), [("txt", files.txt()), ("pdf", files.pdf()), ("docx", files.docx())])
def test_whoever_runs_it_reads_each_kind(kind: str, data: bytes, who: str) -> None:
    said = as_reader(who, "child.main()", data)
    told = orjson.loads(said.stdout)
    assert told.get("kind") == kind, told
    assert [line for line in files.LINES if line not in told["text"]] == []


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("name", ["bomb.docx", "entities.docx", "encrypted.pdf"])
def test_whoever_runs_it_refuses_what_means_no_good(name: str, who: str) -> None:
    make, reason = HOSTILE[name]
    told = orjson.loads(as_reader(who, "child.main()", make()).stdout)
    assert f"cv_{told['refused']}" == reason
