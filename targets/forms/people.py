"""What an administrator types about a person, and what people type about their own password."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from indicators.editing import RowsFormSet
from targets.access import Role
from targets.models import Department, Membership, User
from targets.services.people import Particulars

DATALIST = "departments"
"""The id of the list of departments that the fields offer."""

_SHAPES: dict[type, str] = {forms.CheckboxInput: "form-check-input", forms.Select: "form-select"}


class _Styled:
    """A form, to be mixed in before Django's, whose fields look like Bootstrap's."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _SHAPES.get(type(field.widget), "form-control"))


class OwnPasswordForm(_Styled, PasswordChangeForm):
    """The old password, and the new one twice."""


class NewPasswordForm(_Styled, SetPasswordForm):  # type: ignore[type-arg]
    """A password, twice."""


class PersonForm(_Styled, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Who somebody is. The user name is chosen once: records name people by it."""

    display_name = forms.CharField(label=_("Name"), max_length=50, help_text=_("The real name, which records show"))

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "is_superuser"]
        labels = {"username": _("User name"), "email": _("E-mail"), "is_superuser": _("Administrator")}
        help_texts = {
            "username": _("To sign in with, e.g. the staff number; it cannot be changed later"),
            "email": _("May stay blank; otherwise links to set a password are mailed there"),
            "is_superuser": _("Looks after accounts, departments, years and indicators, in all departments"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["username"]

    def clean_username(self) -> str:
        """No two names that differ in capitals alone: people would sign in as each other."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(
                _("The user name “%(name)s” is taken: choose another one."), params={"name": username}
            )
        return username


class DepartmentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A department by its code, which a list offers while typing; what stands behind the code is not read."""

    widget = forms.TextInput(attrs={"list": DATALIST, "autocomplete": "off"})
    default_error_messages = {"invalid_choice": _("There is no department “%(value)s”: choose one from the list.")}

    def to_python(self, value: Any) -> Any:
        words = unicodedata.normalize("NFKC", value).split() if isinstance(value, str) else []
        return super().to_python(words[0] if words else value or None)


class RoleForm(_Styled, forms.ModelForm):  # type: ignore[type-arg]
    """One role in one department. Who has it is said by the page."""

    department = DepartmentField(
        Department.objects.none(), to_field_name="code", required=False, label=_("Department code")
    )

    class Meta:
        model = Membership
        fields = ["role", "department"]
        labels = {"role": _("Role")}

    def __init__(self, *args: Any, user: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("choose…")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.visible_to(user)  # type: ignore[attr-defined]
        self.initial["department"] = self.instance.department  # which knows its code


def one_more(data: QueryDict) -> QueryDict:
    """What a page of roles sent, with a blank row behind them."""
    total = data.get("roles-TOTAL_FORMS", "")
    more = data.copy()
    more["roles-TOTAL_FORMS"] = str(int(total) + 1) if total.isascii() and total.isdigit() and len(total) < 4 else total
    return more


class _Roles(RowsFormSet):
    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        rows = Membership.objects.select_related("department").order_by("department__code", "role")
        super().__init__(data, queryset=rows, **kwargs)

    def unjudged(self) -> None:
        """Show what was typed and find no fault with it yet."""
        forms: list[Any] = self.forms
        self._errors = [ErrorDict() for _form in forms]
        self._non_form_errors = ErrorList()
        for form, errors in zip(forms, self._errors, strict=True):
            form._errors = errors

    def particulars(self, person: dict[str, Any]) -> Particulars:
        """What both forms of the page say together, the person's given as cleaned data."""
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        return Particulars(
            display_name=person["display_name"],
            email=person["email"],
            administrator=person["is_superuser"],
            roles=frozenset((row["role"], row["department"]) for row in rows if row.get("role")),
        )


def focus_on_first_error(forms: Iterable[forms.BaseForm]) -> None:
    """Have the browser go to the first field that is wrong."""
    for form in forms:
        if form.errors:
            visible = [field.name for field in form.visible_fields()]
            first = next((name for name in visible if name in form.errors), visible[0])
            form.fields[first].widget.attrs["autofocus"] = True
            return


RoleFormSet = forms.inlineformset_factory(
    User, Membership, form=RoleForm, formset=_Roles, extra=1, max_num=100, absolute_max=200, validate_max=True
)
"""The roles of a person with a blank row to fill in; a button brings more."""
