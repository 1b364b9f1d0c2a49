"""What somebody has said of two ads, carried out: their openings become one, or one becomes two."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from uuid import UUID

from rematch_dedup.domain.blocks import blocks_of
from rematch_dedup.domain.decision import opening_id
from rematch_dedup.domain.judgement import Thresholds, judge, kind_of
from rematch_dedup.domain.known import Known, Pair, Verdict
from rematch_dedup.domain.openings import by_age, merged, settle
from rematch_dedup.domain.types import Ad, AdKey, Change, Effect, Filing, Why
from rematch_dedup.domain.vetoes import VETOES

_SAID: dict[Verdict | None, int] = {"same": 1, None: 0, "different": -1}
_NOTHING = Effect((), ())


def carry_out(one: AdKey, other: AdKey, verdict: Verdict, known: Known, limits: Thresholds) -> Effect:
    """Both ads are known, with the openings that they are of. Let `known` know; what holds already changes nothing."""
    said = frozenset((one, other))
    known.verdicts[said] = verdict
    elder, *younger = by_age(known.openings[known.ads[key].job_id] for key in said)
    if (verdict == "same") != bool(younger):
        return _NOTHING
    return _Ruling(said, known, limits).effect([elder.job_id, *(opening.job_id for opening in younger)])


@dataclass(frozen=True, slots=True)
class _Ruling:
    """`newest`: the pair just spoken of, which counts more than any other."""

    newest: Pair
    known: Known
    limits: Thresholds

    def effect(self, job_ids: Sequence[UUID]) -> Effect:
        """`job_ids`: the elder first; its id is the one that stays."""
        ads = tuple(ad for job_id in job_ids for ad in self.known.members(job_id))
        parts = self._parts(ads, job_ids[0])
        placed = {self._id(part, job_ids[0]) if number else job_ids[0]: part for number, part in enumerate(parts)}
        after = {job_id: [self._moved(ad, job_id, part) for ad in part] for job_id, part in placed.items()}
        changed = tuple(ad for part in after.values() for ad in part if ad != self.known.ads[ad.key])
        changes = tuple(self._changes(job_ids, after))
        filed = tuple(_filings(after.values())) if len(parts) > 1 else ()
        for ad in changed:
            self.known.put(ad)
        self.known.apply(changes)
        for filing in filed:
            self.known.file(filing)
        return Effect(changed, changes, filed)

    def _parts(self, ads: Sequence[Ad], elder: UUID) -> list[Sequence[Ad]]:
        """The ads, parted until nobody has said of any two of a part that they differ; what began the elder comes
        first. A verdict that joins openings does not undo an earlier one that keeps two of their ads apart."""
        pairs = combinations(ads, 2)
        apart = next((pair for pair in pairs if self._said(*pair) == "different"), None)
        if apart is None:
            return [ads]
        one, other = apart
        first = next((ad for ad in ads if opening_id(ad.key) == elder), ads[0])
        swap = first is other or (first is not one and not self._nearer([first], one, other))
        stays, leaves = (other, one) if swap else (one, other)
        gone = self._going(ads, first, stays, leaves)
        staying = [ad for ad in ads if ad.key not in gone]
        going = [ad for ad in ads if ad.key in gone]
        return [*self._parts(staying, elder), *self._parts(going, elder)]

    def _going(self, ads: Sequence[Ad], first: Ad, stays: Ad, leaves: Ad) -> set[AdKey]:
        others = [ad for ad in ads if ad.key not in (stays.key, leaves.key)]
        gone = {leaves.key}
        for group in self._same(others):
            if first not in group and not self._nearer(group, stays, leaves):
                gone |= {ad.key for ad in group}
        return gone

    def _same(self, ads: Sequence[Ad]) -> list[list[Ad]]:
        """These, those together of which it was said that they are the same."""
        groups: list[list[Ad]] = []
        for ad in ads:
            tied = [group for group in groups if any(self._said(ad, member) == "same" for member in group)]
            groups = [group for group in groups if group not in tied]
            groups.append([*(member for group in tied for member in group), ad])
        return groups

    def _nearer(self, group: Sequence[Ad], one: Ad, other: Ad) -> bool:
        """Whether these belong to the one at least as much as to the other."""
        return max(self._likeness(ad, one) for ad in group) >= max(self._likeness(ad, other) for ad in group)

    def _likeness(self, ad: Ad, other: Ad) -> tuple[int, bool, bool, float, int]:
        found = judge(ad.facts, other.facts, frozenset(), self.limits)
        said = _SAID[self._said(ad, other)] * (2 if frozenset((ad.key, other.key)) == self.newest else 1)
        return said, found.veto is None, found.same, round(found.similarity, 3), found.support

    def _said(self, one: Ad, other: Ad) -> Verdict | None:
        return self.known.verdicts.get(frozenset((one.key, other.key)))

    def _id(self, part: Sequence[Ad], elder: UUID) -> UUID:
        """Of the opening that one of them began before, if there was one; else of that which the eldest begins."""
        ids = [opening_id(ad.key) for ad in part]
        return next((job_id for job_id in ids if job_id in self.known.openings and job_id != elder), ids[0])

    def _moved(self, ad: Ad, job_id: UUID, part: Sequence[Ad]) -> Ad:
        """The ad where it is now, and why it is there, where that has become another reason."""
        others = {member.key: member for member in part if member.key != ad.key}
        partner = next((others[key] for key in sorted(self.newest) if key in others), None)
        if partner is not None and ad.key in self.newest and ad.job_id != job_id:
            why = self._why(ad, partner, by_verdict=True)
        elif ad.why.like is None or ad.why.like in others:
            why = ad.why
        elif not others or opening_id(ad.key) == job_id:
            why = Why("verdict", evidence={"different_from": ":".join(ad.why.like)})
        else:
            # Not the one most like it: to find that among hundreds takes longer than others should wait.
            why = self._why(ad, partner or next(iter(others.values())), by_verdict=False)
        return replace(ad, job_id=job_id, why=why)

    def _why(self, ad: Ad, like: Ad, *, by_verdict: bool) -> Why:
        found = judge(ad.facts, like.facts, frozenset(), self.limits)
        objections = [name for name, veto in VETOES.items() if veto(ad.facts.portrait, like.facts.portrait)]
        checked = tuple(name for name in VETOES if name not in objections)
        evidence = dict(found.evidence) | ({"overruled": objections} if objections else {})
        if by_verdict or not found.same:
            return Why("verdict", "semantic", like.key, 1.0 if by_verdict else found.similarity, evidence, checked)
        kind = kind_of(ad.facts, like.facts, found, abs(ad.first_seen - like.last_seen), self.limits)
        return Why(found.stage, kind, like.key, found.similarity, evidence, checked)

    def _changes(self, job_ids: Sequence[UUID], after: Mapping[UUID, Sequence[Ad]]) -> Iterator[Change]:
        for job_id, ads in after.items():
            newest = max(ads, key=lambda ad: ad.last_seen)
            before = self.known.openings.get(job_id)
            yield settle(before, ads, newest.gone or "closed_at_source")
        for job_id in job_ids:
            if job_id not in after:
                yield merged(self.known.openings[job_id], job_ids[0])


def _filings(parts: Iterable[Sequence[Ad]]) -> Iterator[Filing]:
    """One ad of each text of an opening is to be found; the one that was may have gone with the others."""
    for part in parts:
        texts = {ad.facts.text_hash: ad for ad in reversed(part)}
        yield from (Filing(ad.key, blocks_of(ad.facts).filed) for ad in texts.values())
