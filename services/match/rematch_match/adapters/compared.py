"""Whose vectors are compared: those in the rows of openings and people, or those of the model that was switched to.

The rows hold what the ordinary topics bring, by whichever model. What a model brings that is being introduced lies
beside them, and one row says which of all is in force: switching is writing it. Columns named here take the place of
`model, vector` wherever somebody is scored.
"""

_IN_FORCE = "(SELECT m.model FROM model_in_force m)"


def job_vector(of: str = "jobs") -> str:
    return _columns(of, f"SELECT v.vector FROM job_vectors v WHERE v.job_id = {of}.job_id")


def candidate_vector(of: str = "candidates") -> str:
    own = f"v.tenant_id = {of}.tenant_id AND v.candidate_id = {of}.candidate_id"
    return _columns(of, f"SELECT v.vector FROM candidate_vectors v WHERE {own}")


def _columns(of: str, beside: str) -> str:
    """The row itself is asked first: once the ordinary topics bring that model, nothing need lie beside it."""
    model = f"coalesce({_IN_FORCE}, {of}.model)"
    vector = f"CASE WHEN {of}.model = {model} THEN {of}.vector ELSE ({beside} AND v.model = {model}) END"
    return f"{model} AS model, {vector} AS vector"
