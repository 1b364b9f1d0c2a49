"""By what two postings are known to read the same, before either is read."""

import hashlib
from collections.abc import Iterator
from importlib import resources
from operator import attrgetter
from uuid import UUID

from rematch_common.contracts import RawJob

# What is read closely. All else that a posting says is taken over as it stands.
READ = (
    *("title", "company", "description", "requirements", "location", "remote", "employment_type", "salary_text"),
    *("salary_min", "salary_max", "salary_currency", "salary_period", "skills"),
    *("experience_min_years", "experience_max_years"),
)
_words = attrgetter(*READ)


def _code(package: str) -> Iterator[bytes]:
    for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
        if file.name.endswith((".py", ".tsv")):
            yield file.read_bytes()


def _version() -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for package in ("rematch_jobtext", "rematch_dedup.domain"):
        for content in _code(package):
            digest.update(content)
    return digest.digest()


READING_VERSION = _version()
"""Another one with every change of the code that reads: what the former one has read is read anew when seen again."""


def reading_of(raw: RawJob) -> UUID:
    """The same for two postings of which the same is read."""
    words = repr(_words(raw)).encode()
    return UUID(bytes=hashlib.blake2b(words, digest_size=16, key=READING_VERSION).digest())
