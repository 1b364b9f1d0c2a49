"""Job titles: what is left of one without the noise around it, and the level that it names."""

import re
import unicodedata

from rematch_jobtext.clean import clean_text

_LONGEST = 200
_GENDER = re.compile(
    r"[(\[]\s*(?:[mwfdxhnv]\s*(?:[/|*,.]\s*[mwfdxhnv]\s*){1,4}|all genders?|gn|div(?:erse)?)\*?\s*[)\]]"
    r"|\b[mwfhd](?:\s?[/|]\s?[mwfdx]){2,3}\b|\b(?:m/f|f/m|m/w|w/m|h/f|f/h)\b"
)
_REQUISITION = re.compile(
    r"[(\[]?(?:\b(?:req(?:uisition)?|job|ref(?:erence)?|posting|vacancy|id)\b\.?[ #:._-]{0,3}"
    r"(?:(?:id|no|nr|number|code)\b\.?[ #:._-]{0,3})?[a-z]{0,4}-?\d{2,}[\w-]*"
    r"|\b(?:r|jr|req|ref|job|vac)[-_ ]?\d{4,}[\w-]*|#\s?[a-z]{0,3}-?\d{2,}[\w-]*|[(\[]\s*[a-z]{0,4}-?\d{4,}\s*[)\]])"
    r"[)\]]?"
)
_HYPE = re.compile(
    r"\burgent(?:ly)?(?:\s+(?:hiring|required|requirement|opening|need(?:ed)?|vacancy))?\b|\bhot job\b"
    r"|\b(?:now hiring|hiring now|we are hiring|we're hiring|apply (?:now|today)|new!)"
    r"|\bimmediate (?:start|joiner|hire)s?\b"
    r"|[$€£]\s?[\d,.]+k?\+?\s+(?:sign[- ]on\s+|joining\s+)?bonus\b"
)
_WORKPLACE = re.compile(
    r"[(\[]\s*(?:(?:fully|100%)\s+)?(?:remote|hybrid|on-?site|home office|wfh)\s*[)\]]"
    r"|\s[-\u2013|,:]\s*(?:(?:fully|100%)\s+)?(?:remote|hybrid|on-?site|wfh)\s*$"
)
_ABBREVIATIONS = {
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "jnr": "junior",
    "mgr": "manager",
    "asst": "assistant",
}
_KEPT_WORD = re.compile(r"\.?\w[\w+#]*(?:\.\w+)*")

_MANAGER_OF_A_FUNCTION = re.compile(
    r"\b(?:account|product|project|program|programme|case|community|care|category|brand|content|delivery|success)\s+manager\b"
)
_NO_LEVEL = re.compile(
    r"\bsenior (?:living|housing|home|citizens?)\b|\blead (?:gen|generation|generator|qualification)\b|\bhead ?hunter\b"
)
# The first that fits decides: an intern under a manager is an intern, a senior manager a manager.
_LEVELS = tuple(
    (level, re.compile(rf"\b(?:{words})\b"))
    for level, words in (
        ("intern", "intern|internship|trainee|apprentice|apprenticeship|working student|werkstudent|werkstudentin"),
        ("executive", "chief|ceo|cto|cfo|coo|ciso|cio|cmo|vp|vice president|managing director"),
        ("director", "director|head of [a-z ]+"),
        ("manager", "manager|supervisor"),
        ("principal", "principal|distinguished|staff (?:[a-z+#]+ ){0,2}(?:engineer|developer|scientist|designer|sre)"),
        ("lead", "lead|leader|head|foreman|forewoman"),
        ("senior", "senior|iii|iv"),
        ("mid", "mid|intermediate|ii|mid level"),
        ("junior", "junior|entry level|graduate|beginner|newly qualified"),
    )
)


def title_core(title: str) -> str:
    """The title in lower case without gender marks, requisition ids, hype and workplace; "Sr." reads "senior"."""
    whole = _flat(title)
    core = whole
    for noise in (_GENDER, _REQUISITION, _HYPE, _WORKPLACE):
        core = noise.sub(" ", core)
    return _words(core) or _words(whole)


def seniority(title: str) -> str | None:
    """intern, junior, mid, senior, lead, principal, manager, director or executive; None where the title says none."""
    core = _NO_LEVEL.sub(" ", title_core(title))
    core = _MANAGER_OF_A_FUNCTION.sub(" ", core)
    return next((level for level, words in _LEVELS if words.search(core)), None)


def _flat(title: str) -> str:
    text = clean_text(title, _LONGEST).replace("\n", " ")
    return unicodedata.normalize("NFKC", text).casefold()


def _words(text: str) -> str:
    words = [_ABBREVIATIONS.get(word, word) for word in _KEPT_WORD.findall(text.replace("-", " "))]
    return " ".join(words)[:_LONGEST].rstrip()
