"""Ways to print one form, each in a process of its own: what the paper benchmark sets against each other.

Every contender prints the seed's first form again and again; ``start`` keeps it waiting, warm, until asked for runs.
"""

import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

Print = Callable[[], bytes]

RESETS = "body, h1, p { margin: 0 } h1, th { font-weight: normal }"  # what our sheet expects of a browser's own
OPTIONS = {"pdf_variant": "pdf/a-3b", "pdf_tags": True}


def start(name: str):
    """Start a contender and warm it.

    Sent a number of runs, its pipe answers (seconds of each, seconds of processor time of all, MB, bytes of a PDF).
    """
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
            seconds, before = [], processor_time()
            for _ in range(runs):
                started = time.perf_counter()
                pdf = once()
                seconds.append(time.perf_counter() - started)
            pipe.send((seconds, processor_time() - before, memory(), len(pdf)))
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

    fonts = FontConfiguration()
    parsed = CSS(string=font_faces(settings.FONT_DIR) + sheet("Song", "Hei"), font_config=fonts)
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
    """A browser kept open: the page set, then printed, tagged as ours is.

    With ``installed`` fontconfig shows it our faces; else it loads them by @font-face, as bare WeasyPrint does.
    """

    def __init__(self, *, installed: bool) -> None:
        from django.conf import settings
        from playwright.sync_api import sync_playwright

        rules = "" if installed else font_faces(settings.FONT_DIR)
        song, hei = ("Perfbudget Song", "Perfbudget Hei") if installed else ("Song", "Hei")
        self.markup = page().replace("</head>", f"<style>{rules}{sheet(song, hei)}</style></head>")
        self.file = None if installed else Path(tempfile.mkdtemp(prefix="perfbudget-bench-")) / "form.html"
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
            env={**os.environ, "FONTCONFIG_FILE": str(settings.FONT_DIR / "fonts.conf")},
        )
        self.page = self.browser.new_page()

    def __call__(self) -> bytes:
        if self.file:  # a page that was set may not read files
            self.file.write_text(self.markup, encoding="utf-8")
            self.page.goto(self.file.as_uri())
        else:
            self.page.set_content(self.markup)
        return self.page.pdf(prefer_css_page_size=True, tagged=True)

    def close(self) -> None:
        self.browser.close()
        self.playwright.stop()


def font_faces(folder: Path) -> str:
    faces = {"Song": folder / "song.ttf", "Hei": folder / "hei.ttf"}
    return "".join(f"@font-face {{ font-family: {name}; src: url({path.as_uri()}) }}" for name, path in faces.items())


CONTENDERS: dict[str, Callable[[], Print]] = {
    "ours": ours,
    "ours, second process": ours,
    "bare WeasyPrint": bare,
    "naive WeasyPrint": naive,
    "Chromium, @font-face": partial(Chromium, installed=False),
    "Chromium, installed": partial(Chromium, installed=True),
}


def memory() -> float:
    """Resident MB of this process and what it started."""
    lines = (line for pid in family() for line in read(f"/proc/{pid}/status").splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def processor_time() -> float:
    """Seconds of processor time that this process and what it started have used."""
    counts = (read(f"/proc/{pid}/stat").rpartition(")")[2].split()[11:15] for pid in family())
    return sum(int(count) for each in counts for count in each) / os.sysconf("SC_CLK_TCK")


def family() -> list[int]:
    pids = [os.getpid()]
    for pid in pids:
        pids.extend(int(child) for child in read(f"/proc/{pid}/task/{pid}/children").split())
    return pids


def read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:  # a process that has just ended
        return ""
