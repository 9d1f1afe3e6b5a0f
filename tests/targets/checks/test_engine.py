"""Running rules: which apply, in what order, and what happens when one fails."""

import logging

import pytest

from targets.checks import engine
from targets.checks.engine import Context, Dimension, Rule, Said, Severity, check, rule, rules
from targets.checks.settings import RuleSettings
from targets.declaration import Declaration, Unit

TABLE = Declaration(year=2025, unit=Unit(code="326001", name="某局"), code="C", name="项目")


@pytest.fixture
def registry(monkeypatch):
    """No rules but the test's own."""
    monkeypatch.setattr(engine, "_registry", {})
    monkeypatch.setattr(engine, "SUBJECTS", ())
    rules.cache_clear()
    yield
    rules.cache_clear()


def make(function, **more):
    told = {"title": function.__name__, "dimension": Dimension.COMPLETENESS, "authority": "财预〔2015〕88号"} | more
    return rule(**({"id": function.__name__, "severity": Severity.WARNING} | told))(function)


def speaks(path, doc="说明。"):
    def speak(declaration, context):
        yield Said(path, "有话要说。", value=declaration.name, suggestion="改")

    speak.__doc__ = doc
    speak.__name__ = "-".join(map(str, path)) or "whole"
    return speak


def test_a_finding_names_rule_place_value_and_suggestion(registry):
    make(speaks(("name",)))
    (finding,) = check(TABLE)
    assert (finding.rule, finding.path, finding.value, finding.suggestion) == ("name", ("name",), "项目", "改")


def test_errors_come_first_then_the_order_of_the_form(registry):
    for path in ((), ("indicators", 10), ("indicators", 9), ("goals", 0), ("code",)):
        make(speaks(path))
    make(speaks(("indicators", 99)), severity=Severity.ERROR)
    assert [finding.path for finding in check(TABLE)] == [
        ("indicators", 99),
        ("code",),
        ("goals", 0),
        ("indicators", 9),
        ("indicators", 10),
        (),
    ]


def test_a_rule_that_fails_becomes_a_finding_and_a_log_entry(registry, caplog):
    def broken(declaration, context):
        """说明。"""
        yield from ()
        raise RuntimeError("oh")

    make(broken, title="坏规则")
    make(speaks(("name",)))
    with caplog.at_level(logging.ERROR):
        findings = check(TABLE)
    assert {finding.rule for finding in findings} == {"broken", "name"}
    assert "坏规则" in next(finding.message for finding in findings if finding.rule == "broken")
    assert "Rule broken failed on 'C'" in caplog.text


def test_settings_switch_rules_off_and_on(registry):
    make(speaks(("name",)))
    make(speaks(("code",)), default=False)

    def applied(**settings):
        return {finding.rule for finding in check(TABLE, Context(settings=RuleSettings(**settings)))}

    assert applied() == {"name"}
    assert applied(off={"name"}) == set()
    assert applied(on={"code"}) == {"name", "code"}
    assert applied(on={"code"}, off={"code"}) == {"name"}


def test_two_rules_of_one_name_are_refused(registry):
    make(speaks(("name",)))
    with pytest.raises(ValueError, match="two rules"):
        make(speaks(("name",)))


def test_a_rule_without_an_explanation_is_refused(registry):
    with pytest.raises(ValueError, match="docstring"):
        make(speaks(("name",), doc=""))


def test_every_rule_explains_itself_in_chinese():
    for each in rules():
        assert isinstance(each, Rule)
        assert "。" in each.help
        assert each.authority
        assert each.title


def test_help_is_whole_paragraphs_however_the_code_wraps_it(registry):
    make(speaks(("name",), doc="第一段，\n        接着说。\n\n        第二段。"))
    assert rules()[0].help == "第一段，接着说。\n\n第二段。"
