"""The name of a firm, the same however a platform writes it; two firms never become one."""

import re
from functools import cache, lru_cache

from rematch_jobtext.areas import areas
from rematch_jobtext.plain import folded, line
from rematch_jobtext.tables import table

_LONGEST = 300
# Legal forms of many countries: as the last words of a name they say nothing about which firm it is.
_FORMS_TEXT = """
    inc incorporated llc llp lllp lp ltd limited corp corporation co company companies plc pllc pc pa gmbh mbh ag kg
    kgaa ohg gbr ug eg ev se haftungsbeschrankt haftungsbeschraenkt ges gesmbh sa sas sasu sarl eurl snc sca scop
    spa srl srls sapa sl slu sau sll sc bv nv vof cv bvba sprl ab oy oyj as asa aps hf ehf kft zrt nyrt bt doo dd ad
    eood ood sp zoo spzoo ska sk sro ks vos uab sia ou jsc ojsc pjsc cjsc ooo oao pao zao tov pty proprietary pte
    sdn bhd berhad kk gk yk pvt private pt tbk cc rl sapi de ltda eireli me epp cia sab scs fzco fzc fze fz dmcc wll
    saog kscc psc ggmbh partg partgmbb mbb egbr inhaber stiftung cokg nl ulc unlimited dac clg gmbhco na
"""
_FORMS = frozenset(_FORMS_TEXT.split())
# Names carry these too: they go only before another form.
_WEAK_TEXT = """
    pa pc me sc de cv bt cc ad dd sl sk ks eg pt nl private stiftung companies ou zoo step na
"""
_WEAK = frozenset(_WEAK_TEXT.split())
_SPELT = (
    (re.compile(r"\b(?:g?g\.?m\.?b\.?h\.?|gesellschaft mit beschr(?:\u00e4|ae|a)nkter haftung)", re.I), " gmbh "),
    (re.compile(r"\baktiengesellschaft\b", re.I), " ag "),
    (re.compile(r"\b(?:gAG|gUG)\b"), " ag "),
    (re.compile(r"\bpart\.?\s?g(?:mbb|\.?\s?mbb|\b)\.?", re.I), " partg "),
    (re.compile(r"\bl\.\s?l\.\s?c\b\.?", re.I), " llc "),
    (re.compile(r"\bl\.\s?l\.\s?p\b\.?", re.I), " llp "),
    (re.compile(r"\bp\.\s?l\.\s?c\b\.?", re.I), " plc "),
    (re.compile(r"\bs\.\s?[aà]\.?\s?r\.?\s?l\b\.?", re.I), " sarl "),
    (re.compile(r"\bs\.\s?p\.\s?a\b\.?", re.I), " spa "),
    (re.compile(r"\bs\.\s?r\.\s?l\b\.?", re.I), " srl "),
    (re.compile(r"\bs\.\s?r\.\s?o\b\.?", re.I), " sro "),
    (re.compile(r"\bsp\.?\s?z\.?\s?o\.?\s?o\b\.?", re.I), " spzoo "),
    (re.compile(r"\bd\.\s?o\.\s?o\b\.?", re.I), " doo "),
    (re.compile(r"\bs\.\s?a\.\s?s\b\.?", re.I), " sas "),
    (re.compile(r"\bs\.\s?a\.\s?de\s?c\.\s?v\b\.?", re.I), " sadecv "),
    (re.compile(r"\b(?:s\.\s?a\.(?=\s|$)|s/a\b)", re.I), " ssa "),
    (re.compile(r"\b[sa]\.\s?l\.(?:\s?u\.)?(?=\s|$)", re.I), " slu "),
    (re.compile(r"\bb\.\s?v\b\.?", re.I), " bv "),
    (re.compile(r"\bn\.\s?v\b\.?", re.I), " nv "),
    (re.compile(r"\ba/s\b|\ba\.\s?s\.(?=\s|$)", re.I), " aps "),
    (re.compile(r"\be\.\s?v\.(?=\s|$)|\be\.\s?g\.(?=\s|$)|\be\.\s?k\.(?=\s|$)", re.I), " ug "),
    (re.compile(r"\(\s*(?:pty|pvt|private|haftungsbeschr\w+|publ)\s*\)", re.I), " pty "),
    (
        re.compile(
            r"株式会社|有限会社|合同会社|有限公司|股份|주식회사|\(주\)|\u043e\u043e\u043e",
            re.I,
        ),
        " ",
    ),
)
_MADE = frozenset({"ssa", "sadecv"})
_THROUGH = re.compile(
    r"\s+(?:via|through|c/o|powered by|\u00fcber|durch|on behalf of (?:our client)?)\s+\S.*$|\s+careers?\s*$"
    r"|\s*\|\s*(?:careers?|jobs?|hiring|recruitment)\b.*$|\s*[-|(]\s*(?:careers?|jobs?|job board|official"
    r"|we(?:'| a)re hiring!?|hiring now|recruiting)\s*\)?$",
    re.I,
)
_MARKS = re.compile(r"[\u00ae\u2122\u00a9]|\(\s*(?:r|tm|c)\s*\)", re.I)
_DOMAIN = re.compile(
    r"^(?:https?://)?(?:www\.)?([a-z0-9-]{2,40})\.(?:com|net|org|io|co|co\.uk|de|eu|fr|nl|us|in|ch|at|it|es"
    r"|jobs)/?$",
    re.I,
)
_DOMAIN_END = re.compile(
    r"(?<=[a-z0-9]{2})\.(?:com|net|org|io|ai|co\.uk)(?=\s*,|\s+(?:inc|llc|ltd|limited|gmbh|ag|b\.?v|s\.?a|plc|corp)\b)",
    re.I,
)
_INITIALS = re.compile(r"\b(?:[a-z]\.\s?){2,}(?:[a-z]\b)?", re.I)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{1,60}[)\]]")
_POSSESSIVE = re.compile(r"(?<=\w)'s\b", re.I)
_MOST_FORMS = 6


def normal_company(text: str) -> str:
    """ "The Acme Widgets Co., Ltd." and "ACME Widgets" are "acme widgets"; "Apple Bank" isn't "apple".

    Only legal forms, articles, marks and "via <agency>" go: a word of the name is never dropped.
    """
    return _normal(line(text, _LONGEST))


@lru_cache(maxsize=4_096)
def _normal(text: str) -> str:
    name = _once(text)
    # A name that is all forms and marks may hide another behind them: until nothing changes.
    for _ in range(_LONGEST):
        again = _once(name)
        if again == name:
            break
        name = again
    return name


def _once(text: str) -> str:
    name = _DOMAIN_END.sub("", _THROUGH.sub("", _MARKS.sub("", text)).strip(" -|,"))
    known = _aliases()
    plain = _words(name)
    if plain in known:
        return known[plain]
    bare = _without_forms(name)
    return known.get(bare, bare) or plain or folded(text)


def _words(name: str) -> str:
    domain = _DOMAIN.match(name)
    name = _POSSESSIVE.sub("s", name.replace("&", " and ")).replace("+", " and ") if domain is None else domain[1]
    words = folded(_INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", name)).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    # "Saint" is written both ways, "and" and "&" and neither in all three.
    words = ["st" if word == "saint" else word for word in words]
    return " ".join(word for word in words if word != "and" or len(words) < 3)


def _without_forms(name: str) -> str:
    name = _BRACKETS.sub(lambda bracket: " " if _says_nothing(bracket[0]) else bracket[0], name)
    for pattern, form in _SPELT:
        name = pattern.sub(form, name)
    words = _words(name).split()
    strong = False
    for _ in range(_MOST_FORMS):
        if len(words) < 2 or not (words[-1] in _FORMS or words[-1] in _MADE) or (words[-1] in _WEAK and not strong):
            break
        strong = True
        words.pop()
    while len(words) > 1 and words[-1] in ("and", "of", "und"):
        words.pop()
    return " ".join(words)


def _says_nothing(bracket: str) -> bool:
    """A legal form or the country of a branch: "Foo Ltd (UK)"."""
    return bool(areas(bracket.strip(" ()[]"))) or all(word in _FORMS for word in folded(bracket).split())


@cache
def _aliases() -> dict[str, str]:
    known: dict[str, str] = {}
    for normal, others in table("company_aliases.tsv"):
        for name in (normal, *others.split(";")):
            known[_words(name)] = normal
            known[_without_forms(name)] = normal
    return known
