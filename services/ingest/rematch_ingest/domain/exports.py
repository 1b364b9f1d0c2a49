"""All that is held about a person, for the person."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rematch_ingest.domain.cvs import Draft
from rematch_ingest.domain.people import Person, shown

# What others hold under the same ids: they learn it from topics, and forget it at an erasure.
ELSEWHERE: tuple[dict[str, Any], ...] = (
    {
        "store": "candidate-profiles",
        "holds": "the record under `published`, read by embed and by programs of the tenant",
    },
    {
        "store": "embed",
        "holds": "vectors of texts, under hashes of the texts",
    },
    {
        "store": "match",
        "holds": "the published record, its vectors, matches with their reasons, reactions to them, and an audit "
        "and what was shown, both under a pseudonym",
        "see": (
            "GET /v1/candidates/{id}/matches",
            "GET /v1/candidates/{id}/matches?status=rejected",
            "GET /v1/candidates/{id}/matches/{match_id}",
            "GET /v1/applications?candidate={id}",
        ),
        "how": "of match, page by page with `next` as `cursor`. A reaction shows as its match's `status`; each by "
        "itself is on the topic match-feedback, and no request lists them",
    },
    {
        "store": "fairness",
        "holds": "sex and race or ethnicity, where the person has told them for audits of fairness, and nothing else; "
        "no service can read it",
        "how": "whoever runs the audits answers, with `rematch audit attributes show`",
    },
    {
        "store": "notify",
        "holds": "subscriptions that are theirs, which matches were told to whom, and when",
        "see": ("GET /v1/candidates/{id}/deliveries", "GET /v1/subscriptions?subscriber=candidate:{id}"),
        "how": "of notify; addresses are shown masked",
    },
)


class Dated(Protocol):
    @property
    def version(self) -> int: ...

    @property
    def at(self) -> Any: ...

    @property
    def changed(self) -> tuple[str, ...]: ...


def exported(person: Person, revisions: Sequence[Dated], draft: Draft | None, file: bytes | None) -> dict[str, Any]:
    withdrawn = person.withdrawn_at
    return {
        "tenant_id": person.facts.tenant_id,
        "candidate": shown(person),
        "published": person.facts.model_dump(mode="json", exclude_none=True),
        "consent": {
            "automated_matching": person.facts.automated_matching,
            "withdrawn_at": withdrawn.isoformat() if withdrawn else None,
        },
        "versions": [{"version": r.version, "at": r.at.isoformat(), "changed": list(r.changed)} for r in revisions],
        "cv": {**draft.shown(), "content_base64": base64.b64encode(file or b"").decode()} if draft else None,
        "elsewhere": [_elsewhere(one, person.facts.candidate_id) for one in ELSEWHERE],
    }


def _elsewhere(store: Mapping[str, Any], candidate_id: str) -> dict[str, Any]:
    """With the requests that give it."""
    see = [request.replace("{id}", candidate_id) for request in store.get("see", ())]
    return {**store, "see": see}
