"""A whole document checked: what each table sees, where its findings are, and how they leave the product."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from targets.checks import engine
from targets.checks.documents import YearUnknownError, check_reading, dated
from targets.checks.engine import Dimension, Said, Severity, rule, rules
from targets.checks.places import label
from targets.checks.reporting import FileReport, file_text, printable, summary_text, to_json, to_sarif
from targets.checks.settings import RuleSettings
from targets.declaration import Declaration, DepartmentDeclaration
from targets.readers import Problem, Reading
from tests.strategies import declarations, department_declarations, department_documents

DEFAULTS = RuleSettings()


def add(function, **more):
    told = {"title": "甲", "severity": Severity.WARNING, "dimension": Dimension.RELEVANCE, "authority": "填报规范"}
    rule(**({"id": function.__name__} | told | more))(function)
    rules.cache_clear()


def checked(reading, file="文件.txt"):
    return FileReport(file, 2025, found=check_reading(reading, DEFAULTS))


def findings_of(reading):
    return [located for table in check_reading(reading, DEFAULTS).tables for located in table.findings]


# -- what each table sees --------------------------------------------------------------------------------------------


def test_each_table_sees_all_tables_part_one_and_the_months(invented, seed_reading):
    seen = []

    def look(declaration, context):
        """看。"""
        seen.append((declaration, context))
        return ()

    add(look)
    check_reading(seed_reading, RuleSettings(flat_share="0.5"), (3, 6))
    assert [declaration for declaration, _ in seen] == list(seed_reading.projects)
    for _, context in seen:
        assert context.others == seed_reading.projects
        assert context.months == (3, 6)
        assert context.department is seed_reading.target
        assert context.settings.flat_share * 2 == 1


def test_part_one_is_checked_beside_all_tables(invented, seed_reading):
    def look(department, context):
        """看。"""
        yield Said(("items", 2, "indicators"), f"共 {len(context.others)} 张表。")

    add(look, of=DepartmentDeclaration)
    part_one = check_reading(seed_reading, DEFAULTS).tables[0]
    (found,) = part_one.findings
    assert (part_one.title, found.finding.message) == ("第一部分 部门整体绩效目标", "共 6 张表。")
    assert found.place.startswith("分项绩效目标 › 进一步加强社区城镇社区建设")
    assert found.place.endswith(" › 绩效指标")
    assert found.line == seed_reading.lines["target", "items", 2]


def test_a_file_without_part_one_has_only_its_tables(invented, seed_reading):
    found = check_reading(replace(seed_reading, target=None), DEFAULTS)
    assert [table.title for table in found.tables][:2] == ["1.社区党组织服务群众专项经费", "2.社区工作经费"]


def test_findings_keep_their_place_and_the_nearest_known_line(invented, seed_reading):
    quantity, satisfaction = findings_of(seed_reading)[1:]
    assert quantity.place.startswith("产出指标 › 数量指标 › ")
    assert satisfaction.place == "满意度指标 › 服务对象满意度指标 › 工作人员满意度 › 指标值"
    assert satisfaction.line == seed_reading.lines["projects", 3, "indicators", 5]
    bare = Reading(seed_reading.target, seed_reading.projects, {("projects", 3): 312})
    assert [located.line for located in findings_of(bare)] == [0, 312, 312]


@given(department_documents())
def test_any_document_can_be_checked_and_reported(document):
    report = checked(Reading(document.target, document.projects, {}), file="a\n\x1b.txt")
    for text in (file_text(report), summary_text([report])):
        assert "\x1b" not in printable(text)
    for text in (to_json([report]), to_sarif([report])):
        assert json.loads(printable(text)) == json.loads(text)


# -- places in words -------------------------------------------------------------------------------------------------


def test_places_are_named_as_the_form_names_them(seed_reading):
    table, department = seed_reading.projects[0], seed_reading.target
    for declared, path, words in (
        (table, (), "整张表"),
        (table, ("code",), "项目编码"),
        (table, ("funds",), "预算规模"),
        (table, ("funds", "other"), "预算规模 › 其他资金"),
        (table, ("unit", "name"), "单位名称"),
        (table, ("checkpoints",), "资金支出计划"),
        (table, ("checkpoints", 2, "amount"), "资金支出计划 › 10月底"),
        (table, ("goals", 0), "绩效目标 › 第1条"),
        (table, ("indicators",), "绩效指标"),
        (table, ("indicators", 0), "产出指标 › 数量指标 › 社区数量"),
        (table, ("indicators", 0, "basis"), "产出指标 › 数量指标 › 社区数量 › 指标值确定依据"),
        (table, ("indicators", 0, "value", "unit"), "产出指标 › 数量指标 › 社区数量 › 指标值"),
        (table, ("indicators", 99, "value"), "绩效指标"),
        (table, ("nonsense", 1), "整张表"),
        (department, (), "整个第一部分"),
        (department, ("lead",), "总体绩效目标 › 总述"),
        (department, ("goals", 7), "总体绩效目标 › 第8条"),
        (department, ("safeguards", 0, "text"), "工作保障措施 › 提高政治站位 › 内容"),
    ):
        assert label(declared, path) == words


@given(declarations() | department_declarations())
def test_every_place_of_any_document_has_a_name(declared):
    rows = "indicators" if isinstance(declared, Declaration) else "items"
    paths = [
        (),
        (rows,),
        ("goals", 0),
        ("goals", -1),
        *((rows, place) for place in range(len(getattr(declared, rows)))),
    ]
    assert all(label(declared, path).strip() for path in paths)


# -- the year --------------------------------------------------------------------------------------------------------


def coded(reading, *codes):
    tables = (table.model_copy(update={"code": code}) for table, code in zip(reading.projects, codes, strict=False))
    return replace(reading, projects=tuple(tables))


def test_the_year_is_read_from_the_project_codes(seed_reading):
    reading = dated(coded(seed_reading, "13060526P003981100040", "short", "13060526P00398010004A"))
    assert {table.year for table in reading.projects} == {2026} == {reading.target.year}


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("13060525P003981100040", "13060524P003981100040"), "编码中有 2024、2025"),
        (("short", "130605ⅩⅩP003981100040", "130605２５P003981100040"), "没有 21 位的项目编码"),
        ((), "没有 21 位的项目编码"),
    ],
)
def test_codes_that_do_not_agree_on_a_year_ask_for_it(seed_reading, codes, words):
    with pytest.raises(YearUnknownError, match=words) as refusal:
        dated(coded(seed_reading, *codes))
    assert "--year 2025" in str(refusal.value)


# -- text ------------------------------------------------------------------------------------------------------------


def test_the_text_groups_findings_by_table(invented, seed_reading):
    assert file_text(checked(seed_reading)).splitlines() == [
        "文件.txt（2025年度）",
        "",
        "  2.社区工作经费（第 134 行起）",
        "    错误  预算规模 › 财政资金（第 147 行）",
        "          预算数为 60 万元。  [no-sixty]",
        "",
        "  4.乡村振兴社区管理事务经费（第 312 行起）",
        "    提醒  产出指标 › 数量指标 › 保障办公人数 › 指标值（第 356 行）",
        "          应为比例，此处为“≥95人”。",
        "          ≥95人 → ≥95%  [in-heads]",
        "    提醒  满意度指标 › 服务对象满意度指标 › 工作人员满意度 › 指标值（第 391 行）",
        "          应为比例，此处为“≥95人”。",
        "          ≥95人 → ≥95%  [in-heads]",
    ]


def test_the_text_of_a_file_without_findings_says_so(invented, seed_reading):
    assert "没有发现问题" in file_text(checked(coded(seed_reading, "C")))


def test_the_summary_has_a_row_a_file_and_the_sums(invented, seed_reading):
    broken = FileReport("broken.txt", problems=(Problem(3, "金额", "十"), Problem(9, "金额", "百")))
    assert summary_text([checked(seed_reading), broken, checked(seed_reading, "again.txt")]).splitlines() == [
        "文件            表    错误    提醒",
        "文件.txt         6       1       2",
        "broken.txt    无法读取：第 3 行：应为金额，实为“十”（共 2 处）",
        "again.txt        6       1       2",
        "合计            12       2       4",
    ]


def test_nothing_that_steers_a_terminal_is_printed(invented):
    assert printable("a\x1b[31m\r\x07\x9b\x7f\u202e\u200b\udcff\nb") == (
        "a\\u001b[31m\\r\\u0007\\u009b\\u007f\\u202e\\u200b\\udcff\nb"
    )
    assert printable("≥95% › 〇", encoding="gbk") == "≥95% \\u203a 〇"
    assert "\n伪造" not in file_text(FileReport("a\n伪造", problems=(Problem(1, found="x\n伪造"),)))


# -- JSON and SARIF --------------------------------------------------------------------------------------------------


def test_the_json_has_its_documented_keys(invented, seed_reading):
    broken = FileReport("broken.txt", problems=(Problem(0, sentence="空"), Problem(3, "金额", "十")))
    data = json.loads(to_json([checked(seed_reading), broken]))
    assert data["format"] == "perfbudget/findings/1"
    assert data["summary"] == {"files": 2, "unreadable": 1, "tables": 6, "errors": 1, "warnings": 2}
    first, second = data["files"]
    assert second == {
        "file": "broken.txt",
        "year": None,
        "problems": [
            {"line": None, "message": "整个文件：空"},
            {"line": 3, "message": "第 3 行：应为金额，实为“十”"},
        ],
        "tables": [],
    }
    part_one, *tables = first["tables"]
    assert (part_one["code"], part_one["number"], part_one["line"]) == (None, None, 1)
    assert {key: value for key, value in tables[1].items() if key != "findings"} == {
        "title": "2.社区工作经费",
        "number": 2,
        "code": "13060525P00398010004A",
        "line": 134,
    }
    assert tables[3]["findings"][1] == {
        "rule": "in-heads",
        "severity": "warning",
        "path": ["indicators", 5, "value"],
        "place": "满意度指标 › 服务对象满意度指标 › 工作人员满意度 › 指标值",
        "line": 391,
        "message": "应为比例，此处为“≥95人”。",
        "value": "≥95人",
        "suggestion": "≥95%",
    }


def test_the_sarif_has_the_shape_of_version_2_1_0(invented, seed_reading):
    broken = FileReport("坏 1.txt", problems=(Problem(0, sentence="空"), Problem(3, "金额", "十")))
    data = json.loads(to_sarif([checked(seed_reading, "夹/文件.txt"), broken]))
    assert data["version"] == "2.1.0"
    assert data["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = data["runs"]
    listed = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in listed] == ["in-heads", "no-sixty"]
    for each in listed:
        assert {"shortDescription", "fullDescription", "help"} <= each.keys()
        assert "依据：填报规范" in each["help"]["text"]
    assert listed[1]["defaultConfiguration"] == {"level": "error", "enabled": True}
    assert listed[1]["fullDescription"]["text"] == "预算不得为六十万元 {{规定}}。"  # braces would be placeholders
    assert [result["ruleId"] for result in run["results"]] == ["no-sixty", "in-heads", "in-heads"]
    for result in run["results"]:
        assert listed[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "%E5%A4%B9/%E6%96%87%E4%BB%B6.txt"
        assert location["physicalLocation"]["region"]["startLine"] >= 1
    last = run["results"][-1]
    assert last["message"]["text"] == "应为比例，此处为“≥95人”。建议改为“≥95%”。"
    assert last["locations"][0]["physicalLocation"]["region"] == {"startLine": 391}
    (place,) = last["locations"][0]["logicalLocations"]
    assert place["fullyQualifiedName"].startswith("4.乡村振兴社区管理事务经费 › 满意度指标 › ")
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    whole, line = invocation["toolExecutionNotifications"]
    assert whole["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "%E5%9D%8F%201.txt"}}
    assert line["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_an_absolute_file_is_a_file_uri_in_sarif(invented, seed_reading):
    result = json.loads(to_sarif([checked(seed_reading, "/a b/c.txt")]))["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///a%20b/c.txt"


def test_the_products_own_rules_can_all_be_listed():
    run = json.loads(to_sarif([]))["runs"][0]
    assert [each["id"] for each in run["tool"]["driver"]["rules"]] == [each.id for each in engine.rules()]
    assert run["invocations"][0]["executionSuccessful"] is True
