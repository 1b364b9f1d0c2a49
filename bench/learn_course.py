"""A tenant that begins with nothing, and learns from what its people make of what they are shown."""

from dataclasses import dataclass, field, replace

from bench.crowd import Crowd, Exam
from bench.harness import console
from rematch_match.adapters.lightgbm_trees import LightgbmTrees
from rematch_match.domain.learned.examples import Examples, examples_of
from rematch_match.domain.learned.model import Learned
from rematch_match.domain.learned.training import Taught, teach
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.sheets import weights_of
from rematch_match.domain.terms import Terms

EVERY = 2_000
PEOPLE, OPENINGS = 300, 60
WEIGHTS = weights_of(PROFILES["learned"], {})
TREES = LightgbmTrees()


@dataclass(frozen=True, slots=True)
class Look:
    """At one moment: true nDCG@10 of both, on openings that nobody has been shown."""

    reactions: int
    rematch: float
    learned: float
    said: str

    @property
    def gain(self) -> float:
        return self.learned / self.rematch - 1


@dataclass
class Course:
    """A tenant from cold start."""

    crowd: Crowd
    exam: Exam
    terms: Terms = field(default_factory=lambda: Terms(profile="learned"))
    parts: list[Examples] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    reactions: int = 0

    @classmethod
    def of(cls, population: str, seed: int) -> "Course":
        crowd = Crowd.of(population, population, PEOPLE, seed)
        return cls(crowd, Exam.of(crowd))

    def run(self, reactions: int) -> None:
        self.look("cold start")
        while self.reactions < reactions:
            due = self.reactions + EVERY
            while self.reactions < due:
                self._day()
            self.look(self._learn())

    def look(self, said: str) -> None:
        base = self.looks[0].rematch if self.looks else self.exam.ndcg(Terms())
        learned = self.exam.ndcg(self.terms)
        self.looks.append(Look(self.reactions, base, learned, said))
        console.print(f"{self.crowd.population}: {self.reactions:,} reactions, {said}: {base:.4f}, {learned:.4f}")

    def examples(self) -> Examples:
        return Examples.joined(self.parts)

    def _day(self) -> None:
        lessons = self.crowd.next_day(OPENINGS, self.terms)
        self.reactions += sum(len(one.actions) for one in lessons)
        self.parts.append(examples_of(lessons, WEIGHTS))

    def _learn(self) -> str:
        taught = teach(self.examples(), self.terms.learned, TREES)
        if not taught.passed:
            return "refused"
        self.terms = replace(self.terms, learned=learned_of(taught, len(self.looks)))
        return "promoted"


def learned_of(taught: Taught, number: int) -> Learned:
    assert taught.card.correction is not None
    return Learned(number, taught.card.correction, TREES.read(taught.text))
