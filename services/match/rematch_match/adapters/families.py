"""Openings that were merged count as one: a family is what hangs together by aliases, whatever the chain."""

# A part of a WITH RECURSIVE. UNION ends it even if two openings should name each other for a moment.
FAMILY = """family(of, member) AS (
  SELECT j, j FROM ({of}) AS start(j)
  UNION
  SELECT family.of, near.job_id FROM family CROSS JOIN LATERAL (
    SELECT into_job AS job_id FROM aliases WHERE aliases.job_id = family.member
    UNION ALL SELECT job_id FROM aliases WHERE aliases.into_job = family.member) AS near)"""

# An opening that is published again is one of its own again.
SPLIT = "DELETE FROM aliases USING jobs WHERE jobs.job_id = ANY ($1) AND aliases.job_id = jobs.job_id AND jobs.alive"
MERGE = """
INSERT INTO aliases (job_id, into_job, version) SELECT job_id, merged_into, version FROM jobs
WHERE job_id = ANY ($1) AND NOT alive AND merged_into IS NOT NULL
ON CONFLICT (job_id) DO UPDATE SET into_job = excluded.into_job, version = excluded.version
WHERE excluded.version > aliases.version
"""

PAIRS_OF = """
SELECT tenant_id, candidate_id, job_id FROM matches WHERE state <> 'withdrawn' AND job_id = ANY ($1)
UNION SELECT found.* FROM unnest($2::text[], $3::text[]) AS k(t, c) CROSS JOIN LATERAL (
  SELECT tenant_id, candidate_id, job_id FROM matches
  WHERE tenant_id = k.t AND candidate_id = k.c AND state = 'active'
  UNION ALL SELECT tenant_id, candidate_id, job_id FROM matches
  WHERE tenant_id = k.t AND candidate_id = k.c AND state = 'displaced' OFFSET 0) AS found
"""
# Of openings that were merged away: what their people have with the opening that took over. Who was matched with one
# may fit the other; who has said no to one must not be offered the other, not even by somebody who is offering it now.
PAIRS_OF_MERGED = f"""
WITH RECURSIVE {FAMILY.format(of="SELECT unnest($1::uuid[])")}, elder AS (
  SELECT DISTINCT family.of, family.member FROM family JOIN jobs ON jobs.job_id = family.member AND jobs.alive)
SELECT tenant_id, candidate_id, elder.member AS job_id FROM elder
  JOIN matches ON matches.job_id = elder.of AND matches.state <> 'withdrawn'
UNION SELECT tenant_id, candidate_id, elder.member FROM elder JOIN family ON family.of = elder.of
  JOIN reactions ON reactions.job_id = family.member AND reactions.status = 'rejected'
"""
