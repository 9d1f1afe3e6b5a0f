"""The form under review: in its cells also what changed, what is said of them, and the way to say something."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.book import Target
from reports.form import Form
from reports.marks import Marks
from targets.commented import Place, PlacedThread
from targets.comparing import Difference
from targets.findings import PlacedFinding

LONGEST_SHOWN = 60
"""Characters of an old value that a cell has room for; the list beside the form tells longer ones in full."""
SIGNS = {"changed": "改", "added": "增", "removed": "删", "moved": "序"}


class ReviewMarks(Marks):
    """Marks of findings, changes and threads, by the names of cells."""

    def __init__(
        self,
        form: Form | Target,
        findings: Iterable[PlacedFinding],
        kept: Iterable[PlacedFinding],
        *,
        changes: Iterable[Difference],
        threads: Iterable[PlacedThread],
        places: Iterable[Place],
    ) -> None:
        """``places`` are those that may be commented on from here: none for who only reads."""
        super().__init__(form, findings, kept)
        self._changes: dict[str, list[Difference]] = {}
        self._threads: dict[str, list[PlacedThread]] = {}
        self._places: dict[str, Place] = {}
        for change in changes:
            self._changes.setdefault(form.cell(change.place), []).append(change)
        for each in threads:
            if each.place:
                self._threads.setdefault(form.cell(each.place.path), []).append(each)
        for place in places:
            self._places.setdefault(form.cell(place.path), place)

    def beside(self, cell: str) -> SafeString:
        """What changed in a cell, in colour, with a sign and in words; its threads; and the way to begin one."""
        parts = [_changed(cell, number, change) for number, change in enumerate(self._changes.get(cell, ()))]
        if threads := self._threads.get(cell):
            parts.append(_said(cell, threads))
        if place := self._places.get(cell):
            parts.append(_say(place))
        return format_html_join("", "{}", ((part,) for part in parts))


def _changed(cell: str, number: int, difference: Difference) -> SafeString:
    change = difference.change
    words = {"added": "新增", "moved": "顺序有变", "removed": f"已删去：{change.label}，原为“{change.before}”"}
    told = words.get(difference.kind, f"已修改，原为“{change.before or '空'}”")
    old = change.before if difference.kind == "changed" and len(change.before) <= LONGEST_SHOWN else ""
    return format_html(
        '<span class="change {kind}"{name} title="{told}"><span aria-hidden="true">{sign}</span>{old}'
        '<span class="visually-hidden">（{told}）</span></span>',
        kind=difference.kind,
        name=format_html(' id="change-{}"', cell) if number == 0 else "",
        told=told,
        sign=SIGNS[difference.kind],
        old=format_html(' <del aria-hidden="true">{}</del>', old) if old else "",
    )


def _said(cell: str, threads: list[PlacedThread]) -> SafeString:
    still = sum(each.thread.resolved_at is None for each in threads)
    told = f"批注 {len(threads)} 条，未解决 {still} 条"
    first = next((each for each in threads if each.thread.resolved_at is None), threads[0])
    return format_html(
        '<a class="said {state}" id="talk-{cell}" href="#thread-{pk}" title="{told}">'
        '<span aria-hidden="true">批{count}</span><span class="visually-hidden">{told}</span></a>',
        state="open" if still else "resolved",
        cell=cell,
        pk=first.thread.pk,
        told=told,
        count=len(threads),
    )


def _say(place: Place) -> SafeString:
    return format_html(
        '<a class="say no-print" href="?say={key}#say" data-say="{key}" title="批注：{label}">'
        '<span aria-hidden="true">＋</span><span class="visually-hidden">批注：{label}</span></a>',
        key=place.key,
        label=place.label,
    )
