"""Files come in by the browser: chosen or dropped, looked at, taken in, undone; with and without JavaScript."""

import re
from base64 import b64encode
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from reports.word import render_document_docx
from targets.declaration import DepartmentDocument
from targets.models import DepartmentTarget, Import, ImportState, Project
from targets.services import imports
from tests.factories import FiscalYearFactory

DROP = """
([selector, name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0))], name));
  const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(drop);
}
"""


@pytest.fixture
def word(tmp_path, seed_reading):
    """The published document as we write it in Word."""
    target, projects = seed_reading.target, seed_reading.projects
    document = DepartmentDocument(year=2025, unit=target.unit, target=target, projects=projects)
    path = tmp_path / "2025年绩效目标.docx"
    path.write_bytes(render_document_docx(document))
    return path


def test_a_word_file_is_looked_at_taken_in_and_undone(word, unit, staff, sign_in):
    FiscalYearFactory()
    page = sign_in(staff.username)
    page.goto("/projects/")
    page.click("text=导入 Word/Excel")
    page.set_input_files("[name=file]", word)
    page.click("text=读取并比较")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    button = page.locator("#take button")
    expect(button).to_have_text("导入勾选项 (7)")
    every = page.get_by_label("全选“新增”")
    every.uncheck()
    expect(button).to_be_disabled()
    every.check()
    page.get_by_label("下沉工作队综合经费").uncheck()
    expect(button).to_have_text("导入勾选项 (6)")
    assert not Project.objects.exists()
    button.click()
    page.wait_for_selector(".alert-success")
    assert (Project.objects.count(), DepartmentTarget.objects.count()) == (5, 1)
    page.click("text=撤销这次导入")
    page.wait_for_selector(".chip.import-undone")
    assert not Project.objects.exists()


def test_a_dropped_file_is_read_in_the_background_while_the_page_tells_how_far(word, unit, staff, sign_in, monkeypatch):
    FiscalYearFactory()
    monkeypatch.setattr(imports, "LARGE", 1)
    monkeypatch.setattr("targets.tasks.work_on_import", SimpleNamespace(enqueue=lambda key: None))  # no worker is there
    page = sign_in(staff.username)
    page.goto("/imports/new")
    page.wait_for_selector("[data-hint]:not([hidden])")
    page.evaluate(DROP, ["[data-drop]", word.name, b64encode(word.read_bytes()).decode()])
    page.click("text=读取并比较")
    page.wait_for_selector("#progress progress")
    upload = Import.objects.get()
    assert upload.state == ImportState.READING
    imports.work_on(upload.pk)
    expect(page.locator("#take button")).to_have_text("导入勾选项 (7)")  # by itself
