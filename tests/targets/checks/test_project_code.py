"""Project codes: every slip is found, and codes of other kinds are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.checks import project_code
from targets.checks.project_code import ALPHABET, check_character
from tests.strategies import declarations, texts
from tests.targets.checks.tables import assert_sound_findings, places, said, table

SEED = [
    "13060525P003981100040",
    "13060525P00398010004A",
    "13060525P00454210003Q",
    "13060525P00398010005X",
    "13060525P00465510001H",
    "13060525P004655100025",
]
CODE = SEED[0]


def wrong(code, **settings):
    return [finding for finding in said(project_code, table(code=code), **settings) if finding.rule.endswith("wrong")]


@pytest.mark.parametrize("code", SEED)
def test_the_seed_codes_hold(code):
    assert check_character(code) == code[-1]
    assert said(project_code, table(code=code), region="130605") == []


@pytest.mark.slow
@pytest.mark.parametrize("code", SEED)
def test_any_single_wrong_character_is_caught(code):
    for place, right in enumerate(code):
        for character in f"{ALPHABET}IOSVZaloｐ?-项 ":
            if character != right:
                spoilt = f"{code[:place]}{character}{code[place + 1 :]}"
                assert wrong(spoilt), spoilt


@pytest.mark.parametrize("code", SEED)
def test_any_swapped_neighbours_are_caught(code):
    for place in range(len(code) - 1):
        first, second = code[place : place + 2]
        if first != second:
            spoilt = f"{code[:place]}{second}{first}{code[place + 2 :]}"
            assert wrong(spoilt), spoilt


@pytest.mark.parametrize("code", SEED)
def test_a_character_too_few_or_too_many_is_caught(code):
    for place in range(len(code)):
        (finding,) = wrong(code[:place] + code[place + 1 :])
        assert "20位" in finding.message
        (finding,) = wrong(code[:place] + "0" + code[place:])
        assert "22位" in finding.message


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13060525p00398010004a", SEED[1]),
        ("１３０６０５２５Ｐ００３９８０１０００４Ａ", SEED[1]),
        ("13060525P 0039801 0004A", SEED[1]),
        ("13O60525POO398O1OOO4A", SEED[1]),
        ("I3060525P00398010004A", SEED[1]),
        ("l3060525P00398010004a", SEED[1]),
        ("13060S2SP00398010004A", SEED[1]),
    ],
)
def test_letters_typed_for_digits_are_put_right(typed, meant):
    (finding,) = wrong(typed)
    assert (finding.path, finding.value, finding.suggestion) == (("code",), typed, meant)


def test_a_digit_typed_wrong_has_no_single_correction():
    (finding,) = wrong("13060525P003981100041")
    assert finding.suggestion is None


def test_two_possible_corrections_are_none():
    (finding,) = wrong("13060525PLL00000L000L")  # …P1L000001000L and …PL100000L0001 both hold
    assert finding.suggestion is None


@pytest.mark.parametrize("code", ["C", "", "2025-001", "13060525R003981100041", "XM20250000000000000123", "P" * 40])
def test_codes_of_another_kind_are_left_alone(code):
    assert said(project_code, table(code=code), region="130605") == []


def test_settings_name_the_types_whose_codes_are_checked():
    assert wrong("13060525P003981100041", code_types=("R",)) == []
    assert wrong("13060525R003981100041", code_types=("R",))
    assert wrong("13060525P003981100041", code_types=()) == []


def test_it_finds_a_code_of_another_year():
    declared = table(code=CODE, year=2026)
    assert places(said(project_code, declared)) == [("project-code-year", ("code",))]
    assert said(project_code, table(code=CODE, year=2125)) == []


def test_it_finds_a_code_of_another_region_where_settings_name_one():
    assert said(project_code, table(code=CODE)) == []
    assert said(project_code, table(code=CODE), region="13") == []
    assert places(said(project_code, table(code=CODE), region="110105")) == [("project-code-region", ("code",))]


def test_it_finds_a_code_used_twice_in_a_year():
    other = table(name="社区工作经费", code=f" {CODE.lower()} ")
    (finding,) = said(project_code, table(), others=[table(code=SEED[1]), other, other])
    assert (finding.rule, finding.severity, finding.path) == ("project-code-duplicate", "error", ("code",))
    assert "社区工作经费" in finding.message


def test_the_same_code_in_another_year_or_no_code_is_no_duplicate():
    assert said(project_code, table(), others=[table(year=2024)]) == []
    assert said(project_code, table(code=" "), others=[table(code="")]) == []


def test_the_seed_codes_are_right_and_all_different(seed_reading):
    for project in seed_reading.projects:
        others = [other for other in seed_reading.projects if other is not project]
        assert said(project_code, project, others=others, region="130605") == []


@given(declarations(), texts(30) | st.sampled_from(SEED), declarations())
def test_findings_lead_to_places_that_exist(declaration, code, other):
    declared = declaration.model_copy(update={"code": code})
    assert_sound_findings(project_code, declaration, others=[declared, other])
    assert_sound_findings(project_code, declared, others=[declared, other])
