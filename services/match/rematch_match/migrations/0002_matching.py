"""Everything that scoring needs to know of openings and people; vectors of several models; places in a person's list.

What was stored of openings and people before lacks what scoring needs now: it is forgotten, and match reads
its topics anew from the beginning when it starts (`read_anew`). Matches stay, so that their versions go on growing.
"""

from rematch_common.contracts import match_id_of
from rematch_common.migrate import run, tenant_policy

revision = "0002"
down_revision = "0001"

# While row-level security is forced, the owner sees no row either, and would change none.
SQL = """
CREATE TABLE read_anew (single boolean PRIMARY KEY DEFAULT true CHECK (single));
INSERT INTO read_anew SELECT true WHERE EXISTS (SELECT FROM jobs) OR EXISTS (SELECT FROM tenants);
TRUNCATE jobs, candidates, finished;
ALTER TABLE jobs DROP COLUMN required, DROP COLUMN preferred,
    ADD COLUMN facts jsonb NOT NULL,
    ADD COLUMN categories text[] NOT NULL DEFAULT '{}',
    ADD COLUMN title text NOT NULL DEFAULT '',
    ADD COLUMN company text NOT NULL DEFAULT '',
    ADD COLUMN body text NOT NULL DEFAULT '',
    ADD COLUMN posted_at timestamptz,
    ADD COLUMN own text[] NOT NULL DEFAULT '{}',
    ADD COLUMN reading bigint NOT NULL DEFAULT 0,
    ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', company), 'C')
        || setweight(to_tsvector('simple', immutable_words(skills)), 'B') || setweight(to_tsvector('simple', body), 'D')
    ) STORED;
CREATE INDEX jobs_by_own_skill ON jobs USING gin (own) WHERE alive;
CREATE INDEX jobs_by_reading ON jobs (reading) WHERE alive;
CREATE INDEX jobs_by_words ON jobs USING gin (words) WHERE alive;
CREATE INDEX jobs_newest ON jobs (coalesce(posted_at, TIMESTAMPTZ '1970-01-01 00:00:00Z') DESC, job_id DESC)
    WHERE alive;
DROP INDEX candidates_by_skill;
ALTER TABLE candidates
    ADD COLUMN facts jsonb NOT NULL,
    ADD COLUMN categories text[] NOT NULL DEFAULT '{}',
    ADD COLUMN floor bigint NOT NULL DEFAULT 0,
    ADD COLUMN told text[] NOT NULL DEFAULT '{}',
    ADD COLUMN reading bigint NOT NULL DEFAULT 0;
CREATE INDEX candidates_by_reading ON candidates (tenant_id, reading) WHERE alive;
CREATE INDEX candidates_alive ON candidates (tenant_id, candidate_id) INCLUDE (version, categories) WHERE alive;
CREATE TABLE probes (
    tenant_id text NOT NULL,
    skill text NOT NULL,
    spot bigint NOT NULL,
    candidate_id text NOT NULL,
    version bigint NOT NULL,
    categories text[] NOT NULL,
    PRIMARY KEY (tenant_id, skill, spot, candidate_id) INCLUDE (version, categories)
);
ALTER TABLE matches
    ADD COLUMN state text NOT NULL DEFAULT 'withdrawn' CHECK (state IN ('active', 'displaced', 'withdrawn')),
    ADD COLUMN reason text,
    ADD COLUMN told double precision,
    ADD COLUMN grade text,
    ADD COLUMN ages_at timestamptz,
    ADD COLUMN fixed jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN body jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN match_id uuid;
ALTER TABLE matches NO FORCE ROW LEVEL SECURITY;
UPDATE matches SET told = score, state = CASE WHEN active THEN 'active' ELSE state END;
DROP INDEX matches_of_job;
ALTER TABLE matches DROP COLUMN active;
CREATE INDEX matches_of_job ON matches (job_id) WHERE state <> 'withdrawn';
CREATE INDEX matches_in_force ON matches (tenant_id, candidate_id, score, job_id DESC) WHERE state = 'active';
CREATE INDEX matches_waiting ON matches (tenant_id, candidate_id, score DESC, job_id) WHERE state = 'displaced';
CREATE INDEX matches_of_person ON matches (tenant_id, candidate_id, score DESC) WHERE state <> 'withdrawn';
CREATE INDEX matches_ageing ON matches (ages_at) WHERE state = 'active' AND ages_at IS NOT NULL;
CREATE TABLE job_vectors (
    job_id uuid NOT NULL, model text NOT NULL, version bigint NOT NULL, vector bytea NOT NULL,
    PRIMARY KEY (job_id, model)
);
CREATE TABLE candidate_vectors (
    tenant_id text NOT NULL, candidate_id text NOT NULL, model text NOT NULL, version bigint NOT NULL,
    vector bytea NOT NULL, PRIMARY KEY (tenant_id, candidate_id, model)
);
CREATE TABLE introductions (label text PRIMARY KEY, model text NOT NULL);
CREATE TABLE model_in_force (
    single boolean PRIMARY KEY DEFAULT true CHECK (single), model text NOT NULL, switched_at timestamptz NOT NULL
);
CREATE TABLE aliases (job_id uuid PRIMARY KEY, into_job uuid NOT NULL, version bigint NOT NULL);
CREATE INDEX aliases_of ON aliases (into_job)
"""
# array_to_string is only stable, since it could meet types whose text depends on settings; of text[] it never does.
WORDS = """
CREATE FUNCTION immutable_words(text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT array_to_string($1, ' ') $$
"""
# Who has which skill, a row each, and all of it in the index. (Under row-level security a GIN index of the arrays is
# never used: their operators are not leakproof, so each row's tenant is checked first.) It follows `candidates` by a
# trigger, so that whoever writes a person writes this. `spot` spreads a skill's owners on a circle below 2**32.
SPOT_OF = """
CREATE FUNCTION spot_of(text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT ('x' || left(md5($1), 8))::bit(32)::bigint $$
"""
FILE_PROBES = """
CREATE FUNCTION file_probes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.alive THEN
        DELETE FROM probes WHERE tenant_id = OLD.tenant_id AND skill = ANY (OLD.skills)
            AND spot = spot_of(OLD.candidate_id) AND candidate_id = OLD.candidate_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.alive THEN
        INSERT INTO probes SELECT NEW.tenant_id, skill, spot_of(NEW.candidate_id), NEW.candidate_id, NEW.version,
            NEW.categories FROM (SELECT DISTINCT unnest(NEW.skills) AS skill) AS had;
    END IF;
    RETURN NULL;
END $$
"""
FOLLOWING = """
CREATE TRIGGER probes AFTER INSERT OR UPDATE OR DELETE ON candidates FOR EACH ROW EXECUTE FUNCTION file_probes()
"""
OF_TENANTS = ("candidate_vectors", "probes")
# The id of a pair is a version 5 UUID, which PostgreSQL can't make. In a column, not out of the body: under
# row-level security only leakproof operators reach an index.
UNNAMED = "SELECT tenant_id, candidate_id, job_id FROM matches WHERE match_id IS NULL LIMIT 10000"
NAME = """
UPDATE matches SET match_id = k.id FROM unnest(:tenants, :people, :jobs, :ids) AS k(tenant, person, job, id)
WHERE tenant_id = k.tenant AND candidate_id = k.person AND job_id = k.job
"""
NAMED = """
ALTER TABLE matches FORCE ROW LEVEL SECURITY;
ALTER TABLE matches ALTER COLUMN match_id SET NOT NULL;
CREATE INDEX matches_named ON matches (tenant_id, match_id)
"""


def name_pairs() -> None:
    """While row-level security is not forced."""
    from alembic import op
    from sqlalchemy import ARRAY, Text, Uuid, bindparam, text

    types = {"tenants": Text, "people": Text, "jobs": Uuid, "ids": Uuid}
    name = text(NAME).bindparams(*(bindparam(what, type_=ARRAY(type_)) for what, type_ in types.items()))
    while rows := op.get_bind().execute(text(UNNAMED)).all():
        tenants, people, jobs = (list(column) for column in zip(*rows, strict=True))
        ids = [match_id_of(*row) for row in rows]
        op.get_bind().execute(name, {"tenants": tenants, "people": people, "jobs": jobs, "ids": ids})


def upgrade() -> None:
    # Imported here, as `run` does; a function's body holds what `run` takes for the end of a statement.
    from alembic import op

    run(WORDS)
    run(SQL)
    name_pairs()
    run(NAMED)
    for statement in (SPOT_OF, FILE_PROBES, FOLLOWING):
        op.execute(statement)
    for table in OF_TENANTS:
        run(tenant_policy(table))
