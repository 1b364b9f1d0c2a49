"""What the texts say 42, a judge's word 58: the factors' own judgement until a verdict takes its place."""

from rematch_match.domain.factors.compressed_cosine import compressed_cosine
from rematch_match.domain.factors.judgement import judgement
from rematch_match.domain.profiles.profile import JUDGEMENT, Profile, Window
from rematch_match.domain.profiles.rematch import REMATCH

HYBRID = Profile(
    name="hybrid",
    version=1,
    factors=(
        ("semantic", 0.42, compressed_cosine),
        (JUDGEMENT, 0.58, judgement),
    ),
    gates=REMATCH.gates,
    window=Window(low=70.0, relaxed_by=15.0, few=3),
)
