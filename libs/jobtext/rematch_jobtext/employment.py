"""The kind of employment, from a platform's code or from words."""

import re
from typing import Literal

from rematch_jobtext.plain import block, line
from rematch_jobtext.windows import finds, windows

EmploymentType = Literal["full_time", "part_time", "contract", "internship", "temporary"]

_LONGEST = 300
_LONGEST_TEXT = 20_000
_CONTRACT = (
    r"contractors?|contract|freelance[r]?|c2c|c2h|w2|1099|corp[ -]to[ -]corp|b2b|(?:in|out)side ir35|self[ "
    r"-]employed|independent contractor|freiberuflich\w*|aut[oó]nomo|ind[eé]pendant|gig|zzp|per day contract"
    r"|umbrella"
)
_TEMPORARY = (
    r"temporary|temps?(?! (?:plein|partiel|complet))|temp[ -]to[ -](?:perm|hire)|seasonal|fixed[ -]term|ftc"
    r"|casual|interim|mat(?:ernity)?(?: "
    r"leave)? cover|parental leave cover|befristet\w*|zeitarbeit|elternzeitvertretung|cdd|int[eé]rim\w*"
    r"|temporal|tijdelijk|limited term|per diem|prn|agency worker|umowa zlecenie"
)
_INTERN = (
    r"intern|interns|internships?|working student|werkstudent(?:in)?|praktik(?:um|ant|antin)|stage|stagiaire"
    r"|trainee(?:ship)?|apprentice(?:ship)?|ausbildung|becari[oa]|pr[aá]cticas|alternance|co-?op|placement(?: "
    r"year)?|pasant[ií]a|est[aá]gio|tirocinio"
)
_PART = (
    r"part[ -]?time|teilzeit|temps partiel|tiempo parcial|media jornada|deeltijd|parttime|part[ -]time only"
    r"|minijob|geringf[uü]gig\w*|half[ -]time|tempo parziale|meio per[ií]odo|pt"
)
_FULL = (
    r"full[ -]?time|vollzeit|temps plein|tiempo completo|jornada completa|voltijd|fulltime|permanent|perm"
    r"|regular|festanstellung|unbefristet|cdi|indefinido|vast dienstverband|tempo pieno|employee|salaried"
    r"|direct hire|ft|pe[lł]ny etat|umowa o prac[eę]"
)
# Where no space parts the words.
_EASTERN = {
    "internship": "\u5b9e\u4e60|\u5be6\u7fd2|\u30a4\u30f3\u30bf\u30fc\u30f3|\uc778\ud134",
    "part_time": "\u30a2\u30eb\u30d0\u30a4\u30c8|\u30d1\u30fc\u30c8|\u517c\u804c|\u517c\u8077",
    "temporary": "\u6d3e\u9063",
    "contract": "\u5951\u7d04\u793e\u54e1|\u696d\u52d9\u59d4\u8a17|\uacc4\uc57d\uc9c1",
    "full_time": "\u6b63\u793e\u54e1|\u5168\u804c|\u5168\u8077|\uc815\uaddc\uc9c1",
}
_WEEKLY_HOURS = re.compile(
    r"\b(?P<hours>\d{1,2})(?:[.,]\d{1,2})?\s?(?:hours?|hrs?|h|stunden|std\.?)\s?(?:/|per|pro|a"
    r"|weekly)?\s?(?:weeks?|wk|woche|weekly)\b",
    re.IGNORECASE,
)
_FULL_WEEK = 35
_WORDS: tuple[tuple[EmploymentType, str], ...] = (
    ("internship", _INTERN),
    ("part_time", _PART),
    ("temporary", _TEMPORARY),
    ("contract", _CONTRACT),
    ("full_time", _FULL),
)
_KINDS = tuple((kind, re.compile(rf"\b(?:{words})\b|{_EASTERN[kind]}", re.IGNORECASE)) for kind, words in _WORDS)
_PERMANENT_CONTRACT = re.compile(
    r"\b(?:permanent|unlimited|indefinite|full[ -]?time|employment|open[ -]ended|unbefristete\w*) "
    r"(?:employment )?(?:contract|arbeitsvertrag)\b|\bcontract of employment\b|\bcontract (?:type|duration"
    r"|length)\b|\bno (?:contractors|agencies|c2c|freelancers?)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|[\n.|\u2022*-])\s*(?:job|employment|position|contract|work|role|schedule|engagement|beschäftigungs"
    r"|anstellungs)[ -]?(?:type|status|basis|schedule|art|arrangement|term)s?\s*(?::|-|\n"
    r"|\bis\b)\s*(?P<said>[^\n.]{2,80})"
    r"|\b(?:type of (?:employment|contract)|vertragsart|arbeitszeit|anstellungsart|besch\u00e4ftigungsart"
    r"|type de contrat|tipo de contrato|hours|schedule|employment|job type|contract)\s*:\s*(?P<other>[^\n.]{2,80})",
    re.IGNORECASE,
)
_NOUN = (
    r"(?:position|role|job|opportunity|contract|assignment|employment|basis|vacancy|engagement|opening|stelle"
    r"|post|hours|employee|internship|gig|project)"
)
_SAID = re.compile(
    r"\b(?P<kind>full[ -]?time|part[ -]?time|permanent|temporary|seasonal|fixed[ -]term|freelance|contract"
    r"|casual|temp[ -]to[ -]perm|contract[ -]to[ -]hire|\d{1,2}[ -]months?(?: (?:contract|ftc|fixed[ -]term"
    rf"|maternity cover))|interim|internship)[, ]+(?:\w+[, -]+){{0,2}}?{_NOUN}\b"
    rf"|\b{_NOUN} (?:is|will be|offered on) (?:an? |on a )*(?P<after>full[ -]?time|part[ -]?time|temporary"
    r"|contract|permanent|seasonal|freelance|fixed[ -]term|casual)\b"
    r"|\b(?:looking for|seeking|hiring|recruiting) (?:an? )?(?P<sought>full[- ]?time|part[- ]?time|temporary|seasonal"
    r"|freelance)\b"
    r"|\b(?:in|unbefristet in) (?P<german>vollzeit|teilzeit)\b|(?:^|\n|[|(-])\s*(?P<alone>full[ -]?time|part[ "
    r"-]?time|vollzeit|teilzeit)\s*(?=\n|$|[|),])",
    re.IGNORECASE,
)
_LABELS = (
    "type",
    "status",
    "basis",
    "schedule",
    "arrangement",
    "hours:",
    "schedule:",
    "employment:",
    "contract:",
    "vertrag",
    "arbeitszeit",
    "anstellungsart",
    "contrat",
    "anstellungs",
)
_CUES = (
    "full time", "full-time", "fulltime", "part time", "part-time", "permanent", "temporary", "seasonal", "fixed",
    "freelance", "contract", "casual", "temp", "month", "interim", "internship", "vollzeit", "teilzeit",
)  # fmt: skip


def employment_type(text: str) -> EmploymentType | None:
    """What a field says: "FULL_TIME", "Part time, 20 hours", "CDI", "6-month FTC", "Contract / W2".

    The more particular word wins: a full-time internship is an internship, a full-time contract role a contract.
    """
    said = _PERMANENT_CONTRACT.sub(" permanent ", line(text, _LONGEST).replace("_", " "))
    kinds = [kind for kind, words in _KINDS if words.search(said)]
    if not kinds:
        hours = _WEEKLY_HOURS.search(said)
        return None if hours is None else "full_time" if int(hours["hours"]) >= _FULL_WEEK else "part_time"
    # "Full-time or part-time" is as the applicant likes.
    return None if kinds == ["part_time", "full_time"] else kinds[0]


def find_employment_type(text: str) -> EmploymentType | None:
    """What the text of an ad says of the job itself: "Job type: part-time", "this is a 6-month contract position"."""
    text = block(text, _LONGEST_TEXT)
    for label in finds(_LABEL, text, windows(text, _LABELS, 12, 110)):
        kind = employment_type(label["said"] or label["other"])
        if kind is not None:
            return kind
    found = next(finds(_SAID, text, windows(text, _CUES, 40, 80)), None)
    return employment_type(found[0]) if found is not None else None
