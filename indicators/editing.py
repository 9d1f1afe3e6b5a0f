"""What all pages of the administration have in common: rows checked against each other, searches kept short."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet, UniqueConstraint, Value
from django.http import HttpRequest

LONGEST_SEARCH = 200
"""Characters. SQLite refuses an expression of a thousand terms, which are words times columns."""


class _RowsOnce(forms.BaseModelFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """Rows of one page that must differ, as the model's constraints say and in their words.

    Django compares the rows of a page by unconditional constraints alone, in a sentence of its own; and it saves row
    by row, so a row may not take what another one still holds in the database either.
    """

    model: type[models.Model]

    def validate_unique(self) -> None:
        deleted = self.deleted_forms
        rows = [form for form in self.forms if form.has_changed() or form.instance.pk is not None]
        rows = [form for form in rows if form.is_valid() and form not in deleted]
        stored = self._stored() if any(form.has_changed() for form in self.initial_forms) else []
        for constraint in self.model._meta.constraints:
            if not isinstance(constraint, UniqueConstraint):
                continue
            held = {self._key(constraint, row): row.pk for row in stored}
            seen = set()
            for form in rows:
                key = self._key(constraint, form.instance)
                if key is None:
                    continue
                if key in seen or (form in self.initial_forms and held.get(key, form.instance.pk) != form.instance.pk):
                    form.add_error(None, constraint.get_violation_error_message())
                seen.add(key)

    def _stored(self) -> list[models.Model]:
        pks = [form.instance.pk for form in self.initial_forms]
        return list(self.model._default_manager.filter(pk__in=pks))

    def _key(self, constraint: UniqueConstraint, row: models.Model) -> tuple[Any, ...] | None:
        """What must differ from row to row; ``None`` where the constraint does not apply."""

        fields = {field.name: field for field in row._meta.concrete_fields}

        def value(name: str) -> Value:
            field = fields[name]
            return Value(getattr(row, field.attname), field)

        parent = getattr(self, "fk", None)  # in an inline all rows have the same, and a new one has no number yet
        key = tuple(value(name).value for name in constraint.fields if not parent or name != parent.name)
        if None in key:
            return None
        condition = constraint.condition
        if condition and not condition.check({name: value(name) for name in condition.referenced_base_fields}):
            return None
        return key


class RowsFormSet(_RowsOnce, forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The rows of an inline."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name each field for who cannot see the head of its column."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", str(field.label))


class _ListForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row of an editable list. Constraints count though they name columns that the list does not let edit."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.has_changed() and not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, error.messages)


class Rows(admin.TabularInline):  # type: ignore[type-arg]
    """An inline whose rows differ."""

    formset = RowsFormSet
    extra = 0


class Careful:
    """A ModelAdmin, to be mixed in before Django's: short searches, and lists that answer mistakes with sentences."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.replace("\0", " ")[:LONGEST_SEARCH]
        found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, term)  # type: ignore[misc]
        return found

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": _ListForm, **kwargs})  # type: ignore[misc]

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, **{"formset": _RowsOnce, **kwargs})  # type: ignore[misc]


class Admin(Careful, admin.ModelAdmin):  # type: ignore[type-arg]
    """The usual page of the administration."""
