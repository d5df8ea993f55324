"""How much is asked, and whether it was done."""

from dataclasses import dataclass

from rules.calendar import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Quota:
    """Posts and shares one person owes in a week and in a month; both at once."""

    week: int = 1
    month: int = 4

    def owed_in(self, period: Period) -> int:
        """What is asked in a period: by the month where it is made of months, by the week where of weeks."""
        if self._is_by_month(period):
            return self.month * _months_in(period)
        return self.week * max(1, (period.after - period.first).days // 7)

    def _is_by_month(self, period: Period) -> bool:
        return period.kind in (PeriodKind.MONTH, PeriodKind.QUARTER)

    def is_met(self, accepted: int, period: Period) -> bool:
        return accepted >= self.owed_in(period)


def _months_in(period: Period) -> int:
    years = period.after.year - period.first.year
    return years * 12 + period.after.month - period.first.month
