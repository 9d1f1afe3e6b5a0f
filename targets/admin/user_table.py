"""Accounts as a table. What it says is done by the services of people, each with its own record."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, widgets

from indicators.exchange import TableResource, YesNo
from targets.access import SPANNING, Role
from targets.models import Department, User
from targets.services.findings import RefusedError
from targets.services.people import Particulars, change_person, deactivate, invite, reactivate

Held = frozenset[tuple[str, Department | None]]

ROLES = {"经办人": Role.STAFF, "部门负责人": Role.HEAD, "财政部门审核人员": Role.FINANCE, "审计人员": Role.AUDITOR}
_EVERYWHERE = "全部部门"


class _Roles(widgets.Widget):
    """All roles of somebody, each with the code of its department: 经办人 326001；审计人员 全部部门."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Held:
        return frozenset(self._read(part) for part in re.split("[;；\n]", value) if part.strip())

    def _read(self, part: str) -> tuple[str, Department | None]:
        name, _blank, code = re.sub(r"\s+", " ", part.strip()).partition(" ")
        if name not in ROLES:
            told = {"role": part.strip(), "known": "、".join(ROLES)}
            raise ValueError(_("“%(role)s” is no role. Write one of these and a department code: %(known)s.") % told)
        role = ROLES[name]
        if code in ("", _EVERYWHERE):
            if role not in SPANNING:
                raise ValueError(_("The role “%(role)s” needs the code of a department behind it.") % {"role": name})
            return role, None
        department = Department.objects.filter(code=code).first()
        if department is None:
            raise ValueError(_("There is no department “%(code)s”.") % {"code": code})
        return role, department

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        names = {role: name for name, role in ROLES.items()}
        return "；".join(sorted(f"{names[Role(role)]} {unit.code if unit else _EVERYWHERE}" for role, unit in value))


class _HeldField(fields.Field):
    """The roles somebody has, or is to have."""

    def get_value(self, instance: User) -> Held:
        if not hasattr(instance, "held"):
            rows = instance.memberships.all() if instance.pk else ()
            instance.held = frozenset((row.role, row.department) for row in rows)  # type: ignore[attr-defined]
        held: Held = instance.held  # type: ignore[attr-defined]
        return held


class UserResource(TableResource):
    """Accounts with their rights, never with a password; the user name tells which one is meant."""

    username = fields.Field("username", "账号", widget=widgets.CharWidget())
    display_name = fields.Field("display_name", "姓名", widget=widgets.CharWidget())
    email = fields.Field("email", "邮箱", widget=widgets.CharWidget())
    roles = _HeldField("held", "角色", widget=_Roles())
    administrator = fields.Field("is_superuser", "管理员", widget=YesNo(blank=False))
    active = fields.Field("is_active", "启用", widget=YesNo())

    class Meta(TableResource.Meta):
        model = User
        fields = ["username", "display_name", "email", "roles", "administrator", "active"]
        import_id_fields = ["username"]

    def init_instance(self, row: Any = None) -> User:
        person = User()
        person.set_unusable_password()
        return person

    def identity(self, row: Any) -> Any:
        """No two names that differ in capitals alone."""
        return super().identity({**row, "账号": row["账号"].casefold()})

    def get_instance(self, instance_loader: Any, row: Any) -> User | None:
        person = User.objects.prefetch_related("memberships__department").filter(username__iexact=row["账号"]).first()
        if person is not None and person.username != row["账号"]:
            taken = _("The user name “%(name)s” is taken: choose another one.") % {"name": row["账号"]}
            raise ValidationError({"账号": taken})
        return person

    def import_instance(self, instance: User, row: Any, **kwargs: Any) -> None:
        """Whoever is new has a name, as on the page of people: records show it."""
        super().import_instance(instance, row, **kwargs)
        if instance.pk is None and not instance.display_name:
            raise ValidationError({"display_name": _("A new account needs the person's name.")})

    def save_instance(self, instance: User, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Have the services of people do it."""
        actor = kwargs["user"]
        said = Particulars(
            display_name=instance.display_name,
            email=instance.email,
            administrator=instance.is_superuser,
            roles=self.fields["roles"].get_value(instance),
        )
        try:
            if is_create:
                person = invite(username=instance.username, particulars=said, actor=actor).person
                instance.pk, instance._state.adding = person.pk, False
            else:
                person = change_person(person_id=instance.pk, particulars=said, actor=actor)
            if person.is_active != instance.is_active:
                (reactivate if instance.is_active else deactivate)(person_id=person.pk, actor=actor)
        except RefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal
