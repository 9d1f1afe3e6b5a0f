"""Part one of a unit's document (部门整体绩效目标): its parts, and text that stands there twice."""

import re
from collections.abc import Iterator

from targets.checks.clones import core
from targets.checks.engine import Context, Dimension, Path, Said, Severity, rule
from targets.checks.shapes import blank
from targets.declaration import DepartmentDeclaration, ItemisedGoal

_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!\n]*")
_LABEL = re.compile(r"(?:总体|分项)?绩效(?:目标|指标)\s*[:：]\s*")


@rule(
    id="department-part-empty",
    title="部门整体绩效目标缺少内容",
    severity=Severity.ERROR,
    dimension=Dimension.COMPLETENESS,
    authority="财预〔2015〕88号",
    of=DepartmentDeclaration,
)
def department_part_empty(declaration: DepartmentDeclaration, context: Context) -> Iterator[Said]:
    """部门整体绩效目标由总体绩效目标（总述和各条目标）、分项绩效目标、工作保障措施组成，缺一不可；缺少任何一部分，部门的职责、年度任务与保障就对不上。
    例如没有填写工作保障措施。请补充所缺的部分。
    """
    parts: dict[str, tuple[str, tuple[str, ...]]] = {
        "lead": ("总体绩效目标的总述", (declaration.lead,)),
        "goals": ("总体绩效目标", declaration.goals),
        "items": ("分项绩效目标", tuple(f"{each.title}{each.goal}{each.indicators}" for each in declaration.items)),
        "safeguards": ("工作保障措施", tuple(f"{each.title}{each.text}" for each in declaration.safeguards)),
    }
    for part, (label, texts) in parts.items():
        if all(map(blank, texts)):
            yield Said((part,), f"{label}没有填写。")


@rule(
    id="department-title-without-text",
    title="有标题没有内容",
    severity=Severity.WARNING,
    dimension=Dimension.COMPLETENESS,
    authority="填报规范",
    of=DepartmentDeclaration,
)
def department_title_without_text(declaration: DepartmentDeclaration, context: Context) -> Iterator[Said]:
    """每一项分项绩效目标应有绩效目标和绩效指标，每一项工作保障措施应有具体内容。只有标题而没有内容，等于只提了要求，没有说明做到什么程度、怎样做到。
    例如“加强社区精神文明创建”之下没有绩效指标。请补充内容，或者删去标题。
    """
    for row, item in enumerate(declaration.items):
        for field, label, text in (("goal", "绩效目标", item.goal), ("indicators", "绩效指标", item.indicators)):
            if not blank(item.title) and blank(text):
                yield Said(("items", row, field), f"分项绩效目标“{item.title}”没有填写{label}。")
    for row, safeguard in enumerate(declaration.safeguards):
        if not blank(safeguard.title) and blank(safeguard.text):
            yield Said(("safeguards", row, "text"), f"工作保障措施“{safeguard.title}”没有填写内容。")


@rule(
    id="department-text-cloned",
    title="部门整体绩效目标中的重复文字",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="财预〔2015〕88号",
    of=DepartmentDeclaration,
)
def department_text_cloned(declaration: DepartmentDeclaration, context: Context) -> Iterator[Said]:
    """同一句话不应在部门整体绩效目标中出现两次，多半是复制、粘贴时留下的。例如某一项的绩效指标末尾又写了一遍本项绩效目标的“通过提升社区功能，加强智慧化管理”。
    比较时不计标点和空格，过短的句子不作判断，整项相同的由另一条规则提示。请删去重复的句子，建议值即删去后的文字。
    """
    seen: set[str] = set()
    for path, text, goal in _texts(declaration):
        found = [sentence for sentence in _sentences(text) if _is_cloned(sentence, seen, goal, context)]
        seen.update(core(_LABEL.sub("", sentence)) for sentence in _sentences(text))
        if found:
            rest = text
            for sentence in found:
                rest = "".join(rest.rsplit(sentence, 1))
            said = _LABEL.sub("", found[0]).strip()
            yield Said(path, f"“{said.rstrip('。；;')}”与前文重复，请删去。", text, rest.strip() or None)


def _is_cloned(sentence: str, seen: set[str], goal: str, context: Context) -> bool:
    said = core(_LABEL.sub("", sentence))
    return len(said) >= context.settings.clone_length and (said in seen or said in goal)


@rule(
    id="department-stray-label",
    title="内容中混入了栏目名称",
    severity=Severity.WARNING,
    dimension=Dimension.COMPLETENESS,
    authority="填报规范",
    of=DepartmentDeclaration,
)
def department_stray_label(declaration: DepartmentDeclaration, context: Context) -> Iterator[Said]:
    """绩效目标、绩效指标各有自己的栏目，内容中再出现“绩效目标：”“绩效指标：”，说明两栏的文字粘贴在了一起，或者栏目名称被当作内容填入。
    例如绩效目标一栏写“绩效目标：提高服务水平”，打印时会出现两次“绩效目标：”。请把文字移到相应的栏目，并删去栏目名称。
    """
    cloned = {said.path for said in department_text_cloned(declaration, context)}
    for path, text, _ in _texts(declaration):
        label = _LABEL.search(text)
        if label and path not in cloned:
            suggestion = text[label.end() :].strip() if not text[: label.start()].strip() else None
            yield Said(path, f"内容中混入了栏目名称“{label[0].strip()}”。", text, suggestion or None)


@rule(
    id="department-row-repeated",
    title="部门整体绩效目标中的重复条目",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="填报规范",
    of=DepartmentDeclaration,
)
def department_row_repeated(declaration: DepartmentDeclaration, context: Context) -> Iterator[Said]:
    """总体绩效目标、分项绩效目标和工作保障措施的各条之间不应相同。相同的条目多半是复制后忘记修改，会使一项工作看起来成了两项。
    例如两项工作保障措施都是“加强人才队伍建设”。请删去重复的一条，或者改成原本要写的内容。
    """
    rows: tuple[tuple[str, str, list[str]], ...] = (
        ("goals", "总体绩效目标", list(declaration.goals)),
        ("items", "分项绩效目标", [each.title for each in declaration.items]),
        ("safeguards", "工作保障措施", [each.title for each in declaration.safeguards]),
    )
    for part, label, texts in rows:
        for row, first in _repeated(texts):
            path: Path = (part, row) if part == "goals" else (part, row, "title")
            yield Said(path, f"{label}第{row + 1}条与第{first + 1}条相同。", texts[row])


def _repeated(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Rows that were there before, each with the first of its kind."""
    seen: dict[str, int] = {}
    for row, text in enumerate(texts):
        first = seen.setdefault(core(text), row)
        if core(text) and first != row:
            yield row, first


def _texts(declaration: DepartmentDeclaration) -> Iterator[tuple[Path, str, str]]:
    """The long texts, each with what its item's goal says; rows repeated by title are another rule's to speak of."""
    repeated = {row for row, _ in _repeated([each.title for each in declaration.items])}
    for row, item in enumerate(declaration.items):
        if row not in repeated:
            yield ("items", row, "goal"), item.goal, ""
            yield ("items", row, "indicators"), item.indicators, _goal(item)
    repeated = {row for row, _ in _repeated([each.title for each in declaration.safeguards])}
    for row, safeguard in enumerate(declaration.safeguards):
        if row not in repeated:
            yield ("safeguards", row, "text"), safeguard.text, ""


def _goal(item: ItemisedGoal) -> str:
    return core(item.goal)


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)
