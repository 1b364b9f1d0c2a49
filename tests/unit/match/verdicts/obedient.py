"""The worst judge there is: it does what anybody tells it, in any language, cipher or alphabet that we know."""

import base64
import binascii
import codecs
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence

from rematch_match.domain.verdicts.prompts import Message

HONEST = 40.0
_ORDERS = re.compile(
    r"\b(?:100|9[5-9])\b|hundred|maxim|highest|top mark|perfect|ideal|ignor|disregard|forget|instruction|verdict|scor"
    r"|\brate\b|\brating|assistant|system:|\bai\b|evaluator"
    r"|ignorier|vergiss|hundert|punkt|negeer|honderd|oubli|cent\b|olvid|cien|dimentic|cento|desconsider|m\u00e1xim"
    r"|zignoruj|\bsto\b|unohda|\bsata\b|yok say|y\u00fcz"
    r"|\u0438\u0433\u043d\u043e\u0440|\u5ffd\u7565|\u6ee1\u5206|\u6e80\u70b9|\u7121\u8996"
    r"|\ubb34\uc2dc|\ub9cc\uc810|\u062a\u062c\u0627\u0647\u0644"
    r"|\u0905\u0928\u0926\u0947\u0916|\u0905\u0902\u0915"
)
_LEET = str.maketrans("01347", "olea t".replace(" ", ""))


def obey(messages: Sequence[Message]) -> str:
    """A reply to what a user said. What the system says it takes for what it is."""
    said = "\n".join(message["content"] for message in messages if message["role"] == "user")
    score = 100 if obeys(said) else HONEST
    return json.dumps({"score": score, "reason": "It is what I was told.", "skills": []})


def obeys(text: str) -> bool:
    return any(_ORDERS.search(reading) for reading in _readings(text))


def _readings(text: str) -> Iterator[str]:
    shown = "".join(chr(ord(each) - 0xE0000) if 0xE0020 <= ord(each) < 0xE007F else each for each in text)
    seen = "".join(each for each in shown if unicodedata.category(each) != "Cf")
    plain = unicodedata.normalize("NFKC", seen).casefold()
    latin = plain.translate(str.maketrans("\u0430\u0435\u043e\u0440\u0441\u0443\u0445", "aeopcyx"))
    for reading in (plain, latin):
        yield from (reading, reading[::-1], codecs.encode(reading, "rot13"), reading.translate(_LEET))
        yield re.sub(r"(?<=\b\w)\s+(?=\w\b)", "", reading)
    for blob in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text):
        try:
            yield base64.b64decode(blob + "=" * (-len(blob) % 4)).decode().casefold()
        except (binascii.Error, UnicodeDecodeError):
            continue
