"""Say once what of a tenant's settings can't be gone by."""

from collections.abc import Iterable

from rematch_common.contracts import TenantSettings
from rematch_common.logs import logger
from rematch_match.domain.terms import Terms, unusable_in

log = logger(__name__)


class Complaints:
    """Settings are read again with every change of anybody's: what was said of a version isn't said again."""

    def __init__(self) -> None:
        self._said: dict[str, int] = {}

    def about(self, chosen: Iterable[TenantSettings], otherwise: Terms) -> None:
        for settings in chosen:
            if self._said.get(settings.tenant_id) == settings.version:
                continue
            self._said[settings.tenant_id] = settings.version
            for field in unusable_in(settings, otherwise):
                log.warning(
                    "settings of a tenant can't be gone by: the deployment's hold instead",
                    tenant=settings.tenant_id,
                    field=field,
                    version=settings.version,
                )
