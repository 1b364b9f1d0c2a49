"""Who asks, and for whom."""

from typing import Annotated

from fastapi import Depends

from rematch_common.contracts.fields import Id
from rematch_common.http import requires
from rematch_common.keys import Principal

Reader = Annotated[Principal, Depends(requires("matches:read"))]
Writer = Annotated[Principal, Depends(requires("matches:write"))]
CandidateId = Id
