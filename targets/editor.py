"""What the editing pages of a project and of a department target do, and show around what is typed: findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.http import Http404
from django.urls import reverse

from targets.checks.edits import dotted
from targets.findings import PlacedFinding, findings_of
from targets.forms.raw import Raw
from targets.forms.sheet import Problem, Sheet
from targets.kept import judged
from targets.models import User
from targets.models.status import DeclaredQuerySet
from targets.services.findings import RefusedError, denied
from targets.services.submitting import cannot_be_submitted_because
from targets.talk import talk_of
from targets.tidy import Tidied, apply


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding at its field: ``number`` is its place in the list beside the form."""

    name: str
    number: int
    row: PlacedFinding

    @property
    def severity(self) -> str:
        """``error`` or ``warning``, a class of the style sheet as well."""
        return self.row.finding.severity.value

    @property
    def key(self) -> str:
        """Rule and place, as a page sends them: ``flat-plan:checkpoints``."""
        return f"{self.row.finding.rule}:{dotted(self.row.finding.path)}"


class Editor:
    """What is declared, what of it is stored, and the sheets that are typed in; its verbs are those of the services."""

    template: ClassVar[str]
    sheets: ClassVar[type[Sheet[Any]]]
    suffix: ClassVar[str] = ""
    """What the names of its addresses end in."""

    def __init__(self, declared: Any, stored: Any, user: Any) -> None:
        self.declared = declared
        self.stored = stored
        self.user: User = user

    @classmethod
    def open(cls, user: Any, **where: Any) -> Self:
        """The editor of what an address names, for who may change it.

        :raises Http404: when they may not see it.
        :raises PermissionDenied: when they may only read it.
        """
        declared = cls.seen(user, **where).first() or cls.begun(user, **where)
        if declared.pk and not cls.seen(user, **where).editable_by(user).exists():
            raise denied(declared, user)
        return cls.of(declared, user)

    @classmethod
    def seen(cls, user: Any, **where: Any) -> DeclaredQuerySet:
        """What an address names, if the user may see it, with all that is typed in."""
        raise NotImplementedError

    @classmethod
    def begun(cls, user: Any, **where: Any) -> Any:
        """What the first saving will store, where there is nothing yet."""
        raise Http404

    @classmethod
    def of(cls, declared: Any, user: Any) -> Self:
        """The editor of something that may be changed."""
        raise NotImplementedError

    @property
    def where(self) -> dict[str, Any]:
        """What its addresses name."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """What it is called."""
        raise NotImplementedError

    @property
    def addresses(self) -> dict[str, str]:
        """Where it is edited, submitted and merged, by the verb."""
        return {verb: reverse(f"{verb}{self.suffix}", kwargs=self.where) for verb in ("edit", "submit", "merge")}

    def sheet(self) -> Sheet[Any]:
        """The sheet of what is stored, with what is asked for and not there yet."""
        return self.laid_out(self.stored)

    def laid_out(self, declaration: Any) -> Sheet[Any]:
        """The sheet of a Declaration."""
        raise NotImplementedError

    def sent(self, data: Any) -> Sheet[Any]:
        """The sheet of what a page sent, its button's action done.

        :raises TooManyRowsError: when it is no table any more.
        """
        action = data.get("do", "")
        raw = Raw.sent(dict(data.items()), self.sheets.lists()).acted(action, self.order)
        return self.typed_in(raw, keeps_blank=action.startswith("add:"))

    @property
    def order(self) -> list[str]:
        """The categories of rows as they follow each other, where rows have any."""
        return []

    def typed_in(self, raw: Raw, *, keeps_blank: bool) -> Sheet[Any]:
        """The sheet of what was typed."""
        return self.sheets(self.stored, raw, keeps_blank=keeps_blank)

    def tidied(self, sheet: Sheet[Any]) -> tuple[Tidied, ...]:
        """What is usually written otherwise."""
        return ()

    def store(self, typed: Any, version: str) -> None:
        """Save what was typed on a page that showed ``version``.

        :raises StaleError: when somebody saved in between.
        :raises RefusedError: when it cannot be stored.
        """
        raise NotImplementedError

    def problem(self, refusal: RefusedError) -> Problem:
        """Why it cannot be stored, beside the field that is to blame."""
        return Problem("", self.title, str(refusal))

    def keep(self, rule: str, path: str, reason: str) -> None:
        """Keep a reminder with a reason.

        :raises RefusedError: saying why not.
        """
        raise NotImplementedError

    def withdraw(self, kept_id: int) -> None:
        """Withdraw a reason.

        :raises RefusedError: saying why not.
        """
        raise NotImplementedError

    def submit(self, version: str, reasons: Mapping[str, str]) -> None:
        """Hand it over to review.

        :raises NotReadyError: with all that is in the way.
        """
        raise NotImplementedError

    def live(self, sheet: Sheet[Any], problems: Sequence[Problem] = (), tidy: Sequence[Tidied] = ()) -> dict[str, Any]:
        """What the page shows beside the form, of what is typed; ``problems`` are why nothing was saved."""
        typed = apply(sheet.typed(), tidy)
        reasons = self.declared.kept.select_related("kept_by") if self.declared.pk else ()
        found = judged(typed, findings_of(self.declared, typed, self.user), reasons)
        return self.beside(typed) | {
            "editor": self,
            "declared": self.declared,
            "closed": cannot_be_submitted_because(self.declared) if self.declared.pk else "",
            "version": self.declared.version,
            "base": typed.to_json(),
            "findings": found.open,
            "marks": [
                Mark(sheet.name_of(row.finding.path), number, row)
                for number, row in enumerate(found.open.placed, start=1)
            ],
            "kept": found.kept,
            "problems": problems,
            "tidied": [(sheet.name_of(each.path), each) for each in tidy],
        }

    def beside(self, typed: Any) -> dict[str, Any]:
        """What else stands beside the form."""
        return {}

    def page(self, sheet: Any, problems: Sequence[Problem] = ()) -> dict[str, Any]:
        """The whole page."""
        live = self.live(sheet, problems)
        worst_last = sorted(live["marks"], key=lambda mark: mark.severity, reverse=True)
        # What was sent but not saved still stands on what its page showed, whatever others saved since.
        said = (
            talk_of(self.declared, self.stored, self.user, page="edit", anchor=sheet.name_of)
            if self.declared.pk
            else {}
        )
        return (
            live
            | said
            | {
                "version": sheet.raw.head.get("version", self.declared.version),
                "base": sheet.raw.head.get("base") or self.stored.to_json(),
                "sheet": sheet,
                "unsaved": "version" in sheet.raw.head,  # it came from a page, and did not get further
                "mark_of": {mark.name: mark for mark in worst_last},
                "problem_of": {problem.name: problem for problem in problems},
                "blank": sheet.blank_rows(),
            }
        )
