"""What the words around a doubtful name (Go, R, Excel, PT) say about it: the skill, or something else."""

import re
from dataclasses import dataclass

_WINDOW = 90
_AFTER = re.compile(
    r"\s{0,2}(?:\(?(?:programming|language|lang\b|developers?\b|engineers?\b|engineering\b|scripting|codebase|"
    r"experience|"
    r"skills?\b|knowledge|background|certifi|expertise|proficiency|competency|fluency|licen[cs]e)|"
    r"\d{1,2}(?:\.\d+)*\b(?!:|%|\sof\b)|"
    r"(?:(?:is|are|would\sbe)\s(?:considered\s)?)?(?:required|essential|needed|preferred|desirable|helpful|useful|"
    r"an?\s(?:\w+\s)?(?:plus|must|advantage|asset|bonus)\b|part\sof|or\s(?:similar|equivalent)))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:(?:experience[d]?|expert(?:ise)?|confidence|practice|training|years|proficien\w+|knowledge|skill(?:s|ed)?|"
    r"fluen\w+|background|programming|command|familiar\w*|hands-on|confident|competent|grasp|understanding)\s"
    r"(?:with|in|of|using)|written in|coding in|built (?:in|with)|code in|services in|applications in|program in|"
    r"programming in|develop in|development in|fluent|conversational)\s"
    r"(?:(?:strong|good|modern|advanced|basic|written|spoken|the|using|both|microsoft|ms)\s)?$",
    re.IGNORECASE,
)
# A capital in the middle of a sentence makes a name of a word.
_NAMED = re.compile(r"(?:[a-z0-9+#][a-z0-9+#.)]*,?|[a-z]{2,}:|&)\s$|(?<=[a-z\s])[(/]$|(?<=[a-z])/$")
# Software is named like its maker: "join Snowflake", "at Oracle", "Snowflake Inc." speak of the employer.
_EMPLOYER_BEFORE = re.compile(
    r"(?:(?<!skilled )(?<!proficient )(?<!expert )(?<!good )(?<!great )(?<!experienced )(?<!adept )\bat|"
    r"\b[Jj]oin(?:ing)?|"
    r"(?:^|\n)About|(?:^|\n)Why|\b[Ww]elcome to|\bHere at|\b[Ww]ork for|\bcareers? with)\s$"
)
_EMPLOYER_AFTER = re.compile(
    r",?\s(?:Inc|LLC|Ltd|Limited|GmbH|Corp|Corporation|PLC|Group|Holdings|Recruitment|Recruiting|Staffing)\b"
    r"|\sis\s(?:hiring|looking|seeking|recruiting|growing|an equal)|['\u2019]s\s(?:mission|team|customers|"
    r"headquarters|HQ)"
)
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Rule:
    """For one written form: what makes it the skill beside the usual words (`only`: instead of them), what never."""

    before: re.Pattern[str] = _NEVER
    after: re.Pattern[str] = _NEVER
    never_before: re.Pattern[str] = _NEVER
    never_after: re.Pattern[str] = _NEVER
    only: bool = False
    beside: bool = True


def rule(before: str = "(?!)", after: str = "(?!)", never: tuple[str, str] = ("(?!)", "(?!)"), **how: bool) -> Rule:
    """A rule from the sources of its patterns."""
    return Rule(re.compile(before), re.compile(after), re.compile(never[0]), re.compile(never[1]), **how)


_NO_RULE = Rule()


def in_context(text: str, start: int, end: int, own: Rule | None = None) -> bool:
    """Whether the words around a doubtful name say that it is the skill."""
    its = own or _NO_RULE
    before = text[max(0, start - _WINDOW) : start]
    if its.before.search(before) is not None or its.after.match(text, end) is not None:
        return True
    if its.only:
        return False
    return _AFTER.match(text, end) is not None or _BEFORE.search(before) is not None


def is_named(text: str, start: int) -> bool:
    """Whether a capitalised word stands in the middle of a sentence."""
    return _NAMED.search(text, max(0, start - _WINDOW), start) is not None


def is_other(text: str, start: int, end: int, own: Rule) -> bool:
    """Whether the words around rule the skill out."""
    before = text[max(0, start - _WINDOW) : start]
    return own.never_after.match(text, end) is not None or own.never_before.search(before) is not None


def is_employer(text: str, start: int, end: int) -> bool:
    """Whether a name speaks of the company that makes the software."""
    before = text[max(0, start - 20) : start]
    return _EMPLOYER_AFTER.match(text, end) is not None or _EMPLOYER_BEFORE.search(before) is not None
