"""How a verdict that is stored takes part in what holds of its pair."""

from collections.abc import Sequence
from dataclasses import replace

from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Finding, judged
from rematch_match.domain.terms import Terms
from rematch_match.domain.verdicts.blending import blend_for, with_verdict
from rematch_match.domain.verdicts.given import Given, in_force
from rematch_match.domain.verdicts.question import question_of


def with_given(
    finding: Finding, job: JobFacts, person: CandidateFacts, given: Sequence[Given], terms: Terms
) -> Finding:
    """The finding with the verdict of the pair's present question, if one was given; what was said of another question
    says nothing any more. The factors' own judgement moves no score: it was made of it."""
    if finding.score is None or finding.score.apart is not None:
        return finding
    score = finding.score.whole
    found = in_force(given, question_of(job, person, score), terms.verdicts.prompt)
    if found is None or not found.judgement.by_model:
        return replace(finding, given=found)
    weighed = with_verdict(score, found.judgement.score, blend_for(job, terms))
    return replace(judged(finding.key, weighed, terms.least), given=found)
