"""Read our JSON (``docs/declaration.md``): a document, one project table, one department target, or a list of these."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from indicators.target_value import TargetValue
from targets.declaration import Declaration, DepartmentDeclaration, DepartmentDocument
from targets.readers import DocumentError, Problem, Reading, shorten

_Document = Declaration | DepartmentDeclaration | DepartmentDocument
_FILE: TypeAdapter[list[_Document]] = TypeAdapter(list[Annotated[_Document, Field(discriminator="format")]])
_CONTROL = re.compile(r"(?<!\\)(?:\\\\)*\\u00[01][0-9a-f]")

_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*(?:[\[\]{]|\Z))")

_MOST = 100
"""Problems that are told; more of a file that was not written by us help nobody."""

_SAYINGS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这样的项，请删去",
    "string_type": "应为文字（加引号）",
    "union_tag_not_found": "缺少 format，如 perfbudget/declaration/1",
    "union_tag_invalid": "format 不是 perfbudget/declaration/1、perfbudget/department/1 或 perfbudget/document/1",
    "list_type": "应为数组",
    "tuple_type": "应为数组",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "dict_type": "应为对象",
}


def looks_like_json(data: bytes) -> bool:
    """Whether a file begins as a JSON object or a list of these does; a text may begin with a bracket, too."""
    return _BEGINS.match(data) is not None


def read_json(data: bytes, *, year: int) -> Reading:
    """Read a JSON file as the declarations of ``year``.

    :raises DocumentError: when it is not of the published schema, or of another year; each Problem names the item.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    is_list = text.startswith(b"[")
    try:
        documents = _FILE.validate_json(text if is_list else b"[" + text + b"]")
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise DocumentError(_problem(each["type"], each["loc"][not is_list :]) for each in found[:_MOST]) from None
    except (ValueError, RecursionError):
        raise DocumentError([_problem("json_invalid", ())]) from None
    single = list(_flatten(documents))
    targets = [each for each in single if isinstance(each, DepartmentDeclaration)]
    projects = [each for each in single if isinstance(each, Declaration)]
    problems = [
        Problem(0, sentence=f"“{shorten(_title(each))}”中有控制字符，请删去")
        for each in single
        if _CONTROL.search(each.to_json())
    ]
    problems += [
        Problem(0, sentence=f"“{shorten(_title(each))}”的年度是 {each.year}，与所选的预算年度 {year} 不同")
        for each in single
        if each.year != year
    ]
    problems += _repeated(projects)
    if len(targets) > 1:
        problems.append(Problem(0, sentence=f"文件中有 {len(targets)} 份部门整体绩效目标，请分成几个文件导入"))
    if not targets and not projects:
        problems.append(Problem(0, sentence="文件中没有项目绩效目标表，也没有部门整体绩效目标"))
    if problems:
        raise DocumentError(problems[:_MOST])
    return Reading(target=targets[0] if targets else None, projects=tuple(map(_meant_anew, projects)), lines={})


def _flatten(documents: Iterable[_Document]) -> Iterator[Declaration | DepartmentDeclaration]:
    for document in documents:
        if isinstance(document, DepartmentDocument):
            if document.target:
                yield document.target
            yield from document.projects
        else:
            yield document


def _meant_anew(project: Declaration) -> Declaration:
    """What was typed counts: the meaning of the target values is read from it, whatever the file says of it."""
    rows = (row.model_copy(update={"value": TargetValue.parse(row.value.text)}) for row in project.indicators)
    return project.model_copy(update={"indicators": tuple(rows)})


def _repeated(projects: Iterable[Declaration]) -> Iterator[Problem]:
    seen: set[str] = set()
    for project in projects:
        if project.code in seen:
            yield Problem(0, sentence=f"项目编码 {shorten(project.code)} 在文件中出现多次")
        seen.add(project.code)


def _title(document: Declaration | DepartmentDeclaration) -> str:
    return document.name if isinstance(document, Declaration) else f"{document.unit.name}部门整体绩效目标"


def _problem(kind: str, path: tuple[int | str, ...]) -> Problem:
    if kind == "json_invalid":
        return Problem(0, sentence="文件不是完整的 JSON，请换用本系统导出的原文件")
    steps = (str(step + 1) if isinstance(step, int) else step for step in path)
    where = ".".join(step for step in steps if not step.startswith("perfbudget/"))  # which of the three it is
    return Problem(
        0, sentence=f"“{shorten(where) or '整个对象'}”：{_SAYINGS.get(kind, '值不符合格式（见 JSON 格式说明）')}"
    )
