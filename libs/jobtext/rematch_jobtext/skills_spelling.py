"""Other spellings of an alias that mean the same: British and American, "&" for "and", the plural."""

_AMERICAN = {
    "licence": "license", "licences": "licenses", "licenced": "licensed", "labour": "labor", "behaviour": "behavior",
    "behavioural": "behavioral", "colour": "color", "centre": "center", "centres": "centers", "centred": "centered",
    "programme": "program", "programmes": "programs", "modelling": "modeling", "labelling": "labeling",
    "counselling": "counseling", "organisation": "organization", "organisational": "organizational",
    "organising": "organizing", "organised": "organized", "optimisation": "optimization", "optimise": "optimize",
    "visualisation": "visualization", "virtualisation": "virtualization", "localisation": "localization",
    "internationalisation": "internationalization", "containerisation": "containerization",
    "containerised": "containerized", "immunisations": "immunizations", "sterilisation": "sterilization",
    "mobilisation": "mobilization", "catheterisation": "catheterization", "palletising": "palletizing",
    "prioritise": "prioritize", "prioritisation": "prioritization", "analysing": "analyzing", "analyse": "analyze",
    "paediatric": "pediatric", "paediatrics": "pediatrics", "haematology": "hematology", "anaesthesia": "anesthesia",
    "moulding": "molding", "mould": "mold", "tyre": "tire", "tyres": "tires", "theatre": "theater",
    "theatres": "theaters", "defence": "defense", "fibre": "fiber", "fulfilment": "fulfillment",
    "judgement": "judgment", "cataloguing": "cataloging", "draughting": "drafting", "analogue": "analog",
    "enrolment": "enrollment", "aluminium": "aluminum", "utilisation": "utilization", "specialised": "specialized",
}  # fmt: skip
_BRITISH = {american: british for british, american in _AMERICAN.items()}
_NO_PLURAL = ("s", "y", "ing", "x", "z", "+", "ed")


def spellings(alias: str, plural: bool) -> set[str]:
    """The other spellings of one alias; with `plural`, that of its last word too (where it has several)."""
    words = alias.split(" ")
    found = {" ".join(table.get(word, word) for word in words) for table in (_AMERICAN, _BRITISH)} | {alias}
    if "and" in words[1:-1]:
        found |= {form.replace(" and ", " & ") for form in found}
    if plural and len(words) > 1 and words[-1].isalpha() and words[-1].islower() and not words[-1].endswith(_NO_PLURAL):
        found |= {f"{form}s" for form in found}
    return found - {alias}
