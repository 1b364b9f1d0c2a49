"""The place that the text of an ad gives for the job: "This role is based in Austin, TX", "Standort: Berlin"."""

import re

from rematch_jobtext.locations import Where, parse_location
from rematch_jobtext.plain import block
from rematch_jobtext.title_places import is_spoken_of
from rematch_jobtext.windows import finds, windows_of_each
from rematch_jobtext.workplace import workplace_in

_LONGEST = 20_000
_NAME = r"(?:[A-Z\u00c0-\u00dd][\w.'\u2019\u00c0-\u017f-]*)"
_LINK = r"(?:am|de|del|la|le|upon|an der|ob der|im|of|on|the|do|da|dos|sur|los|las|el)"
_ONE = rf"{_NAME}(?: (?:{_LINK} )?{_NAME}){{0,3}}"
_PLACE = rf"(?P<place>{_ONE}(?:(?:, | / |/| or | and | oder | und | \(){_ONE}\)?){{0,4}})"
_HOUSE = (
    r"sites?|campus|clinic|hospital|branch|store|shop|warehouse|studio|plant|depot|factory|cent(?:re|er)|restaurant"
    r"|terminal|yard|dock|school|academy|dealership|workshop|mill|lab(?:oratory)?|surgery|practice|hotel|home|house"
    r"|bakery|kitchen|hall|garage|shipyard|facility|salon|gym|garden cent(?:re|er)|farm|bank|nursery|brewery|boutique"
)
_HAUS = (
    r"haus|standort|werk|filiale|niederlassung|b\u00fcro|klinik|praxis|lager|betrieb|au\u00dfendienst|restaurant|hotel"
    r"|team|agence|magasin|usine|site|entrep\u00f4t|h\u00f4tel|tienda|oficina|planta|almac\u00e9n|hotel"
)
_JOB = (
    r"(?:role|position|job|opportunity|vacancy|opening|post|assignment|candidate|hire|stelle|you|we are "
    r"(?:looking|hiring)|opening)"
)
_PLACE_LABEL = (
    r"(?i:(?:job |work |office |primary |role )?locations?|place of work|based in|where|work ?place"
    r"|(?:arbeits|einsatz|dienst)ort|standort|lieu(?: de travail)?|ubicaci\u00f3n|sede(?: di lavoro)?|standplaats"
    r"|lokalizacja|local de trabalho)"
)
_LABEL = re.compile(rf"(?:^|\n|[.!?|\u2022*-] ?){_PLACE_LABEL}\s*(?::|\s-\s)(?:\s|\*)*(?P<place>[^\n;]{{2,90}})")
# The label on a line of its own needs no colon, but then nothing may follow the place.
_LINE = re.compile(rf"(?:^|\n)[*#\s-]*{_PLACE_LABEL}[*:\s]+(?P<place>{_NAME}[^\n;.:]{{1,60}})(?=\n|$)")
_SENTENCE_IN_LABEL = re.compile(r"(?<!\bSt)(?<!\bMt)(?<!\bFt)[.!?](?=\s)")
_BASED = re.compile(
    r"\b(?i:based|located|situated|work(?:ing|s)?|sits?|runs?|reside|live|reports? (?:daily )?to)(?: "
    r"(?i:remotely|on-?site|hybrid|full[- ]time))?(?: (?i:primarily|either|out))?"
    r" (?i:in|at|out of|from|near|within)(?: (?i:our|the|either|downtown|central|sunny|beautiful"
    rf"|greater)){{0,2}} {_PLACE}"
)
_OFFICE = re.compile(
    rf"\b(?i:in|at|from|out of|to|join|for) (?i:our|the)(?: [a-z][a-z-]+){{0,2}} {_PLACE} "
    rf"(?:[a-z]+ )?(?i:offices?|hub|headquarters|hq|{_HOUSE}|location|team)\b"
)
# "in unserem Haus in Köln", "our store on Main Street in Lyon", "pour notre boutique à Lyon", "our office is in Leeds"
_OUR = re.compile(
    r"\b(?i:(?:f\u00fcr|in|an|bei) unser\w*|pour notre|dans notre|chez notre|para nuestr[ao]|en nuestr[ao]"
    rf"|(?:in|at|from|for|join|to) our)\s(?:[\w'\u2019-]+ ){{0,2}}?(?i:{_HOUSE}|office|{_HAUS})\b[^.;\n]{{0,40}}?"
    rf"(?: (?i:in|at|near|\u00e0|en|bei|ab) | )(?<=(?:.in|.at|ear|..\u00e0|.en|bei|.ab|ort|eam) ){_PLACE}"
    rf"|\b(?i:our|unser|notre|nuestra?) (?:\w+ )?(?i:office|{_HOUSE}|{_HAUS}) (?i:is|ist|est|est\u00e1) (?:\w+ )?"
    rf"(?i:in|at|\u00e0|en) (?P<here>{_ONE})"
)
# Only where nothing clearer is said.
_AROUND = re.compile(
    rf"\bin (?:and around )?the {_PLACE} (?i:area|region|metro|valley)\b"
    rf"|\b(?i:around|im raum|au\u00dfendienst ab|home (?:daily|nightly|every \w+)[ \w]{{0,12}} (?:to|in))"
    rf" (?P<there>{_ONE})|\b(?i:arbeitsort|dienstort|einsatzort|standort|lieu de travail) (?i:ist|est) (?P<seat>{_ONE})"
)
_SPOT = re.compile(
    r"\b(?i:based|located|on-?site|hybrid|in[- ]office|office|working|home|clinic|hospital|school|store"
    r"|restaurant|hotel|warehouse|depot|plant|branch)"
    rf" (?:role |position |job )?(?i:in|near)(?: (?i:central|downtown|the|greater|sunny))? {_PLACE}"
)
_HIRING = re.compile(
    r"\b(?i:(?:looking|hiring|seeking|need|recruiting|searching|open to (?:candidates"
    r"|applicants)|seeks?|join [\w&.' -]{2,40}? as|vacancy of|position of)\b[^.\n]{0,110}?) (?i:in|near|join (?:us|our "
    rf"team) in) {_PLACE}"
)
_JOINING = re.compile(rf"\b(?i:join (?:us|our team|our [\w ]{{2,30}} team)) in {_PLACE}")
# Each with the words near which it is worth trying, and whether the job itself must be spoken of before it.
_PATTERNS = (
    (_LABEL, ("location", "place of work", "based in", "workplace", "work place", "ort:", "standort", "lieu",
              "ubicaci", "sede", "standplaats", "lokalizacja", "where:", "where*", "local de"), False),
    (_LINE, ("location", "place of work", "where", "workplace", "arbeitsort", "standort", "lieu"), False),
    (_BASED, ("based ", "located ", "situated ", "work", "sit ", "sits ", "runs ", "report", "reside ", "live "), True),
    (_OFFICE, (" our ", " the "), False),
    (_OUR, ("our ", "unser", "notre ", "nuestr"), False),
    (_SPOT, ("based ", "located ", "on-site ", "onsite ", "hybrid ", "office ", "working ", "home ",
             "clinic ", "hospital ", "school ", "store ", "restaurant ", "hotel ",
             "warehouse ", "depot ", "plant ", "branch ", "role ", "position "), False),
    (_HIRING, ("looking", "hiring", "seek", "vacancy of", "join ", "position of", "need",
               "recruiting", "searching", "open to "), False),
    (_JOINING, ("join us in", "team in"), False),
    (_AROUND, ("around ", " area", " region", " valley", " metro", "im raum", "dienst ab", "home daily",
               "home nightly", "home every", "ort ist", "travail est"), False),
)  # fmt: skip
_CUES = tuple(words for _, words, _ in _PATTERNS)
_ABOUT_THE_JOB = re.compile(rf"\b{_JOB}\b", re.IGNORECASE)
_HEADQUARTERS = re.compile(
    r"\b(?:headquarter\w*|founded|company|firm|hq|investors?|clients?|customers?|offices? (?:also )?in"
    r"|hauptsitz|started|born|branches|stores in|served?|serving|supplies)\b[^.\n]{0,40}$",
    re.IGNORECASE,
)
# "We are based in Mumbai" is said of the firm, "the role is based in Mumbai" of the job.
_SOMETHING_IS = re.compile(
    r"(?:\b(?:is|are|was|were)|'(?:re|s))(?: \w+)? (?:based|located|situated)\b[^.\n]{0,25}$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"\n|;|[.!?](?=\s)")
_LOOK_BACK = 80


def find_place(text: str) -> Where:
    """The places and the workplace that the text states; a place counts only when it is known to the world."""
    text = block(text, _LONGEST)
    workplace = workplace_in(text)
    for (pattern, _, about_the_job), near in zip(_PATTERNS, windows_of_each(text, _CUES, 30, 140), strict=True):
        for found in finds(pattern, text, near):
            group = found.lastgroup or "place"
            before = _SENTENCE_END.split(text[max(0, found.start() - _LOOK_BACK) : found.start(group)])[-1]
            about_the_firm = _SOMETHING_IS.search(before) is not None
            if _HEADQUARTERS.search(before) or (
                (about_the_job or about_the_firm) and not _ABOUT_THE_JOB.search(before)
            ):
                continue
            said = parse_location(_SENTENCE_IN_LABEL.split(found[group])[0].strip(" .,(*"))
            known = tuple(
                place
                for place in said.locations
                if place.country and (pattern in (_LABEL, _LINE) or is_spoken_of(place))
            )
            if known:
                in_field = said.workplace if pattern is _LABEL else "unknown"
                return Where(known, workplace if workplace != "unknown" else in_field)
    return Where((), workplace)
