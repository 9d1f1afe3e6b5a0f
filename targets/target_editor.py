"""The editing page of a department target: part one of a unit's document, as it prints."""

from collections.abc import Mapping
from typing import Any, Self

from django.shortcuts import get_object_or_404

from targets.access import Scope
from targets.declaration import DepartmentDeclaration
from targets.editor import Editor
from targets.forms.target_sheet import TargetSheet
from targets.models import DepartmentTarget, FiscalYear
from targets.models.department_target import DepartmentTargetQuerySet
from targets.models.status import IN_ENTRY
from targets.services.reasons import keep_target_finding, withdraw_target_reason
from targets.services.saving import save_target
from targets.services.starting import units_entered_by
from targets.services.submitting import submit_target
from targets.storage import department_declaration_of, unit_of


class TargetEditor(Editor):
    """A department target to be typed in; until it is first saved, there is none."""

    template = "edit/target.html"
    sheets = TargetSheet
    suffix = "-target"
    declared: DepartmentTarget
    stored: DepartmentDeclaration

    @classmethod
    def seen(cls, user: Any, **where: Any) -> DepartmentTargetQuerySet:
        named = {"fiscal_year": where["year"], "department__code": where["code"]}
        return DepartmentTarget.objects.visible_to(user).with_rows().filter(**named)

    @classmethod
    def begun(cls, user: Any, **where: Any) -> DepartmentTarget:
        unit = get_object_or_404(units_entered_by(user), code=where["code"])
        year = get_object_or_404(FiscalYear, year=where["year"])
        return DepartmentTarget(department=unit, fiscal_year=year, version=0)

    @classmethod
    def of(cls, declared: DepartmentTarget, user: Any) -> Self:
        empty = DepartmentDeclaration(year=declared.fiscal_year_id, unit=unit_of(declared.department))
        return cls(declared, department_declaration_of(declared) if declared.pk else empty, user)

    @property
    def where(self) -> dict[str, Any]:
        return {"year": self.declared.fiscal_year_id, "code": self.declared.department.code}

    @property
    def title(self) -> str:
        return f"{self.declared.fiscal_year_id}年部门整体绩效目标"

    def laid_out(self, declaration: DepartmentDeclaration) -> TargetSheet:
        return TargetSheet.of(declaration)

    def store(self, typed: DepartmentDeclaration, version: str) -> None:
        self.declared = save_target(typed=typed, version=version, actor=self.user)

    def keep(self, rule: str, path: str, reason: str) -> None:
        keep_target_finding(target_id=self.declared.pk, rule=rule, path=path, reason=reason, actor=self.user)

    def withdraw(self, kept_id: int) -> None:
        withdraw_target_reason(target_id=self.declared.pk, kept_id=kept_id, actor=self.user)

    def submit(self, version: str, reasons: Mapping[str, str]) -> None:
        submit_target(target_id=self.declared.pk, version=version, reasons=reasons, actor=self.user)


def may_type(user: object, code: str, year: FiscalYear, status: str | None) -> bool:
    """Whether the user may type in part one of a unit's document; with no ``status``, there is none yet to begin."""
    return Scope.of(user).enters(code) and (status in IN_ENTRY if status else year.is_open())
