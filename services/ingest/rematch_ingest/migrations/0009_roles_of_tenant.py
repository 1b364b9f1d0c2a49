"""Counts a tenant's roles without looking at its people."""

from rematch_common.migrate import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("CREATE INDEX preferred_roles_of_tenant ON preferred_roles (tenant_id, role)")
