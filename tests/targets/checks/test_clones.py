"""The index of a unit's goals finds what comparing each goal with each other would."""

from hypothesis import given
from hypothesis import strategies as st

from targets.checks import clones
from targets.checks.clones import Clone, ClonedGoals, core
from targets.checks.engine import Context
from targets.checks.settings import RuleSettings
from tests.targets.checks.tables import table

LONG = "通过发放经费，保障职工生活，保障单位正常运转"
GOALS = st.sampled_from(
    (
        LONG,
        f"{LONG}。",
        LONG.replace("保障职工", "保障好职工"),
        LONG.replace("单位", "社区"),
        f"{LONG}和开展工作",
        f"切实{LONG}",
        f"{LONG}5次",
        "保障运转",
        "",
    )
)
TABLES = st.lists(
    st.builds(
        lambda code, name, year, goals: table(code=code, name=name, year=year, goals=tuple(goals)),
        st.sampled_from(["", "A", "B", "C"]),
        st.sampled_from(["甲", "乙"]),
        st.sampled_from([2024, 2025]),
        st.lists(GOALS, max_size=3),
    ),
    max_size=5,
)


def plainly(goal, of, tables, settings):
    """What is found by looking through all goals of all other tables."""
    said = core(goal)
    others = [each for each in tables if each.year == of.year and not is_same(each, of)]
    theirs = [(core(text), each.name) for each in others for text in each.goals]
    theirs = [(text, name) for text, name in theirs if len(text) >= settings.clone_length]
    for text, name in theirs:
        if text == said:
            return Clone(True, name)
    for alike in (lambda text: text[:8] == said[:8], lambda text: text[-8:] == said[-8:]):
        for text, name in theirs:
            near = len(said) >= settings.clone_length and clones._digits(text) == clones._digits(said)
            if near and alike(text) and clones._likeness(said, text) >= settings.clone_share:
                return Clone(False, name)
    return None


def is_same(one, other):
    return one.code == other.code if one.code or other.code else one.name == other.name


@given(TABLES, st.sampled_from([4, 12, 25]))
def test_it_finds_the_same(tables, length):
    settings = RuleSettings(clone_length=length)
    known = ClonedGoals(Context(settings, tuple(tables)))
    for each in tables:
        for goal in each.goals:
            found, expected = known.find(goal, each), plainly(goal, each, tables, settings)
            assert found == expected


def test_one_index_serves_all_tables_of_a_unit():
    context = Context(others=(table(goals=(LONG,)),))
    assert context.once(ClonedGoals) is context.once(ClonedGoals)
    assert Context().once(ClonedGoals) is not context.once(ClonedGoals)


def test_four_times_as_many_tables_cost_four_times_as_much(monkeypatch):
    looked_at = []
    likeness = clones._likeness
    monkeypatch.setattr(clones, "_likeness", lambda one, other: looked_at.append(one) or likeness(one, other))

    def cost(number):
        looked_at.clear()
        unit = [table(code=f"C{each}", goals=(f"{LONG}{chr(0x4E00 + each)}东南西北中",)) for each in range(number)]
        known = ClonedGoals(Context(others=tuple(unit)))
        for each in unit:
            known.find(each.goals[0], each)
        return len(looked_at)

    assert 0 < cost(400) <= 4.2 * cost(100)
