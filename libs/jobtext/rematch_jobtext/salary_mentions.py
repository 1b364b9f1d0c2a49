"""The pay that the text of an ad states, among the other sums that it speaks of."""

import re
from collections.abc import Iterator

from rematch_jobtext.money import AMOUNT
from rematch_jobtext.pay_period import period_in
from rematch_jobtext.plain import block
from rematch_jobtext.salaries import ON_TARGET, Salary, parse_salary
from rematch_jobtext.windows import finds, windows

_LONGEST = 20_000
_BEFORE, _AFTER = 90, 70
_MOST = 12
# A sum has a sign or a code, or a "k" in a range.
_SUM = re.compile(
    r"(?:[$\u20ac\u00a3\u20b9\u00a5]|\b(?:USD|EUR|GBP|CAD|AUD|CHF|INR|PLN|SEK|NOK|DKK|CZK|SGD|AED|ZAR|NZD"
    r"|Rs\.?|C\$|A\$)(?=\s?\d))\s?\d[\d.,' ]*"
    r"|\b(?:\d[\d.,' ]*\s?k?\s?(?:-|to|bis|a|\u00e0)\s?)?\d[\d.,' ]*\s?(?:k\s?)?(?:[\u20ac\u00a3]|(?:USD|EUR"
    r"|GBP|CAD|AUD|CHF|INR|PLN|SEK|NOK|DKK|CZK|SGD|AED|ZAR|NZD|LPA|euros?|lakhs?|z\u0142)\b)"
    r"|\b\d{2,3}k?\s?(?:-|to)\s?\d{2,3}k\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")  # "audit" and "academy" have a sign, too
_PAY = re.compile(
    r"\b(?:salar(?:y|ies)|salaire|salario|sueldo|salarial|compensation|remuneration"
    r"|r[e\u00e9]mun[e\u00e9]ration|pay(?:ing|s|rate)?|paid|wages?|earn(?:ings?)?|base|rate|gehalt\w*"
    r"|jahresgehalt|verg\u00fctung|lohn|stundenlohn|brutto\w*|bruttojahresgehalt|wynagrodzenie|stipendio"
    r"|retribuzione|ral|ote|package|hiring range|range|"
    r"per annum|p\.a|hourly|annual(?:ly)?|doe|ctc)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:bonus(?:es)?|stipend|allowance|reimburse\w*|budget|revenues?|turnover|fund(?:ing|ed|raising)?"
    r"|raised|series [a-f]|valuation|valued|arr|mrr|assets|aum|portfolio|quota|sales target|savings?|saved"
    r"|grants?|donat\w+|deductible|discount\w*|voucher|tuition|relocation|referral|401k?|pension|insurance"
    r"|coverage|deals?|contracts? worth|turn(?:s|ing)? over|takings|(?:weekly|monthly|annual|yearly|net|gross) sales"
    r"|sales of|(?:(?:shift|night|evening|weekend) )?differentials?(?: pay)?|"
    r"investment|invest(?:ed|ing)|market|company|companies|billion|million|equipment|learning|training"
    r"|education|wellness|gym|phone|per diem|fee|fine|cost|costs|purchases?|orders?|transactions?|clients? "
    r"(?:with|of)|customers?|budgets)\b",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\b(?:customers?|clients?|users?|fines?|penalt\w+|spend(?:s|ing)?|donors?|merchants?|tenants?"
    r"|subscribers?|patients?) (?:\w+ ){0,3}$|\b(?:fines?|spends?|worth)\b[^.]{0,20}$"
    r"|\b(?:takes|taking)(?: (?:in|about|around|over|some|up to))*\s?$",
    re.IGNORECASE,
)
_LARGE = re.compile(
    r"^\s?\+?\s?(?:m|mm|mn|bn?|mio|million|billion|trillion|in (?:funding|revenue|assets|sales|arr|equity))\b",
    re.IGNORECASE,
)
# "relocation package of", "$2,000 annual learning budget", "$5,000 for tuition": paid, but not for the work.
_OTHER_PACKAGE = re.compile(
    r"\b(?:relocation|benefits?|severance|retention|sign[- ]on|bonus|equity|stock|holiday) "
    r"(?:package|pay|compensation|allowance)\b",
    re.IGNORECASE,
)
_FOR_ANOTHER = re.compile(
    r"^\W{0,3}(?:(?:an?|per|each|every)\s(?:year|month|week|day|annum)\s+)?(?:(?:annual|yearly|monthly|weekly|daily|quarterly|one-time|in|for|towards?"
    r"|of)\s+){1,3}(?:\w+[ -]){0,2}?(?:"
    + _OTHER.pattern.removeprefix(r"\b(?:").removesuffix(r")\b")
    + r"|equity|stock|rsus?)\b",
    re.IGNORECASE,
)
# "$3/hr evening differential", "a premium of $1 an hour", "add $1.50": what comes on top of the pay.
_ADDED = re.compile(
    r"^(?:\s?(?:/|per |an? )\s?(?:h|hr|hour|shift|night)\b)?[\s-](?:(?!(?:plus|and|with|or|incl\w*)\b)[a-z]+[\s-]){0,2}"
    r"(?:differentials?|premiums?|extra|more|uplift|supplement|enhancement)\b",
    re.IGNORECASE,
)
_ADDING = re.compile(
    r"\b(?:extra|add|adds|additional|(?:premium|differential|uplift|supplement|enhancement)s?(?: (?:of|is))?:?)"
    r"(?: (?:an?|up to))*\s?$",
    re.IGNORECASE,
)
_RATE = re.compile(r"\b(?:day|daily|hourly|weekly|monthly|annual|yearly)[ -]?(?:rate|pay|salary|wage)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[\n;!?\u2022]|\.(?=\s)")
_TAIL = re.compile(r"[^\n;!?\u2022]{0,110}")
_A_RANGE_ALONE = re.compile(rf"{AMOUNT}\s?(?:-|to|bis)\s?{AMOUNT}", re.IGNORECASE)
_FROM = re.compile(
    rf"(?:\b(?:from|up to|ab|bis zu|minimum|starting at|between|min\.?|{ON_TARGET})\s*:?\s*)$", re.IGNORECASE
)
_SIGNS = (
    "$", "\u20ac", "\u00a3", "\u20b9", "\u00a5", "usd", "eur", "gbp", "cad", "aud", "chf", "inr",
    "pln", "sek", "nok", "dkk", "czk", "sgd", "aed", "zar", "nzd", "rs ", "rs.",
    "lpa", "lakh", "z\u0142", "0k", "5k",
)  # fmt: skip


def find_salary(text: str, country: str | None = None) -> Salary | None:
    """The first sum that the text calls pay: by a word before it (salary, pay, Gehalt) or a period behind it.

    Bonuses, stipends, a company's funding and its customers' money are none.
    """
    text = block(text, _LONGEST)
    for found in _sums(text):
        clause = _clause(text, found)
        if clause is None:
            continue
        salary = parse_salary(clause, country)
        if salary is not None and salary.period is not None:
            return salary
    return None


def _sums(text: str) -> Iterator[re.Match[str]]:
    near = [stretch for stretch in windows(text, _SIGNS, 25, 40) if _DIGIT.search(text, *stretch) is not None]
    for number, found in enumerate(finds(_SUM, text, near)):
        if number == _MOST:
            return
        yield found


def _clause(text: str, found: re.Match[str]) -> str | None:
    """The sum with what follows it, if the words around make it pay."""
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    cuts = list(_SENTENCE.finditer(before))
    label = before if not cuts else before[cuts[-1].end() :]
    tail = _TAIL.match(text, found.start())
    after = tail[0] if tail is not None else found[0]
    rest = after[len(found[0]) : len(found[0]) + _AFTER]
    if _LARGE.match(rest) or _THEIRS.search(label) or _FOR_ANOTHER.match(rest) or _is_added(label, rest):
        return None
    if not label.strip(" -*\u00b7") and _A_RANGE_ALONE.fullmatch(after.strip()):
        return after
    if not (
        _is_pay(label, rest)
        or (not label.strip() and cuts and _PAY.search(before[-50:]) and not _OTHER.search(before[-50:]))
    ):
        return None
    start, rate = _FROM.search(label), _RATE.search(label)
    return (start[0] if start is not None else "") + after + (f" {rate[0]}" if rate is not None else "")


def _is_added(label: str, rest: str) -> bool:
    return _ADDED.match(rest) is not None or _ADDING.search(label) is not None


def _is_pay(label: str, rest: str) -> bool:
    words = [(match.end(), True) for match in _PAY.finditer(label)] + [
        (match.end() + 1, False) for other in (_OTHER, _OTHER_PACKAGE) for match in other.finditer(label)
    ]
    if words:
        return max(words)[1]
    close = rest[:45]
    other = _OTHER.search(close)
    pay = _PAY.search(close)
    if period_in(close) is not None or pay is not None:
        return other is None or (pay is not None and pay.start() < other.start()) or _period_first(close, other.start())
    return False


def _period_first(close: str, end: int) -> bool:
    return period_in(close[:end]) is not None
