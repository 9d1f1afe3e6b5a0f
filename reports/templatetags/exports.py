"""Which kinds of files a list can be had as."""

from django import template

from reports.exports import KINDS, notes

register = template.Library()


@register.simple_tag
def export_kinds() -> list[tuple[str, str]]:
    """The end of the address, and what people call it."""
    return [(ending, kind.label) for ending, kind in KINDS.items()]


@register.simple_tag
def export_notes(total: int) -> list[str]:
    """What to know before so many tables are exported."""
    return notes(total)
