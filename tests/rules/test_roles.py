import pytest

from rules.roles import Act, Role, may


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", [Act.HAND_IN, Act.WITHDRAW_OWN, Act.SEE_OWN])
def test_everybody_may_look_after_their_own_proof(role: Role, act: Act) -> None:
    assert may(role, act)


@pytest.mark.parametrize(
    ("role", "allowed"), [(Role.MEMBER, False), (Role.CHAT_ADMIN, True), (Role.OPERATOR, True)]
)
@pytest.mark.parametrize(
    "act",
    [
        Act.SEE_UNIT,
        Act.SEE_NAMES,
        Act.MANAGE_PAGES,
        Act.CHOOSE_FEATURED,
        Act.CHANGE_REMINDERS,
        Act.REMIND_NOW,
        Act.REVIEW,
    ],
)
def test_a_unit_belongs_to_those_who_answer_for_it(role: Role, allowed: bool, act: Act) -> None:
    assert may(role, act) is allowed


@pytest.mark.parametrize(
    ("role", "allowed"), [(Role.MEMBER, False), (Role.CHAT_ADMIN, False), (Role.OPERATOR, True)]
)
def test_only_operators_see_everything(role: Role, allowed: bool) -> None:
    assert may(role, Act.SEE_EVERYTHING) is allowed


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_every_question_has_an_answer(role: Role, act: Act) -> None:
    assert may(role, act) in {True, False}
