"""Programs that answer once: what is on standard output is the answer and nothing else, and the exit code tells why."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest
import structlog
from pydantic import BaseModel

from rematch_common.answering import Usage, as_line, document, main_of, run
from rematch_common.errors import DependencyAway
from rematch_common.record_files import BadFile


class Refused(Exception):
    pass


def answer(arguments: Sequence[str]) -> Iterator[bytes]:
    match arguments:
        case ["twice", word]:
            yield document({"word": word})
            yield document({"word": word})
        case ["file"]:
            raise BadFile("a.jsonl, line 2 is not JSON")
        case ["away"]:
            raise DependencyAway("postgres", "refused")
        case ["refused"]:
            raise Refused("the gate is shut")
        case ["interrupted"]:
            raise KeyboardInterrupt
        case ["broken"]:
            raise ZeroDivisionError
        case _:
            raise Usage("twice WORD | file")


@pytest.mark.parametrize(
    ("words", "code", "answered", "said"),
    [
        (["twice", "é"], 0, '{\n  "word": "é"\n}\n' * 2, ""),
        (["file"], 1, "", "a.jsonl, line 2 is not JSON\n"),
        (["away"], 1, "", "postgres is away: refused\n"),
        (["refused"], 1, "", "the gate is shut\n"),
        (["twice"], 2, "", "usage: twice WORD | file\n"),
    ],
)
def test_an_answer_or_one_sentence(
    words: list[str], code: int, answered: str, said: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main_of(answer, Refused)(words) == code
    out, err = capfdbinary.readouterr()
    assert (out.decode(), err.decode()) == (answered, said)


def test_a_fault_of_the_program_is_not_taken_for_a_sentence() -> None:
    with pytest.raises(ZeroDivisionError):
        main_of(answer)(["broken"])
    with pytest.raises(Refused):
        main_of(answer)(["refused"])


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """A program sends what is logged elsewhere for as long as it lives; this one lives on."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("logging_as_it_was")
@pytest.mark.parametrize(("words", "code"), [(["file"], 1), (["interrupted"], 130), (["twice", "so"], 0)])
def test_it_ends_with_the_code(words: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["program", *words])
    with pytest.raises(SystemExit) as ended:
        run(main_of(answer))
    assert ended.value.code == code


def test_a_line_leaves_out_what_is_not_there() -> None:
    class Kept(BaseModel):
        name: str
        other: str | None = None

    assert as_line(Kept(name="a\nb")) == b'{"name":"a\\nb"}\n'


def test_what_is_logged_is_no_part_of_the_answer() -> None:
    program = (
        "from rematch_common.answering import document, main_of, run\n"
        "from rematch_common.logs import logger\n"
        "def answer(_):\n"
        "    logger('here').warning('odd', tenant='t')\n"
        "    yield document([1])\n"
        "run(main_of(answer))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == [1]
    assert "odd" in done.stderr
