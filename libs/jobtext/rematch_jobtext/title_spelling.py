"""The words of a title, one spelling of each."""

import re

_LONGEST = 200
_ABBREVIATIONS = {
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "jnr": "junior",
    "mgr": "manager",
    "asst": "assistant",
    "engr": "engineer",
    "fullstack": "full stack",
}
_WORD = re.compile(r"\.?\w[\w+#]*(?:\.\w+)*")
_ONE_WORD = re.compile(r"\b(front|back) end\b")
# Only as the last word: "Dev Rel" and "Eng Lead" mean other words.
_LAST = ((re.compile(r"(?<=\S )eng$"), "engineer"), (re.compile(r"(?<!business )(?<=\S )dev$"), "developer"))


def plain_words(text: str) -> str:
    """The words in lower case, punctuation gone, abbreviations written out: "Sr. Front-End Dev" is senior frontend
    developer."""
    found = _WORD.findall(text.casefold().replace("-", " "))
    words = _ONE_WORD.sub(r"\1end", " ".join(_ABBREVIATIONS.get(word, word) for word in found))
    for pattern, written_out in _LAST:
        words = pattern.sub(written_out, words)
    return words[:_LONGEST].rstrip()
