"""Ways to print one form, each in a process of its own: what the paper benchmark sets against each other.

Every contender prints the seed's first form again and again; ``start`` keeps it waiting, warm, until asked for runs.
"""

import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

Print = Callable[[], bytes]

RESETS = "body, h1, p { margin: 0 } h1, th { font-weight: normal }"  # what our sheet expects of a browser's own
OPTIONS = {"pdf_variant": "pdf/a-3b", "pdf_tags": True}


def start(name: str):
    """Start a contender and warm it; sent a number of runs, its pipe answers (seconds of each, MB, bytes of a PDF)."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(name, there))
    process.start()
    if not here.poll(180) or here.recv() != "ready":
        raise RuntimeError(f"{name} did not start")
    return here, process


def serve(name: str, pipe) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfbudget.settings")
    import django

    django.setup()
    try:
        once = CONTENDERS[name]()
        for _ in range(4):
            once()
        pipe.send("ready")
        while runs := pipe.recv():
            seconds = []
            for _ in range(runs):
                started = time.perf_counter()
                pdf = once()
                seconds.append(time.perf_counter() - started)
            pipe.send((seconds, memory(), len(pdf)))
    finally:
        if hasattr(once, "close"):
            once.close()


def seed_form():
    from django.conf import settings

    from targets.readers.text import decode, read_text

    path = Path(settings.BASE_DIR) / "fixtures" / "department-326001-2025.txt"
    return read_text(decode(path.read_bytes()), year=2025).projects[0]


def page() -> str:
    from reports.rendering import render_project_html

    return render_project_html(seed_form())


def sheet(song: str, hei: str) -> str:
    """The paper's own style sheet, set in other families."""
    from reports.press import SHEETS

    text = (SHEETS / "paper.css").read_text(encoding="utf-8")
    for ours, other in (("Perfbudget Song", song), ("Perfbudget Hei", hei)):
        text = text.replace(f'"{ours}", "{ours} Rest"', f'"{other}"')
    return RESETS + text


def ours() -> Print:
    """The product: template, layout, PDF."""
    from reports.rendering import render_project_pdf

    declaration = seed_form()
    return lambda: render_project_pdf(declaration)


def bare() -> Print:
    """WeasyPrint well used: one font configuration, the sheet parsed once, small TrueType fonts through @font-face."""
    from django.conf import settings
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    faces = {"Song": settings.FONT_DIR / "song.ttf", "Hei": settings.FONT_DIR / "hei.ttf"}
    rules = "".join(f"@font-face {{ font-family: {name}; src: url({path.as_uri()}) }}" for name, path in faces.items())
    fonts = FontConfiguration()
    parsed = CSS(string=rules + sheet("Song", "Hei"), font_config=fonts)
    markup = page()
    return lambda: HTML(string=markup).write_pdf(font_config=fonts, stylesheets=[parsed], **OPTIONS)


def naive() -> Print:
    """The way of a first try: system fonts, sheet in the page, nothing kept between pages."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    style = f"<style>{sheet('Noto Serif CJK SC', 'Noto Sans CJK SC')}</style></head>"
    markup = page().replace("</head>", style)
    return lambda: HTML(string=markup).write_pdf(font_config=FontConfiguration(), **OPTIONS)


class Chromium:
    """A browser kept open: the page set, then printed."""

    def __init__(self) -> None:
        from playwright.sync_api import sync_playwright

        style = f"<style>{sheet('Noto Serif CJK SC', 'Noto Sans CJK SC')}</style></head>"
        self.markup = page().replace("</head>", style)
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        self.page = self.browser.new_page()

    def __call__(self) -> bytes:
        self.page.set_content(self.markup)
        return self.page.pdf(format="A4", prefer_css_page_size=True, tagged=True, outline=True)

    def close(self) -> None:
        self.browser.close()
        self.playwright.stop()


CONTENDERS: dict[str, Callable[[], Print]] = {
    "ours": ours,
    "ours, second process": ours,
    "bare WeasyPrint": bare,
    "naive WeasyPrint": naive,
    "Chromium kept open": Chromium,
}


def memory() -> float:
    """Resident MB of this process and what it started."""
    pids = [os.getpid()]
    total = 0
    for pid in pids:
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        except OSError:
            continue
        pids.extend(int(child) for child in children)
        total += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return total / 1024
