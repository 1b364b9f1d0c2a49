"""Older names of routes: the same question, the same answer."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

# In this order, since the first that fits a path answers it.
ALIASES = (
    ("POST", "/api/job-matches/candidates/{candidate_id}/generate", "/v1/candidates/{candidate_id}/generate"),
    ("POST", "/api/job-matches/generate-all", "/v1/matches/generate"),
    ("GET", "/api/job-matches/candidates/{candidate_id}", "/v1/candidates/{candidate_id}/matches"),
    (
        "GET",
        "/api/job-matches/candidates/{candidate_id}/matches/{match_id}",
        "/v1/candidates/{candidate_id}/matches/{match_id}",
    ),
    ("PATCH", "/api/job-matches/{match_id}/status", "/v1/matches/{match_id}/status"),
    ("GET", "/api/job-postings", "/v1/jobs"),
    ("GET", "/api/job-postings/search", "/v1/jobs/search"),
    ("GET", "/api/job-postings/stats", "/v1/jobs/stats"),
    ("GET", "/api/job-postings/{job_id}", "/v1/jobs/{job_id}"),
    ("GET", "/jobs/matched", "/v1/matched-jobs"),
)


def add(api: FastAPI, groups: Sequence[APIRouter]) -> None:
    routes = {
        (method, route.path): route
        for group in groups
        for route in group.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    for method, alias, path in ALIASES:
        route = routes[method, path]
        api.add_api_route(
            alias,
            route.endpoint,
            methods=[method],
            status_code=route.status_code,
            summary=f"Alias of {method} {path}",
            tags=["aliases"],
            responses=route.responses,
        )
