"""What a job ad or a CV says: clean text, titles, places, pay, years, skills. Pure functions."""

from rematch_jobtext.ad import read_ad
from rematch_jobtext.clean import clean_text
from rematch_jobtext.company import normal_company
from rematch_jobtext.contacts import mask_contacts
from rematch_jobtext.cv import read_cv
from rematch_jobtext.cv_evidence import Evidence, cv_evidence
from rematch_jobtext.dates import parse_date
from rematch_jobtext.distance import coordinates, gazetteer_has, namesake
from rematch_jobtext.employment import EmploymentType, employment_type, find_employment_type
from rematch_jobtext.experience import Experience, parse_experience
from rematch_jobtext.firm_talk import lines_perhaps_of_the_firm
from rematch_jobtext.location import Location
from rematch_jobtext.locations import Where, parse_location
from rematch_jobtext.money import PER_DOLLAR
from rematch_jobtext.occupation_words import stem
from rematch_jobtext.occupations import kin, near, near_ids, occupation, occupation_ids, occupation_name
from rematch_jobtext.pay_period import A_YEAR, Period
from rematch_jobtext.place_mentions import find_place
from rematch_jobtext.place_tokens import is_known
from rematch_jobtext.plain import folded, lines_of, words_of
from rematch_jobtext.requisitions import requisition_ids
from rematch_jobtext.salaries import Salary
from rematch_jobtext.salary_mentions import find_salary
from rematch_jobtext.skill_mentions import mentions
from rematch_jobtext.skill_names import Name, Names, name_of_words
from rematch_jobtext.skill_relations import adjacent, implied_by, is_licence, skill_family, skill_kind
from rematch_jobtext.skills import FoundSkill, canonical_skill, find_skills, slug
from rematch_jobtext.skills_table import skill_name
from rematch_jobtext.title_parts import TitleParts, title_parts
from rematch_jobtext.windows import any_in
from rematch_jobtext.work_talk import Said, about_the_work
from rematch_jobtext.workplace import Workplace, workplace_in, workplace_of
from rematch_jobtext.zones import zone_countries, zone_names

__all__ = [
    "A_YEAR",
    "PER_DOLLAR",
    "EmploymentType",
    "Evidence",
    "Experience",
    "FoundSkill",
    "Location",
    "Name",
    "Names",
    "Period",
    "Said",
    "Salary",
    "TitleParts",
    "Where",
    "Workplace",
    "about_the_work",
    "adjacent",
    "any_in",
    "canonical_skill",
    "clean_text",
    "coordinates",
    "cv_evidence",
    "employment_type",
    "find_employment_type",
    "find_place",
    "find_salary",
    "find_skills",
    "folded",
    "gazetteer_has",
    "implied_by",
    "is_known",
    "is_licence",
    "kin",
    "lines_of",
    "lines_perhaps_of_the_firm",
    "mask_contacts",
    "mentions",
    "name_of_words",
    "namesake",
    "near",
    "near_ids",
    "normal_company",
    "occupation",
    "occupation_ids",
    "occupation_name",
    "parse_date",
    "parse_experience",
    "parse_location",
    "read_ad",
    "read_cv",
    "requisition_ids",
    "skill_family",
    "skill_kind",
    "skill_name",
    "slug",
    "stem",
    "title_parts",
    "words_of",
    "workplace_in",
    "workplace_of",
    "zone_countries",
    "zone_names",
]
