"""What somebody reads about their own data."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.language import text
from rules.reviewing import is_rejection, own_words, usual
from rules.verdicts import (
    ACTIONS,
    AUDIT,
    COPY,
    LATE,
    LEADS_ON,
    ORIGINAL,
    PICTURE,
    SAME_FILE,
    SAME_POST,
    SENT_AGAIN,
    STATES,
)
from storage import Look, OwnData, OwnRole, OwnStay

LONGEST = 80
_ACTIONS = frozenset({"picture.seen", "names.seen", "names.sent", "roster.exported", "roster.seen"})
_ROLES = frozenset({"operator", "department_admin", "area_admin", "unit_admin", "chat_admin", "reviewer"})
_CODES = {
    "action": dict.fromkeys(ACTIONS, "action"),
    "source": dict.fromkeys(("link", "screenshot"), "own.source"),
    "state": dict.fromkeys(STATES, "own.is"),
    "reason": {
        **dict.fromkeys((LATE, "by_sender"), "own.because"),
        **dict.fromkeys((LEADS_ON, ORIGINAL, SAME_POST), "review.because"),
    },
}
_FOR_REVIEWERS = frozenset({PICTURE, COPY, SAME_FILE, AUDIT, SENT_AGAIN})


class OwnText:
    """Words in one language, with the times of one zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._language = language
        self._zone = zone

    def words(self, key: str, **values: object) -> str:
        return text(key, self._language, **values)

    def view(self, own: OwnData, months: int, now: datetime) -> str:
        """Everything that is kept, in plain words."""
        return "\n".join(self._view(own, months, now))

    def about(self, own: OwnData, months: int, now: datetime) -> list[str]:
        """The same without who has looked."""
        return list(self._about(own, months, now))

    def _view(self, own: OwnData, months: int, now: datetime) -> Iterator[str]:
        yield from self._about(own, months, now)
        yield from self._looks(own)

    def _about(self, own: OwnData, months: int, now: datetime) -> Iterator[str]:
        yield self.words("own.title")
        if own.person_id is None:
            yield self.words("own.nothing")
        else:
            yield self.words(
                "own.known" if not own.provisional else "own.known_by_account", name=self._short(own.name)
            )
            yield from (self._stay(stay) for stay in own.stays)
            if own.code:
                yield self.words("own.code", code=self._short(own.code))
            if own.has_phone:
                yield self.words("own.phone")
            yield self.words(
                "own.accounts", accounts=", ".join(self._short(each.name) for each in own.accounts)
            )
            if len(own.accounts) > 1:
                yield self.words("own.several")
            yield self._proof(own)
            if own.pictures and own.oldest_picture:
                yield self.words(
                    "own.pictures", count=own.pictures, day=_day(own.oldest_picture), months=months
                )
        yield from (self._role(role) for role in own.roles if role.until is None or role.until > now)
        yield from self._consents(own)

    def _short(self, name: str) -> str:
        return name[:LONGEST]

    def _stay(self, stay: OwnStay) -> str:
        key = "own.unit_until" if stay.until else "own.unit"
        position = f" ({self._short(stay.position)})" if stay.position else ""
        until = _day(stay.until) if stay.until else ""
        return self.words(
            key, unit=self._short(stay.unit), position=position, since=_day(stay.since), until=until
        )

    def _proof(self, own: OwnData) -> str:
        if not own.states or own.first_day is None:
            return self.words("own.no_proof")
        counts = ", ".join(
            self.words(f"own.state.{state}", count=own.states[state])
            for state in STATES
            if own.states.get(state)
        )
        return self.words("own.proof", counts=counts, since=_day(own.first_day))

    def _role(self, role: OwnRole) -> str:
        return self.words("own.role", role=self.role(role.role), unit=self._short(role.unit))

    def role(self, name: str) -> str:
        return self.words(f"own.roles.{name}") if name in _ROLES else ""

    def _consents(self, own: OwnData) -> Iterator[str]:
        latest = {one.purpose: one for one in own.consents}
        for one in latest.values():
            at = f"{one.at.astimezone(self._zone):%d/%m/%Y}"
            if one.purpose == "notice":
                yield self.words("own.told", at=at)
            elif one.purpose == "link":
                yield self.words("own.agreed" if one.answer else "own.objected", at=at)

    def _looks(self, own: OwnData) -> Iterator[str]:
        if own.person_id is None:
            return
        yield self.words("own.looks" if own.looks else "own.no_looks")
        yield from self.looks(own.looks)

    def looks(self, looks: Sequence[Look]) -> Iterator[str]:
        """The latest first; what somebody did over and over on one day is one line with its latest time."""
        alike: dict[tuple[object, ...], list[Look]] = {}
        for look in looks:
            day = look.at.astimezone(self._zone).date()
            alike.setdefault((day, self.what(look), look.unit, self.who(look)), []).append(look)
        for same in alike.values():
            key = "own.look_lines" if len(same) > 1 else "own.look_line"
            yield self.words(key, count=len(same), **self._look(same[0]))

    def _look(self, look: Look) -> dict[str, str]:
        """When, what, in which unit, by whom."""
        unit = f" – {self._short(look.unit)}" if look.unit else ""
        return {"at": self._at(look.at), "what": self.what(look), "unit": unit, "who": self.who(look)}

    def what(self, look: Look) -> str:
        return self.words(f"own.look.{look.action}" if look.action in _ACTIONS else "own.look.other")

    def of_proof(self, field: str, value: str) -> str:
        """A code of the ledger in words; what a reviewer typed stays as it is."""
        if field == "reason" and is_rejection(value):
            return self.words(f"review.reason.{usual(value)}") if usual(value) else own_words(value)
        if field == "reason" and value in _FOR_REVIEWERS:
            return self.words("own.because.waits")
        table = _CODES.get(field, {}).get(value)
        return self.words(f"{table}.{value}") if table else value

    def who(self, look: Look) -> str:
        """A display name where one is known, and the role."""
        role = self.role(look.role) or self.words("own.roles.somebody")
        return f"{self._short(look.by)} ({role})" if look.by else role

    def _at(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%H:%M %d/%m/%Y}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
