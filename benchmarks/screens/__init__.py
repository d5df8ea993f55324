"""Screenshots that are handed in again, and those that only look like it."""

from benchmarks.figures import Result
from benchmarks.options import Options


async def run(options: Options) -> Result:
    """Pictures and browser are loaded by those who ask for them."""
    from benchmarks.screens import measure

    return await measure.run(options)
