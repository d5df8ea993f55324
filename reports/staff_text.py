"""What taking over a staff list would do, in a few sentences."""

from collections.abc import Iterator, Sequence

from rules.language import text
from rules.staff.plan import StaffPlan, counts
from rules.staff.sheets import StaffList

_COUNTED = ("new", "changed", "same", "doubtful")
_TAKEN = ("new", "changed", "same")


def preview(plan: StaffPlan, language: str, unit: str = "") -> str:
    """As in "412 người, 14 đơn vị: 380 mới, 30 có thay đổi"; the `unit` is named where the list is of one."""
    told = {**counts(plan), "counts": _counted(plan, _COUNTED, language)}
    if unit:
        return text("roster.preview_unit", language, unit=unit, **told)
    return text("roster.preview", language, **told)


def taken_over(plan: StaffPlan, language: str) -> str:
    """What has become of it."""
    return text("roster.taken_over", language, counts=_counted(plan, _TAKEN, language))


def _counted(plan: StaffPlan, keys: Sequence[str], language: str) -> str:
    """What there is none of is not spoken of."""
    told = counts(plan)
    some = [key for key in keys if told[key]] or keys[:1]
    return ", ".join(text(f"roster.counted.{key}", language, count=told[key]) for key in some)


def sentences(
    staff: StaffList, plan: StaffPlan, language: str, *, unit: str = "", end_missing: bool = False
) -> Iterator[str]:
    """The preview, and whatever else somebody should know before they agree."""
    yield preview(plan, language, unit)
    if plan.gone:
        key = "roster.gone_ended" if end_missing else "roster.gone_kept"
        yield text(key, language, count=len(plan.gone))
    if plan.doubtful:
        yield text("roster.left_out", language, count=len(plan.doubtful))
    if staff.ignored:
        yield text("import.unused_columns", language, columns=", ".join(staff.ignored))
    if staff.passed:
        yield text("roster.passed", language, sheets=", ".join(f"«{name}»" for name in staff.passed))
