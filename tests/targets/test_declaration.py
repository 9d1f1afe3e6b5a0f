"""The Declaration as data: immutable, exact, and one JSON form."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema import ValidationError as SchemaError
from pydantic import ValidationError

from indicators.target_value import TargetValue
from targets.declaration import (
    Checkpoint,
    Declaration,
    DepartmentDeclaration,
    DepartmentDocument,
    Funds,
    Indicator,
    Unit,
    json_schema,
)
from tests.strategies import declarations, department_declarations, department_documents

PUBLISHED = Path(__file__).parents[2] / "docs" / "declaration.schema.json"
UNIT = Unit(code="326001", name="乡村振兴局")


def declaration(**fields: Any) -> Declaration:
    return Declaration(
        **{"year": 2025, "unit": UNIT, "code": "13060525P003981100040", "name": "社区工作经费", **fields}
    )


def full() -> Declaration:
    return declaration(
        number=1,
        purpose="提升社区功能，改善社区环境。",
        funds=Funds(fiscal=Decimal("120")),
        checkpoints=(Checkpoint(month=3, amount=Decimal("30")), Checkpoint(month=12)),
        goals=("保障社区工作正常运转",),
        indicators=(
            Indicator(
                level_one="产出指标", level_two="成本指标", name="单个成本", value=TargetValue.parse("≤10万元/个")
            ),
        ),
    )


def validate(text: str) -> None:
    Draft202012Validator(json.loads(PUBLISHED.read_text(encoding="utf-8"))).validate(json.loads(text))


def test_it_is_frozen_and_hashable():
    first = full()
    assert hash(first) == hash(full())
    with pytest.raises(ValidationError, match="frozen"):
        first.name = "改名"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        first.indicators[0].value.number = Decimal(5)  # type: ignore[misc]


def test_the_budget_sums_what_is_known():
    assert Funds().budget is None
    assert Funds(other=Decimal(0)).budget == 0
    assert Funds(fiscal=Decimal("0.10"), other=Decimal("0.20")).budget == Decimal("0.30")


@pytest.mark.parametrize("amount", [120.0, True, "1E5", "NaN", "", "12万", Decimal("NaN"), Decimal("Infinity")])
def test_it_refuses_an_amount_that_is_not_exact(amount):
    with pytest.raises(ValidationError):
        Funds(fiscal=amount)


@pytest.mark.parametrize("amount", ["1000000000000", "-1000000000000", "0.0000001", Decimal("1E+999999"), "9" * 5000])
def test_it_refuses_an_amount_out_of_bounds(amount):
    with pytest.raises(ValidationError):
        Funds(fiscal=amount)


@pytest.mark.parametrize("number", ["120", "120.0", "NaN", "1e2", "true"])
def test_json_amounts_are_never_numbers(number):
    with pytest.raises(ValidationError):
        Declaration.from_json(full().to_json().replace('"120.00"', number))


@pytest.mark.parametrize("amount", [120, "120", "120.0000000", Decimal("1.2E+2"), Decimal("120.00")])
def test_equal_amounts_are_equal_bytes(amount):
    funds = Funds(fiscal=amount)
    assert funds == Funds(fiscal=Decimal("120.00"))
    assert str(funds.fiscal) == "120.00"
    assert declaration(funds=funds).to_json() == declaration(funds=Funds(fiscal=Decimal(120))).to_json()


def test_a_negative_zero_is_a_zero():
    assert declaration(funds=Funds(fiscal=Decimal("-0"))).to_json() == declaration(funds=Funds(fiscal=0)).to_json()


def test_a_blank_amount_is_not_a_zero():
    assert declaration().to_json() != declaration(funds=Funds(other=Decimal(0))).to_json()


def test_the_canonical_json_is_sorted_compact_and_readable():
    value = '{"number":"10","operator":"≤","text":"≤10万元/个","unit":"万元/个","upper":null}'
    assert full().to_json() == (
        '{"checkpoints":[{"amount":"30.00","month":3},{"amount":null,"month":12}],"code":"13060525P003981100040",'
        '"format":"perfbudget/declaration/1","funds":{"fiscal":"120.00","other":null},"goals":["保障社区工作正常运转"],'
        f'"indicators":[{{"basis":"","description":"","level_one":"产出指标","level_two":"成本指标","name":"单个成本","value":{value}}}],'
        '"name":"社区工作经费","number":1,"purpose":"提升社区功能，改善社区环境。","unit":{"code":"326001","name":"乡村振兴局"},"year":2025}'
    )


@pytest.mark.parametrize(
    "change",
    [{"extra": 1}, {"format": "perfbudget/declaration/2"}, {"year": 25}, {"year": "二〇二五"}, {"goals": "一"}],
)
def test_it_refuses_json_of_another_form(change):
    with pytest.raises(ValidationError):
        Declaration.from_json(json.dumps(json.loads(full().to_json()) | change))


@pytest.mark.parametrize("kind", [DepartmentDeclaration, DepartmentDocument])
def test_one_document_is_not_taken_for_another(kind):
    with pytest.raises(ValidationError):
        kind.from_json(full().to_json())


@given(declarations())
def test_json_keeps_a_declaration(document):
    written = document.to_json()
    assert Declaration.from_json(written) == document
    assert Declaration.from_json(written.encode()).to_json() == written


@given(department_declarations())
def test_json_keeps_a_department_declaration(document):
    written = document.to_json()
    assert DepartmentDeclaration.from_json(written) == document
    assert DepartmentDeclaration.from_json(written).to_json() == written


@given(department_documents())
def test_json_keeps_a_department_document(document):
    written = document.to_json()
    assert DepartmentDocument.from_json(written) == document
    assert DepartmentDocument.from_json(written).to_json() == written


def test_the_published_schema_is_up_to_date():
    assert PUBLISHED.read_text(encoding="utf-8") == json_schema(), "run python -m targets.declaration"


def test_the_command_prints_the_published_schema():
    printed = subprocess.run([sys.executable, "-m", "targets.declaration"], capture_output=True, check=True)
    assert printed.stdout == PUBLISHED.read_bytes()


def test_the_published_schema_is_itself_valid():
    Draft202012Validator.check_schema(json.loads(PUBLISHED.read_text(encoding="utf-8")))


@given(declarations())
def test_every_declaration_is_of_the_published_schema(document):
    validate(document.to_json())


@given(department_documents(max_projects=2))
def test_every_document_is_of_the_published_schema(document):
    validate(document.to_json())
    if document.target:
        validate(document.target.to_json())


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ('"120.00"', "120.00"),
        ('"120.00"', '"1E5"'),
        ('"120.00"', '"12万"'),
        ('"number":"10"', '"number":10'),
        ('"year":2025', '"year":"2025"'),
        ('"code"', '"kode"'),
        ('"month":12', '"month":13'),
    ],
)
def test_the_published_schema_refuses_what_the_product_refuses(written, wrong):
    text = full().to_json()
    validate(text)
    with pytest.raises(SchemaError):
        validate(text.replace(written, wrong))


def test_the_example_in_the_documentation_is_a_declaration():
    page = PUBLISHED.with_name("declaration.md").read_text(encoding="utf-8")
    example = page.partition("```json\n")[2].partition("```")[0]
    validate(example)
    document = Declaration.from_json(example)
    assert [indicator.value for indicator in document.indicators] == [TargetValue.parse("≤10万元/个")]
    assert json.loads(document.to_json()) == json.loads(example)
