"""Which text stands for an opening or a person: what tells it apart, in about 120 tokens.

Short texts are embedded faster, and tell openings apart better, than whole ads do: `make bench NAME=cutting`.
"""

import hashlib
from collections.abc import Iterable, Sequence

from rematch_common.contracts import CandidateChanged, CandidateSkill, JobPublished, JobUpdated
from rematch_jobtext import Said, about_the_work

# In characters; ordinary text has 4 to 5 a token.
_TITLE = 150
_SKILLS = 150
_WORK = 480
_HEADLINE = 150
_WISHES = 150
_ABILITIES = 220
_SUMMARY = 300
LONGEST = _HEADLINE + _WISHES + _ABILITIES + _SUMMARY + 3
"""What any of these texts is bounded by."""
# Past that no local model reads on. A remote one would, and take its price for it; job_text and candidate_text make
# far less.
_READ = 4_000


def job_text(job: JobPublished | JobUpdated) -> str:
    """Title, skills, what is done and what is asked for. The firm says nothing about the work and is left out."""
    required = [skill.id for skill in job.skills if skill.importance == "required"]
    preferred = [skill.id for skill in job.skills if skill.importance != "required"]
    skills = _listed((skill.replace("-", " ") for skill in required + preferred), _SKILLS)
    return _joined(_cut(job.title, _TITLE), skills, _work(about_the_work(job.description)))


def candidate_text(candidate: CandidateChanged) -> str:
    """Headline, wished roles, skills (primary ones first, then the longest practised), the summary's beginning."""
    ordered = sorted(candidate.skills, key=lambda skill: (not skill.primary, -(skill.years or 0.0)))
    return _joined(
        _cut(candidate.headline or "", _HEADLINE),
        _listed(candidate.titles, _WISHES),
        _listed(map(_skill, ordered), _ABILITIES),
        _cut(candidate.summary or "", _SUMMARY),
    )


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_part(text: str) -> str:
    """The beginning of somebody's text, so much of it as a model reads: what lies behind costs nothing.

    Blanks don't count, as they don't for a model: a page of them doesn't push the words out.
    """
    return text if len(text) <= _READ else " ".join(text[: 8 * _READ].split())[:_READ]


def _work(said: Sequence[Said]) -> str:
    """As much of what is done as of what is asked for, where there is too much of both."""
    asked = "\n".join(one.text for one in said if one.asked)
    done = "\n".join(one.text for one in said if not one.asked)
    half = _WORK // 2
    return _joined(_cut(done, max(half, _WORK - len(asked))), _cut(asked, max(half, _WORK - len(done))))


def _listed(names: Iterable[str], most: int) -> str:
    """As many as there is room for."""
    listed = ""
    for name in names:
        longer = f"{listed}, {name}" if listed else name[:most]
        if len(longer) > most:
            break
        listed = longer
    return listed


def _cut(text: str, most: int) -> str:
    """The beginning, without half a word at its end."""
    if len(text) <= most:
        return text
    words, _, rest = text[: most + 1].rpartition(" ")
    return words if words and len(rest) < most // 2 else text[:most]


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _skill(skill: CandidateSkill) -> str:
    return skill.name if skill.years is None else f"{skill.name} ({skill.years:g} years)"
