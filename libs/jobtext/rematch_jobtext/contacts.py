"""Masking of contact data: e-mail addresses and phone numbers, and nothing that merely looks like them."""

import re

_EMAIL = re.compile(
    r"(?:\bmailto:\s?)?(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?:\?[\w=&%.+-]{1,200})?",
)
_SPELT_EMAIL = re.compile(
    r"\b[\w.+-]{1,64}\s{0,2}[\[({]\s?at\s?[\])}]\s{0,2}[\w-]{1,63}(?:\s{0,2}(?:\.|[\[({]\s?dot\s?[\])}])\s{0,2}[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:\b(?:tel|sms|callto):\s?)?(?<![\w$€£¥#@.,/+-])\+?\(?\d(?:[\d().\u2011/ -]{5,24})\d(?![\w%€£$]|[,.]\d)"
)
# What the two patterns above can't do without, and what is quicker to look for.
_SPELT_AT = re.compile(r"[\[({]\s?at\s?[\])}]", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d().\u2011/ -]{5,24}\d")
_LABEL = re.compile(
    r"(?:\b(?:tel|telephone|telefon|tél|phone|call|cell|mobile|mobil|fax|whatsapp|sms|text|ring|dial|hotline)\b"
    r"[^\d\n]{0,14}|\b(?:tel|sms|callto):\s?)$",
    re.IGNORECASE,
)
_NORTH_AMERICAN = re.compile(r"(?:1[ .-])?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}")
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-/\u2011 ]\s?(?:19|20)\d\d")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}[ .]\d00(?!\d)")
_MONEY_BEFORE = re.compile(
    r"(?:[$€£¥₹]|\b(?:usd|eur|gbp|inr|chf|cad|aud|salary|pay|rate|req|ref|id|job|no\.?))\W{0,3}$", re.I
)
_LABEL_WINDOW = 28


def mask_contacts(text: str) -> str:
    """E-mail addresses become "[email]", phone numbers "[phone]". Salaries, years, dates and requisition ids stay."""
    if "@" in text:
        text = _EMAIL.sub("[email]", text)
    if ("[" in text or "(" in text or "{" in text) and _SPELT_AT.search(text) is not None:
        text = _SPELT_EMAIL.sub("[email]", text)
    return _NUMBER.sub(_mask_number, text) if _DIGITS.search(text) is not None else text


def _mask_number(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - _LABEL_WINDOW) : found.start()]
    return "[phone]" if _is_phone(found[0], before) else found[0]


def _is_phone(number: str, before: str) -> bool:
    digits = sum(character.isdigit() for character in number)
    if not 7 <= digits <= 15 or _looks_like_something_else(number):
        return False
    if _LABEL.search(before) or number[0].isalpha():
        return True
    if _MONEY_BEFORE.search(before):
        return False
    if number.startswith("+"):
        return digits >= 8
    return _has_the_shape_of_a_phone(number, digits)


def _looks_like_something_else(number: str) -> bool:
    if number.startswith("+"):
        return False
    return bool(_DATE.search(number) or _YEARS.fullmatch(number) or _THOUSANDS.search(number))


def _has_the_shape_of_a_phone(number: str, digits: int) -> bool:
    if _NORTH_AMERICAN.fullmatch(number):
        return True
    groups = re.findall(r"\d+", number)
    return number.lstrip("(").startswith("0") and 9 <= digits <= 13 and len(groups) >= 2
