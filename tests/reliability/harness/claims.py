"""What a process that is dead had claimed of the work that match gives out."""

from tests.reliability.harness.books import connected
from tests.reliability.harness.scale import SHORT, Scale
from tests.reliability.harness.system import System


async def run_out(system: System, scale: Scale) -> None:
    """Dated back, so that nobody waits for the minute that a claim holds: tests/contract does that with a clock.

    To be called while no process of match lives, since a claim of the living must hold. The long form waits.
    """
    if scale is SHORT:
        async with connected(system.database) as connection:
            await connection.execute("UPDATE match.verdict_wants SET claimed_at = claimed_at - interval '1 minute'")
