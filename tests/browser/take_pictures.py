"""Takes the pictures of the README and docs: ``make screenshots``. Not a test: pytest lends its site and its cast."""

import io
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from reports.rendering import render_document_pdf
from targets.models import DepartmentTarget, Project
from targets.storage import document_of

PICTURES = Path(settings.BASE_DIR) / "docs" / "pictures"
PAGES = {
    "start": ("staff", lambda seed: "/"),
    "start-head": ("head", lambda seed: "/"),
    "start-auditor": ("auditor", lambda seed: "/"),
    "start-administrator": ("administrator", lambda seed: "/"),
    "projects": ("staff", lambda seed: "/projects/"),
    "project": ("staff", lambda seed: seed[3].get_absolute_url()),
    "document": ("staff", lambda seed: reverse("document", args=[2025, "326001"])),
}


@pytest.mark.parametrize("name", PAGES)
def test_take_a_picture_of(name, seed, sign_in, request):
    role, address = PAGES[name]
    page = sign_in(request.getfixturevalue(role).username)
    page.goto(address(seed))
    page.screenshot(path=PICTURES / f"{name}.png", full_page=name != "document")


def test_take_a_picture_on_a_telephone(seed, staff, sign_in):
    page = sign_in(staff.username)
    page.set_viewport_size({"width": 360, "height": 740})
    for name, address in (("projects", "/projects/"), ("project", seed[3].get_absolute_url())):
        page.goto(address)
        page.screenshot(path=PICTURES / f"{name}-telephone.png")


def test_take_a_picture_of_the_paper(seed, unit):
    tables = enumerate(Project.objects.order_by("number").with_tables(), start=1)
    document = document_of(unit, 2025, tables, DepartmentTarget.objects.get())
    pdf = io.BytesIO(render_document_pdf(document)).getvalue()
    page = ["-f", "9", "-l", "9", "-singlefile", "-r", "90"]  # the fourth table, as in the picture of the screen
    subprocess.run(["pdftoppm", *page, "-png", "-", str(PICTURES / "paper")], input=pdf, check=True)
