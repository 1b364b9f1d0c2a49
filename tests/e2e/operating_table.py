"""Every command of docs/operating.md, and how it is tried: `Run` against the embedded system, `Words` where it can't
run here, and why; then its words are held against the program's (or the Makefile's) own."""

from dataclasses import dataclass

CLUSTER, DOCKER = "needs a cluster", "needs a Docker engine"
LONG, ENDLESS = "takes minutes to hours, and has a test of its own", "goes on until it is told to stop"
NETWORK = "fetches packages"
PART = "the name of a command that other lines write out"
STOPPED = "needs services that are stopped: tests/reliability/test_restore.py and test_replay.py run it"
ELSEWHERE = "needs a database of somebody else: tests/integration/devstack/test_roles.py"
TESTED = "has a test of its own, with what it needs"


@dataclass(frozen=True)
class Run:
    """With these words in place of the command's own, where those stand for something. `code`: how it ends."""

    words: tuple[str, ...] = ()
    code: int = 0


@dataclass(frozen=True)
class Words:
    """Not run, and why."""

    why: str


BEFORE = frozenset({"rematch tenants create acme"})
"""What others need, and the text names among several."""

COMMANDS: dict[str, Run | Words] = {
    # -- run, in this order ----------------------------------------------------------------------------------------
    "rematch status": Run(),
    "rematch topics": Run(),
    "rematch dlq list": Run(),
    "rematch dlq show TOPIC": Run(("dlq", "show", "raw-jobs")),
    "rematch dlq redrive TOPIC": Run(("dlq", "redrive", "raw-jobs")),
    "rematch dlq purge TOPIC": Run(("dlq", "purge", "raw-jobs", "--yes")),
    "rematch dlq purge candidate-profiles": Run(("dlq", "purge", "candidate-profiles", "--yes")),
    "rematch tenants create acme": Run(),
    "rematch keys create --tenant acme": Run(),
    "rematch keys create --kind scraper": Run(),
    """rematch tenants set acme min_score=50 'platforms=["lever"]'""": Run(),
    """rematch tenants set acme 'verdicts={"top": 5, "usd_per_day": 2}'""": Run(),
    "rematch topics --tenant acme": Run(),
    "rematch tenants set acme own_topic=true": Run(),
    "rematch topics --introducing X": Run(("topics", "--introducing", "short")),
    "rematch model status": Run(),
    "rematch experiments report": Run(code=1),
    "rematch experiments list": Run(),
    "rematch quality report": Run(),
    "rematch audit fairness": Run(),
    "rematch tenants set acme scoring_profile=learned": Run(),
    "rematch learn": Run(),
    "rematch learn --tenant acme --dry-run": Run(),
    "rematch learn --again": Run(),
    "rematch learn status": Run(),
    "rematch learn rollback acme": Run(code=1),
    "rematch erasures list": Run(),
    "rematch erasures list --json": Run(),
    "rematch erasures replay": Run(),
    "rematch backup FILE": Run(("backup", "{folder}/rematch.dump")),
    "rematch restore FILE": Run(("restore", "{folder}/rematch.dump"), code=1),
    """rematch replay raw-jobs --from "2h ago" --to dedup --dry-run""": Run(),
    "rematch republish ingest": Run(),
    "rematch republish dedup": Run(),
    "rematch republish match": Run(),
    "rematch republish dedup TOPIC": Run(("republish", "dedup", "deduped-jobs")),
    "rematch index check": Run(),
    "rematch index rebuild": Run(),
    "rematch index status": Run(),
    "rematch doctor": Run(),
    "rematch doctor --stack": Run(code=1),
    """make size ARGS="--postings-per-day 1000000 --candidates 1000000\"""": Run(),
    # -- not run ---------------------------------------------------------------------------------------------------
    "rematch up": Words("is what all of these run against"),
    "rematch up --only console": Words("is another form of what all of these run against"),
    "rematch relearn": Words(STOPPED),
    "rematch replay TOPIC --from TIME --to SERVICE": Words(STOPPED),
    "rematch replay all --from TIME --to SERVICE": Words(STOPPED),
    "rematch replay all --from SINCE --to all": Words(STOPPED),
    "rematch replay all --from SINCE --to notify": Words(STOPPED),
    "rematch replay candidate-profiles --from SINCE --to embed": Words(STOPPED),
    "rematch replay candidate-profiles-bulk --from SINCE --to embed": Words(STOPPED),
    "rematch replay embedded-candidates --from SINCE --to match": Words(STOPPED),
    "rematch replay deduped-jobs --from beginning --to embed": Words(STOPPED),
    "rematch restore": Words(PART),
    "rematch backup": Words(PART),
    "rematch topics --tenant": Words(PART),
    "rematch users": Words(PART),
    "rematch dlq redrive TOPIC --again": Run(("dlq", "redrive", "raw-jobs", "--again")),
    "rematch publish": Words(PART),
    "rematch reembed": Words(PART),
    "rematch dlq redrive": Words(PART),
    "rematch model switch": Words(PART),
    "rematch explain match": Words(PART),
    "rematch candidates delete": Words(PART),
    "rematch roles": Words(PART),
    "rematch roles --url ADMIN_DSN": Words(ELSEWHERE),
    "rematch roles --url …": Words(ELSEWHERE),
    "rematch doctor --prod": Words(TESTED),
    "rematch schemas": Words(TESTED),
    "rematch users set rematch-ingest --password-file FILE": Words(TESTED),
    "rematch users set USER --password-file FILE": Words(TESTED),
    "rematch users list": Words(TESTED),
    "rematch topics --acls": Words(TESTED),
    "rematch topics --tenant acme --acls": Words(TESTED),
    "rematch tenants create|list|set|delete": Words(PART),
    "rematch subscriptions create|list|show|change|delete|test|resume": Words(PART),
    "rematch candidates add|list|show|patch|approve|consent|cv|export|delete": Words(PART),
    "rematch queue status|next|complete|fail|prioritise|run": Words(PART),
    "rematch categories list|put|delete": Words(PART),
    "rematch reembed --model X": Words(ENDLESS),
    "REMATCH_MAX_TOKENS=128 rematch reembed --model short": Words(ENDLESS),
    "rematch reembed --drop X": Words(TESTED),
    "rematch reembed --drop X --yes": Words(TESTED),
    "rematch model switch X": Words(TESTED),
    "make finetune": Words(NETWORK),
    "rematch eval match": Words(PART),
    "rematch finetune --trainer URL": Words(TESTED),
    "rematch finetune OUT --set DIR": Words(TESTED),
    "rematch finetune models/tuned-1 --set DIR": Words(TESTED),
    "rematch finetune models/tuned-1 --set DIR --feedback --trainer https://trainer.example/v1": Words(TESTED),
    "REMATCH_EMBED_PROVIDER=folder REMATCH_EMBED_MODEL=models/tuned-1 rematch reembed --model tuned-1": Words(ENDLESS),
    "rematch model switch tuned-1": Words(TESTED),
    "make bench NAME=finetune": Words(LONG),
    "rematch standin --fault garbage=0.2 --median 1.8 --p95 4": Words(ENDLESS),
    "rematch explain match TENANT CANDIDATE JOB": Words(TESTED),
    "rematch audit attributes show TENANT CANDIDATE": Words(TESTED),
    """rematch audit attributes import FILE --source "survey of May 2026\"""": Words(TESTED),
    "rematch collect --every 15m": Words(ENDLESS),
    "make size": Words(PART),
    "make setup": Words("has been run, or nothing here would"),
    "make run": Words(ENDLESS),
    "make compose": Words(DOCKER),
    "COMPOSE_PROFILES=full make compose": Words(DOCKER),
    "make images": Words(DOCKER),
    "make test-interop": Words(NETWORK),
    "make test-registry": Words(NETWORK),
    "make test-containers": Words(DOCKER),
    "make k8s": Words("writes into the checkout; a test says when that is stale"),
    "make k8s-check": Words(TESTED),
    "make dashboards": Words("writes into the checkout; a test says when that is stale"),
    "make rules-check": Words(TESTED),
    "make sbom": Words(NETWORK),
    "make audit": Words(NETWORK),
    "make apprise": Words(NETWORK),
    "make bedrock": Words(NETWORK),
    "make scraper": Words(NETWORK),
    "make test-ui": Words(LONG),
    "make screenshots": Words(LONG),
    "make test-reliability": Words(LONG),
    """make soak ARGS="--minutes 10\"""": Words(LONG),
    """make soak ARGS="--minutes 60\"""": Words(LONG),
    "make bench NAME=notify": Words(LONG),
    "make bench NAME=index": Words(LONG),
    "make bench NAME=hybrid": Words(LONG),
    "make bench NAME=hostile": Words(LONG),
    "make bench NAME=latency": Words(LONG),
    # -- of other programs ------------------------------------------------------------------------------------------
    "kubectl --namespace rematch delete job setup --ignore-not-found": Words(CLUSTER),
    "kubectl apply --kustomize deploy/k8s/overlays/prod": Words(CLUSTER),
    "kubectl --namespace rematch wait --for=condition=complete --timeout=15m job/setup": Words(CLUSTER),
    "kubectl --namespace rematch rollout status deployment --timeout=15m": Words(CLUSTER),
    "cp .env.example .env": Words("writes into the checkout"),
}
