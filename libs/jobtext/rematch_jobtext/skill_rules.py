"""The words with more than one meaning, read from skills_rules.tsv: what makes each the skill, and what never does."""

from functools import cache
from importlib import resources

from rematch_jobtext.skill_context import Rule, rule
from rematch_jobtext.skills_table import Alias, skill_table

_DEGREE = (
    r"(?i)\b(?:degree|bachelor\W?s?|master\W?s?|b\.?sc|m\.?sc|b\.?s\.?|m\.?s\.?|b\.?a\.?|ph\.?d|diploma"
    r"|graduate|gcses?|"
    r"a[- ]levels?|major)\b[^.;:\n]{0,80}$"
)
_SPOKEN = "spoken"
_COLUMNS = 6


def rule_of(alias: Alias) -> Rule | None:
    """The rule for an alias that counts in a context only: its own, else that of all spoken languages."""
    if alias.written is None:
        return None
    own = rules().get(alias.written)
    if own is None and skill_table().skills[alias.skill].kind == "spoken_language":
        return rules()[_SPOKEN]
    return own


def rule_of_skill(skill: str) -> Rule | None:
    """The rule for a skill however it is written: what is never it."""
    return rules().get(f"id:{skill}")


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its word, by "id:" and a skill, or "spoken"."""
    found: dict[str, Rule] = {}
    for line in (resources.files(__package__) / "skills_rules.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            columns = line.split("\t")
            word, flags, *patterns = columns + [""] * (_COLUMNS - len(columns))
            before, after, *never = (pattern.replace("{degree}", _DEGREE) or "(?!)" for pattern in patterns)
            found[word] = rule(before, after, (never[0], never[1]), only="only" in flags, beside="alone" not in flags)
    return found
