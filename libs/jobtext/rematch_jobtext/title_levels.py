"""The level that a title names, and the words that name one: "Lead Engineer" leads, "Lead Generation" doesn't."""

import re

from rematch_jobtext.title_numbers import PEOPLE, number_in

_PROTECTED = re.compile(
    r"\bsenior (?:living|housing|home|homes|citizens?"
    r"|care(?! (?:assistant|worker|practitioner|nurse))|services|cent(?:er|re)|school"
    r"|high(?! (?:voltage|performance|net|frequency|value|pressure|speed|availability|end|risk|yield|power|volume"
    r"|energy|rise)\b)|community|communities|adults?|college)\b"
    r"|\bjunior (?:(?:secondary |primary )?school|high(?! (?:voltage|performance|frequency|net|value|end)\b)|college"
    r"|academy|kindergarten|achievement|doctor rota|league|infants?)\b"
    r"|\blead (?:gen|generation|generator|qualification|qualifier|time|acid|paint|abatement|nurturing"
    r"|management|free)\b"
    r"|\bhead ?hunt(?:er|ing)\b|\bhead start\b|\bhead office\b|\bmotor head\b"
    r"|\bgraduate (?:school|admissions?|studies|recruit(?:er|ment|ing)|medical|education|program(?:me)?s? "
    r"(?:manager|coordinator|director|advisor)|teaching|research|faculty|careers)\b"
    r"|\b(?:intern|trainee|apprentice(?:ship)?|internship) (?:program(?:me)?s? )?(?:coordinator|recruiter"
    r"|manager|supervisor|assessor|tutor|advisor)\b"
    r"|\bprincipal s\b|\b(?:assistant|vice|deputy|school|elementary|high|middle|college|academy|associate) "
    r"principal\b|\bprincipal$|\bprincipal (?:dealer|secretary|of)\b"
    r"|\bstaff (?:nurse|nursing|accountant|attorney|sergeant|physician|pharmacist|writer|assistant|development"
    r"|training|rn|sonographer|therapist|photographer|member|auditor)\b"
    r"|\b(?:to|for) (?:the |a |our )?(?:ceo|cto|cfo|coo|director|managing director|head|chief[a-z ]*|vp|vice "
    r"president|manager|principal|partner)s?\b"
    r"|\b(?:personal|executive|pa|ea) (?:assistant |pa )?to\b.*"
    r"|\b(?:assistant|secretary|assistenz|assistentin|aide|pa|ea)\b.*\b(?:ceo|cto|cfo|coo|cio|cmo)s?\b"
    r"|\b(?:ceo|cto|cfo|coo|cio|cmo) (?:assistant|office)\b"
    r"|\bhead of (?:year|sixth form|key stage|house|department)\b|\bsecond lead\b|\bdirector of photography\b"
    r"|\bmid (?:market|day|shift|west|wales|wife)\b|\bchief of "
    r"staff\b|\bentry (?:clerk|operator|specialist)\b"
)
_MANAGER_OF_A_FUNCTION = re.compile(
    r"\b(?:account|product|project|program|programme|case|community|care|category|brand|content|delivery"
    r"|success|office|property"
    r"|social media|relationship|release|territory|partner|partnerships?|vendor|change|risk|event|events"
    r"|campaign|contracts?|bid"
    r"|traffic|records|digital marketing|product marketing|talent|escrow|floor|stage|site|database|crm|seo"
    r"|ppc)\s+manager\b"
)
_BY_NUMBER = {1: "junior", 2: "mid", 3: "senior", 4: "senior", 5: "principal", 6: "principal"}
_TECHNICAL = "engineer|developer|scientist|designer|sre|architect|programmer|researcher|technologist|swe|sde"
# The first that fits decides: an intern under a manager is an intern, a senior manager a manager.
_LEVELS = tuple(
    (level, re.compile(rf"\b(?:{words})\b"))
    for level, words in (
        (
            "intern",
            "interns?|internship|(?:manager|supervisor|management) in training|trainee|apprentice|apprenticeship"
            "|working student|werkstudent(?:in)?|praktikant(?:in)?|praktikum"
            "|pflichtpraktikum|auszubildender?|azubi|ausbildung|duales studium|stagiaire|alternan(?:ce|t)|becari[oa]"
            "|co op|placement student|industrial placement",
        ),
        ("principal", "chief (?:architect|engineer|scientist|designer|economist)"),
        (
            "executive",
            "chief|ceo|cto|cfo|coo|ciso|cio|cmo|chro|cpo|[se]?vp|avp|vice president|managing director"
            "|gesch[aä]ftsf[uü]hrer(?:in)?|president",
        ),
        ("director", "director|head of [a-z ]+|direktor(?:in)?|directeur|directrice"),
        ("manager", "manager|supervisor|managerin|abteilungsleiter(?:in)?|filialleiter(?:in)?"),
        (
            "principal",
            rf"principal|distinguished|staff (?:[a-z+#]+ ){{0,3}}(?:{_TECHNICAL})|(?:{_TECHNICAL}) staff$"
            rf"|senior staff|member of technical "
            r"staff",
        ),
        (
            "lead",
            "lead|leader|leads|head|foreman|forewoman|foreperson|teamleiter(?:in)?|leiter(?:in)?|leitung|teamleitung"
            "|team ?lead",
        ),
        ("senior", "senior"),
        ("mid", "mid|intermediate|mid level|midlevel"),
        (
            "junior",
            rf"associate (?:[a-z+#]+ ){{0,2}}(?:{_TECHNICAL})|junior|entry level|entrylevel|graduate|graduates"
            rf"|beginner|newly qualified|nqt|berufseinsteiger(?:in)?"
            "|early careers?|new grad|early career",
        ),
    )
)
_MODIFIERS = re.compile(
    r"\b(?:(?:senior|junior|mid)(?: level)?|midlevel|intermediate|entry level|entrylevel|distinguished|experienced)\b"
    rf"|\bprincipal (?=\w)|\bstaff (?=(?:[a-z+#]+ ){{0,3}}(?:{_TECHNICAL})\b)"
    rf"|^associate (?=(?:[a-z+#]+ ){{0,2}}(?:{_TECHNICAL})\b)|(?<=engineer) staff$|(?<=developer) staff$"
    rf"|(?:^|(?<=senior ))lead (?=[\w\x00])|\bgraduate (?=\w)"
    r"|\bnew grad\b|\bnewly qualified\b|\brank (?:i{1,3}|iv|vi?|[1-6])\b"
    r"|\b(?:intern|internship|trainee|apprentice|apprenticeship|working student|werkstudent(?:in)?"
    r"|praktikant(?:in)?|praktikum|stagiaire|azubi)\b"
)
_TRAILING_NUMBER = re.compile(
    rf"(?<=\w) (?:(?:level|lvl|band|ic) ?)?(?:i{{1,3}}|iv|v|[1-6]|(?:l|ic|p|e)[1-9])$|\b(?P<who>{PEOPLE}) "
    r"(?:i{1,3}|iv|v|[1-6])\b(?!\+| (?:months?|years?|yrs?|weeks?|days?|hours?)\b)"
)
_LED_BY_A_LINK = re.compile(r"^(?:to|or|and|bis) ")  # what "Junior to Senior" leaves
_NOT_A_LEVEL = re.compile(
    r"\b(?:class|year|type|phase|key stage|stage|tier|route|shift|unit|part|grade|cat|category|zone|step|web"
    r"|ks|section|title|algebra|calculus) \w{1,3}$"
)

# "Senior Manager" is a grade of managers; a senior, or a junior, manager of something isn't the one above.
_A_WORD = rf"(?: (?!(?:or|to|senior|junior|mid|lead)\b|(?:{PEOPLE}) and\b)\S+)"
_FIRST_WORD_TELLS = re.compile(
    rf"(?P<level>senior(?={_A_WORD}+ (?:manager|lead)$)|junior(?={_A_WORD}* (?:manager|lead)$))"
)


def seniority_in(words: str, head: str = "") -> str | None:
    """The seniority in a title of plain lower-case words; `head` is what stands before its first mark."""
    level = number_in(words, people_only=True)
    words = _MANAGER_OF_A_FUNCTION.sub(" ", _PROTECTED.sub(" ", words))
    found = next((name for name, pattern in _LEVELS if pattern.search(words)), None)
    first = _FIRST_WORD_TELLS.match(_PROTECTED.sub(" ", head)) if found in ("manager", "lead") else None
    if first is not None:
        return first["level"]
    if level is not None and found in (None, "mid", "senior") and "senior" not in words:
        return _BY_NUMBER.get(level, found)
    return found


def without_level(words: str) -> str:
    """The title without the words that only tell its level; where they are the job itself they stay."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[0])
        return f"\x00{len(held) - 1}\x00"

    bare = _MODIFIERS.sub(" ", _PROTECTED.sub(hold, words))
    bare = _LED_BY_A_LINK.sub("", " ".join(bare.split()))
    if not _NOT_A_LEVEL.search(bare):
        bare = _TRAILING_NUMBER.sub(lambda found: found["who"] or "", bare)
    for number, phrase in enumerate(held):
        bare = bare.replace(f"\x00{number}\x00", phrase)
    return " ".join(bare.split()) or words
