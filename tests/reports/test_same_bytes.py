"""Equal declarations print equal bytes, in processes that share nothing."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from targets.declaration import DepartmentDocument
from tests.reports.samples import UNIT, declaration, department, numbered_indicators

PRINT = """
import sys
import django
django.setup()
from reports.rendering import render_document_pdf, render_project_pdf
from targets.declaration import DepartmentDocument
document = DepartmentDocument.from_json(sys.stdin.buffer.read())
sys.stdout.buffer.write(render_project_pdf(document.projects[0]) + render_document_pdf(document))
"""


@pytest.mark.slow
def test_two_processes_with_other_hash_seeds_and_clocks_print_the_same_bytes():
    document = DepartmentDocument(
        year=2025,
        unit=UNIT,
        target=department(lead="总体目标", goals=("甲",)),
        projects=(declaration(purpose="䶮☑≒"), declaration(number=2, indicators=numbered_indicators(20))),
    )
    common = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tests.settings")}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={**common, "PYTHONHASHSEED": seed, "TZ": zone},
        )
        for seed, zone in (("1", "UTC"), ("4242", "Asia/Shanghai"))
    ]
    one, two = (process.communicate(document.to_json().encode())[0] for process in running)
    assert [process.returncode for process in running] == [0, 0]
    assert one.startswith(b"%PDF-")
    assert one == two
