"""Files that somebody brings in by the browser: what was read, what it would change, and what was taken of it."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple, Self

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from targets.access import Scope
from targets.declaration import Declaration, DepartmentDeclaration, Funds
from targets.models.departments import Department
from targets.models.history import Kind
from targets.models.users import User
from targets.models.years import FiscalYear

SILENCE = timedelta(minutes=2)
"""After so long without a word nobody is at it, or the worker has much to do before it."""


class ImportState(models.TextChoices):
    """How far an import has come."""

    READING = "reading", _("being read")
    READ = "read", _("to be looked at")
    TAKING = "taking", _("being taken in")
    TAKEN = "taken", _("taken in")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    FAILED = "failed", _("failed")


AT_WORK = (ImportState.READING, ImportState.TAKING, ImportState.UNDOING)


class ImportQuerySet(models.QuerySet["Import"]):
    """Reads of imports."""

    def visible_to(self, user: object) -> Self:
        """One's own."""
        return self.filter(asked_by=user)

    def with_counts(self) -> Self:
        """The latest first, each with the numbers of its tables that are ``faulty`` and ``takeable``."""
        faulty = Count("items", filter=Q(items__outcome=ItemOutcome.FAULTY))
        takeable = Count("items", filter=Q(items__outcome__in=TAKEABLE))
        rows = self.annotate(faulty=faulty, takeable=takeable)
        return rows.order_by("-pk")  # counting forgets the model's own order


class Import(models.Model):
    """导入: one or several files that were brought in together, and what became of them.

    ``unit`` declares what does not name its unit. ``done`` of ``total`` tells how far the reading has come; ``note``
    is what its owner is to know before they go on.
    """

    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imports", verbose_name=_("by whom"))
    asked_at = models.DateTimeField(_("time"), default=timezone.now)
    fiscal_year = models.ForeignKey(
        FiscalYear, on_delete=models.PROTECT, related_name="imports", verbose_name=_("fiscal year")
    )
    unit = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    state = models.CharField(_("state"), max_length=20, choices=ImportState, default=ImportState.READING)
    done = models.PositiveIntegerField(_("tables done"), default=0)
    total = models.PositiveIntegerField(_("tables in all"), default=0)
    heard_at = models.DateTimeField(_("last heard of"), default=timezone.now)
    note = models.TextField(_("note"), blank=True)
    taken_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    takeable: int  # of ``with_counts``

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values),
                name="import_state_known",
                violation_error_message=_("Choose one of the states."),
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")),
                name="import_done_of_total",
                violation_error_message=_("No more tables can be done than there are."),
            ),
        ]

    def __str__(self) -> str:
        return "、".join(file.name for file in self.files.all())

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.pk])

    @property
    def awaits(self) -> bool:
        """Whether its owner has something to decide; where it was read with its counts."""
        return self.state == ImportState.READ and self.takeable > 0

    @property
    def standing(self) -> str:
        """Its state in words, and of what was read whether there is anything to decide; in the same way."""
        if self.state == ImportState.READ and not self.takeable:
            return gettext("nothing to take in") if self.total else gettext("not readable")
        return str(self.get_state_display())

    @property
    def under_way(self) -> bool:
        """Whether something is being done with it."""
        return self.state in AT_WORK

    @property
    def stranded(self) -> bool:
        """Under way, and nobody has been heard of for too long."""
        return self.under_way and timezone.now() - self.heard_at > SILENCE


class ImportFile(models.Model):
    """A file of an import. Its ``content`` is kept until it is read; ``problems`` say why it cannot be, all of them.

    ``notes`` name what was left out without harm.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files", verbose_name=_("import"))
    name = models.CharField(_("file name"), max_length=250)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("size"), help_text=_("Bytes"))
    content = models.BinaryField(default=b"", editable=False)
    problems = models.JSONField(_("problems"), default=list)
    notes = models.JSONField(_("notes"), default=list)

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ItemOutcome(models.TextChoices):
    """What taking a table would do."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    BARRED = "barred", _("cannot be taken")
    FAULTY = "faulty", _("in error")


TAKEABLE = (ItemOutcome.NEW, ItemOutcome.CHANGED)


class Gist(NamedTuple):
    """How much a table says: its budget in 万元 (``None`` when blank; part one has none), its goals and indicators.

    Of part one, ``indicators`` counts the itemised goals.
    """

    budget: Decimal | None
    goals: int
    indicators: int


class ImportItemQuerySet(models.QuerySet["ImportItem"]):
    """Reads of what was read."""

    def visible_to(self, user: object) -> Self:
        """Of one's own imports; what tells of stored tables, only while one enters their unit."""
        return self.filter(Scope.of(user).entries("unit_code") | Q(key=None), of__asked_by=user)

    def takeable(self) -> Self:
        """What would change something, and may."""
        return self.filter(outcome__in=TAKEABLE)

    def for_preview(self) -> Self:
        """With their files; their contents only as far as nothing else tells what is in them: ``said`` of new ones."""
        said = Case(
            When(outcome=ItemOutcome.NEW, then=F("content")), default=Value(""), output_field=models.TextField()
        )
        return self.select_related("file").defer("content", "before").annotate(said=said)

    def read_whole(self) -> Self:
        """What can be compared at all: what was not read has no content."""
        return self.exclude(outcome=ItemOutcome.FAULTY)


class ImportItem(models.Model):
    """One table of a file, or part one: what it says, and what is stored of it.

    ``content`` is its Declaration's JSON, ``place`` where in the file it begins. ``key`` and ``version`` are of what is
    stored, and ``before`` its JSON; empty for what is new. ``faults`` are sentences that say why it cannot be taken,
    ``findings`` what the rules say of it. ``taken_key`` and ``taken_version`` are as they were right after.

    One in error could not be read whole: it has no content, its code and name are as far as they were read, and its
    faults quote each cell with its place.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items", verbose_name=_("import"))
    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="items", verbose_name=_("file"))
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    unit_code = models.CharField(_("department"), max_length=100)
    code = models.CharField(_("project code"), max_length=200, blank=True)
    name = models.TextField(_("name"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    content = models.TextField(_("content"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=ItemOutcome)
    key = models.PositiveBigIntegerField(null=True, editable=False)
    version = models.PositiveIntegerField(_("version"), null=True)
    before = models.TextField(_("stored content"), blank=True)
    changes = models.JSONField(_("changes"), default=list)
    faults = models.JSONField(_("why it cannot be taken"), default=list)
    findings = models.JSONField(_("findings"), default=list)
    chosen = models.BooleanField(_("chosen"), default=False)
    taken_key = models.PositiveBigIntegerField(null=True, editable=False)
    taken_version = models.PositiveIntegerField(null=True, editable=False)

    said: str  # of ``for_preview``

    objects = ImportItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported table")
        verbose_name_plural = _("imported tables")
        ordering = ["of", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=ItemOutcome.values, kind__in=Kind.values),
                name="import_item_known",
                violation_error_message=_("An import knows no such outcome or kind."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_takeable(self) -> bool:
        """Whether taking it would change something, and may."""
        return self.outcome in TAKEABLE

    @cached_property
    def gist(self) -> Gist | None:
        """What is new, in numbers; ``None`` for all else. Only of what was read for the preview."""
        if not self.said:
            return None
        told = json.loads(self.said)  # as it was written: no need to prove it, which takes long for thousands
        if self.kind == Kind.PROJECT:
            return Gist(Funds.model_validate(told["funds"]).budget, len(told["goals"]), len(told["indicators"]))
        return Gist(None, len(told["goals"]), len(told["items"]))

    @property
    def errors(self) -> int:
        """How many findings block submission; of what is in error, the places to correct."""
        if self.outcome == ItemOutcome.FAULTY:
            return len(self.faults)
        return sum(finding["severity"] == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many are for people to judge."""
        return sum(finding["severity"] != "error" for finding in self.findings)

    @property
    def declaration(self) -> Declaration | DepartmentDeclaration:
        """What the file says."""
        return self._parsed(self.content)

    @property
    def stored(self) -> Declaration | DepartmentDeclaration | None:
        """What was stored when it was compared."""
        return self._parsed(self.before) if self.before else None

    def _parsed(self, text: str) -> Declaration | DepartmentDeclaration:
        return (Declaration if self.kind == Kind.PROJECT else DepartmentDeclaration).from_json(text)
