"""A table as its editing page holds it: every cell a field, with what was typed, and what it amounts to.

A sheet is always bound to texts: those that a page sent, or those that a stored Declaration would have sent. So one
path leads from the page to the Declaration, and a mistake comes back as it was typed, beside its field.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from targets.checks.engine import Path
from targets.checks.places import label
from targets.declaration import Declaration, DepartmentDeclaration
from targets.forms.fields import TextField
from targets.forms.raw import Raw, Texts

D = TypeVar("D", bound=Declaration | DepartmentDeclaration)


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that cannot be stored as typed: its name on the page, its place in words, and why."""

    name: str
    place: str
    message: str


class Fields(forms.Form):
    """The fields that stand alone, or those of one row."""

    use_required_attribute = False

    def __init__(self, texts: Texts, prefix: str | None = None) -> None:
        super().__init__({f"{prefix}-{name}" if prefix else name: text for name, text in texts.items()}, prefix=prefix)

    def typed(self, name: str) -> Any:
        """What the field amounts to, or ``None`` where that is nothing that can be stored."""
        self.is_valid()
        return self.cleaned_data.get(name)


class Sheet(Generic[D]):
    """What the editing pages of a project and of a department target have in common."""

    head_form: ClassVar[type[Fields]]
    row_forms: ClassVar[dict[str, type[Fields]]]
    """The lists of the page, by the prefix of their fields."""

    def __init__(self, stored: D, raw: Raw, *, keeps_blank: bool = False) -> None:
        """``keeps_blank``: rows that say nothing yet are wanted all the same, for somebody just added one."""
        self.keeps_blank = keeps_blank
        self.stored = stored
        self.raw = raw
        self.head = self.head_form(raw.head)
        self.rows = {
            name: [self.row_form(name, texts, f"{name}-{row}") for row, texts in enumerate(raw.lists[name])]
            for name in self.row_forms
        }

    def row_form(self, name: str, texts: Texts, prefix: str) -> Fields:
        """One row of a list."""
        return self.row_forms[name](texts, prefix)

    @classmethod
    def lists(cls) -> tuple[str, ...]:
        """The names of the lists."""
        return tuple(cls.row_forms)

    def blank_rows(self) -> dict[str, Fields]:
        """A row of each list that the page's script makes new ones of; ``__n__`` stands for its number."""
        return {name: self.row_form(name, {}, f"{name}-__n__") for name in self.row_forms}

    @property
    def forms(self) -> Iterator[Fields]:
        """All forms, in the order of the page."""
        yield self.head
        for rows in self.rows.values():
            yield from rows

    def problems(self) -> tuple[Problem, ...]:
        """What keeps the page from being stored, in its order, each place named as findings name it."""
        wrong = [form for form in self.forms if not form.is_valid()]
        typed = self.typed() if wrong else self.stored
        return tuple(
            Problem(form.add_prefix(field), label(typed, self.path_of(form, field)), _visible(str(message)))
            for form in wrong
            for field, messages in form.errors.items()
            for message in messages
        )

    def path_of(self, form: Fields, field: str) -> Path:
        """The place of the Declaration that is typed in a field."""
        name, _dash, row = (form.prefix or "").partition("-")
        return (name, int(row), *([field] if field != "text" or name != "goals" else [])) if row else (field,)

    def filled(self, name: str) -> list[Fields]:
        """The rows of a list: none while they all are as they were offered; once one is filled, the others wait."""
        says = any(text.strip() for row in self.raw.lists[name] for field, text in row.items() if field != "category")
        return self.rows[name] if says or self.keeps_blank else []

    def typed(self) -> D:
        """The Declaration the page amounts to; a field that cannot be stored counts as blank."""
        raise NotImplementedError

    def name_of(self, path: Path) -> str:
        """The name of the field in which a place of the Declaration is typed, or of the nearest one; "" if none is."""
        raise NotImplementedError


def _visible(text: str) -> str:
    """The text as it can stand in a page: HTML knows no NUL, which a message may quote."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


class GoalFields(Fields):
    text = TextField(label=_("performance goal"), required=False)
