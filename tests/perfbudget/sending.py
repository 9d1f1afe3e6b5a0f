"""What a browser would send of a page: the fields of its forms as they stand."""

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.field = ""  # of the textarea or select being read
        self.is_text = False
        self.templates = 0  # what stands in a <template> is sent by nobody

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in given}
        self.templates += tag == "template"
        name = attrs.get("name", "")
        if self.templates or not (name or tag == "option"):
            return
        if tag == "input" and attrs.get("type") not in ("radio", "checkbox"):
            self.sent[name] = attrs.get("value", "")
        elif tag == "input" and "checked" in attrs:
            self.sent[name] = attrs.get("value") or "on"
        elif tag in ("textarea", "select"):
            self.field, self.is_text = name, tag == "textarea"
            self.sent[name] = ""
        elif tag == "option" and self.field and "selected" in attrs:
            self.sent[self.field] = attrs.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.templates -= tag == "template"
        if tag in ("textarea", "select"):
            self.field, self.is_text = "", False

    def handle_data(self, data: str) -> None:
        if self.is_text and not self.templates:
            text = self.sent[self.field] + data
            self.sent[self.field] = text.removeprefix("\n") if not self.sent[self.field] else text


def fields(response: Any) -> dict[str, str]:
    """The names and values that the page's forms, taken together, would send."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.sent
