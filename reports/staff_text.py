"""What taking over a staff list would do, in a few sentences."""

from collections.abc import Iterator

from rules.language import text
from rules.staff.plan import StaffPlan, counts
from rules.staff.sheets import StaffList


def preview(plan: StaffPlan, language: str) -> str:
    """As in "412 người, 14 đơn vị: 380 mới, 30 đổi, …"."""
    return text("roster.preview", language, **counts(plan))


def sentences(
    staff: StaffList, plan: StaffPlan, language: str, *, end_missing: bool = False
) -> Iterator[str]:
    """The preview, and whatever else somebody should know before they agree."""
    yield preview(plan, language)
    if plan.gone:
        key = "roster.gone_ended" if end_missing else "roster.gone_kept"
        yield text(key, language, count=len(plan.gone))
    if plan.doubtful:
        yield text("roster.left_out", language, count=len(plan.doubtful))
    if staff.ignored:
        yield text("import.unused_columns", language, columns=", ".join(staff.ignored))
    if staff.passed:
        yield text("roster.passed", language, sheets=", ".join(f"«{name}»" for name in staff.passed))
