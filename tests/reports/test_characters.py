import logging

from reports.characters import replacements, report
from targets.declaration import DepartmentDocument
from tests.reports.samples import UNIT, declaration, department, indicator

KNOWN = frozenset("甲乙 <>abc")


def test_known_characters_need_no_replacement():
    assert replacements("甲乙\n\tabc\r", KNOWN) == {}


def test_a_character_without_a_face_prints_as_a_visible_mark():
    assert replacements("甲≒", KNOWN) == {0x2252: "〓"}


def test_controls_and_lone_surrogates_print_as_visible_marks():
    assert set(replacements("\x00\x1f\ud800\ufffe", KNOWN).values()) == {"〓"}


def test_line_breaks_of_other_programs_break_lines():
    assert set(replacements("\v\f\u2028\u2029\x85", KNOWN).values()) == {"\n"}


def test_direction_marks_and_selectors_cannot_turn_an_amount_around():
    assert set(replacements("\u202e\u2066\u200b\ufeff\ufe0f\U000e0101", KNOWN).values()) == {""}


def test_a_warning_names_character_code_and_place(caplog):
    declared = declaration(purpose="约≒", indicators=(indicator(), indicator(name="≒名")))
    with caplog.at_level(logging.WARNING):
        report({0x2252: "〓"}, declared)
    (line,) = [record.getMessage() for record in caplog.records]
    assert "U+2252" in line
    assert "13060525P003981100040 purpose" in line
    assert "13060525P003981100040 indicators[2].name" in line


def test_a_document_names_the_project_or_else_the_unit(caplog):
    document = DepartmentDocument(
        year=2025, unit=UNIT, target=department(lead="≒"), projects=(declaration(), declaration(code="X2", name="≒"))
    )
    report({0x2252: "〓"}, document)
    assert caplog.messages[0].endswith("X2 name, 326001 target.lead")


def test_many_places_are_counted_not_listed(caplog):
    report({0x2252: "〓"}, declaration(goals=("≒",) * 9))
    assert caplog.messages[0].endswith("goals[5] and 4 more")
