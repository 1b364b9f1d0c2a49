"""What a job ad or a CV says: clean text, skills, titles. Pure functions."""

from rematch_jobtext.clean import clean_text
from rematch_jobtext.contacts import mask_contacts
from rematch_jobtext.content import content_hash
from rematch_jobtext.skills import FoundSkill, canonical_skill, find_skills, slug
from rematch_jobtext.titles import seniority, title_core

__all__ = [
    "FoundSkill",
    "canonical_skill",
    "clean_text",
    "content_hash",
    "find_skills",
    "mask_contacts",
    "seniority",
    "slug",
    "title_core",
]
