"""Whether a number of years is experience that is asked for, told by the rest of its sentence."""

import re

_EXPERIENCE = re.compile(
    r"experien|erfahrung|exp\u00e9rience|experiencia|esperienza|ervaring|do\u015bwiadcz|\bexp\b|\byoe\b"
    r"|background in|track record|\bin (?:a|an|the)? ?(?:similar|comparable|same|related|relevant) |\bpost[- "
    r"]qualifi|\bpqe\b|\bworking (?:as|in|with)\b|hands[- ]on|\bpracti[cs]e\b|\bwork(?:ed)? in\b|\bof "
    r"(?:professional|relevant|industry|commercial|software|proven|full[- ]time|direct)\b|\bdriving\b"
    r"|\bsupervis|\bselling\b|\bmanaging\b|\bdeveloping\b|\bbuilding\b|\bteaching\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:we|we've|our (?:company|firm|team|family|founders?|history|clients?|story|business)|us|established"
    r"|founded|been (?:in business|serving|helping|providing|a leader|around|operating|trusted|leading|making"
    r"|building)|serving|company with|firm with|business with|organi[sz]ation with|in business|history"
    r"|heritage|anniversary|legacy|since \d{4}|celebrat\w+|wir|unser\w*|seit|nous|combined|collective)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:you|your|candidates?|applicants?|require[ds]?|requirements?|must|minimum|ideal(?:ly)?|looking for"
    r"|seeking|need(?:s|ed)?|qualifications?|du|sie|vous|should)\b",
    re.IGNORECASE,
)
_NOT_WORKED = re.compile(
    r"^\W{0,3}(?:old\b|of age|age\b|alt\b|ago\b|contract|term|warranty|fixed|program|degree|from now"
    r"|anniversary|bachelor|university|college|diploma|visa|in a row|running|in business|plan|rotation"
    r"|apprenticeship|driving record|clean|in prison|of (?:service (?:award|recognition)|history|innovation"
    r"|growth(?! (?:or|and|marketing|hacking))|success|excellence"
    r"|age|study|college|university|education|schooling|residency))"
    r"|^\W{0,3}(?:initial|internship|assignment|project|lease|guarantee|vesting|commitment)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:with|boasting|after|for|backed by|\u00fcber|mit|drawing on)\s+(?:over |more than |nearly |almost "
    r"|some |our )*$",
    re.IGNORECASE,
)
_THEN_A_NAME = re.compile(r"^[^,.\n]{0,60},\s*(?!you\b|the (?:ideal|successful)|candidates)", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|experience|zwischen|entre)\b", re.IGNORECASE)
_LICENCE = re.compile(r".{0,20}\blicen[cs]e\b", re.IGNORECASE)
_OPEN = re.compile(r"\+|\bplus\b|or more|at least|minimum", re.IGNORECASE)
_IN = re.compile(r"\W{0,3}(?:in|as|with|within|working|of)\b", re.IGNORECASE)
_OF_WORK = re.compile(
    r"\W{0,3}(?:in|as|with|within|working|of|on|at|post)\b(?! (?:(?:a|our|paid|parental|free|full|rapid"
    r"|strong) )?(?:warranty|guarantee|leave|coverage|funding|profit\w*|support|total|row|training|school|university"
    r"|college|growth(?! (?:or|and|marketing|hacking))))",
    re.IGNORECASE,
)
_NOTHING_MORE = re.compile(
    r"[ .,)(]*(?:(?:is |are )?(?:required|preferred|desired|needed|minimum|min|ideal)\b.{0,30})?"
)
_RANGE = re.compile(r"\d\s?(?:\+|(?:-|to)\s?\d)")
_TERM = re.compile(r"\b(?:contract|term|program\w*|degree|duration|lease|visa|old|aged?)\b", re.IGNORECASE)
_AGED = re.compile(r"\b(?:aged?|be(?:ing)?) (?:at least |over )?$", re.IGNORECASE)
_TOGETHER = re.compile(r"\s*(?:of )?(?:combined|collective)", re.IGNORECASE)


def is_experience(before: str, said: str, after: str) -> bool:
    """`said` is the span of years, `before` and `after` are what stands around it in the sentence."""
    if _is_something_else(before, said, after):
        return False
    alone = not _BETWEEN.sub("", before).strip(" -:*\u00b7") and _NOTHING_MORE.fullmatch(after) is not None
    if alone or (_OPEN.search(said) and (not before.strip(" -*\u00b7") or _ASKED.search(before))):
        return True
    if before.strip(" *") in ("", "-") and before != " " and _OF_WORK.match(after):
        return True  # "- Two years in charge of a shop"
    if before.endswith("(") and after.startswith(")") and _RANGE.search(said) and not _TERM.search(before):
        return True  # "Senior (5+ years)"
    return bool(_EXPERIENCE.search(f"{before[-50:]} | {after}") or (_OPEN.search(said) and _IN.match(after)))


def _is_something_else(before: str, said: str, after: str) -> bool:
    """An age, a contract's length, a licence, or the firm's own history."""
    if _NOT_WORKED.match(after) or _AGED.search(before) or _LICENCE.search(before) or _LICENCE.match(after):
        return True
    if _OPENING.match(before) and _THEN_A_NAME.match(after):
        return True  # "With over 40 years of experience, Acme is"
    if _HISTORY.search(f"{before} {said}") and not _ASKED.search(before):
        return True
    return bool(_HISTORY.match(after.lstrip()) or _TOGETHER.match(after))
