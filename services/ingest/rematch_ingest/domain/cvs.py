"""What is read of a CV, for a recruiter to look over before it counts."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from rematch_common.errors import InvalidRecord
from rematch_ingest.domain.file_names import plain_name
from rematch_ingest.domain.people import FACTS
from rematch_jobtext import clean_text, cv_evidence, read_cv

LARGEST_CV = 10 * 1024 * 1024
_READ = 20_000
_MAY_CORRECT = frozenset({*FACTS, "education"})
_REFUSALS = {
    "too_large": "a CV has at most 10 MB",
    "empty": "the file is empty: send the CV as the body, or as one file of a form",
    "unknown_kind": "it is no PDF, .docx or plain text: save it as one of these",
    "old_word": "it is a Word file of the old kind: save it as .docx or PDF",
    "encrypted": "it is protected with a password: save it without one",
    "macros": "it holds macros or programs: save it as a plain .docx or PDF",
    "entities": "its XML declares entities or a document type, as no word processor writes it",
    "too_large_unpacked": "unpacked it is larger than any CV: save it anew, with smaller pictures",
    "too_slow": "it takes too long to read: save it anew, as a plain PDF or .docx",
    "no_text": "there is no text in it: a scanned CV has to be put through character recognition first",
    "unreadable": "it is damaged, or not what it says it is: save it anew as PDF, .docx or plain text",
}


@dataclass(frozen=True, slots=True)
class Text:
    """What a file says, and of which kind it is: pdf, docx or txt."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """`fields` as CandidateChanged has them, and `education`; `evidence`: the line for each value."""

    file_name: str | None
    kind: str
    uploaded_at: datetime
    text: str
    fields: dict[str, Any]
    evidence: list[dict[str, Any]]

    def dumped(self) -> bytes:
        return orjson.dumps(asdict(self))

    @classmethod
    def loaded(cls, data: bytes) -> "Draft":
        told = orjson.loads(data)
        return cls(**{**told, "uploaded_at": datetime.fromisoformat(told["uploaded_at"])})

    def shown(self) -> dict[str, Any]:
        return {**asdict(self), "uploaded_at": self.uploaded_at.isoformat()}


def refusal(reason: str) -> InvalidRecord:
    """Why a file is not taken, and what to do."""
    return InvalidRecord(f"cv_{reason}", f"file: {_REFUSALS.get(reason, _REFUSALS['unreadable'])}", field="file")


def draft_of(read: Text, file_name: str | None, now: datetime) -> Draft:
    """The summary stays out: it would be the whole text."""
    text = clean_text(read.text)[:_READ]
    found = read_cv(text, now.year)
    evidence = cv_evidence(text, found, now.year)
    fields = {name: value for name, value in found.items() if name != "summary" and value not in (None, [])}
    if learnt := [one.value for one in evidence if one.field == "education"]:
        fields["education"] = learnt
    return Draft(plain_name(file_name), read.kind, now, text, fields, [asdict(one) for one in evidence])


def corrected(given: Any) -> dict[str, Any]:
    """The recruiter's word on a draft as a merge patch of the candidate. Raises InvalidRecord."""
    if not isinstance(given, dict) or not given:
        raise InvalidRecord("no_corrections", "the body: a JSON object with the fields that the candidate is to have")
    for name in given:
        if name not in _MAY_CORRECT:
            raise InvalidRecord("no_such_field", f"{str(name)[:64]}: a draft has no such field", field=str(name)[:64])
    return given
