"""A whole round of review in the browser: submitted, commented on, returned, corrected, submitted again, approved."""

import pytest
from django.urls import reverse

from targets.models import Edition, Project, Status, Thread
from targets.services.submitting import submit_project
from tests.browser.editor import cell, settled

pytestmark = pytest.mark.allows(422)


@pytest.fixture
def as_user(page, sign_in):
    """Another person takes the seat."""

    def signed_in(person):
        page.context.clear_cookies()
        return sign_in(person.username)

    return signed_in


def submit(page, project):
    """Submit on the page for it, with a reason for each reminder."""
    page.goto(reverse("submit", args=[project.pk]))
    for box in page.locator("textarea[name^='reason:']").all():
        box.fill("按实际工作安排")
    page.click("main button.btn-primary:has-text('提交审核')")
    page.wait_for_url(f"**{project.get_absolute_url()}")


def test_a_round_of_review(draft, staff, head, as_user):
    review = reverse("review", args=[draft.pk])
    submit(as_user(staff), draft)

    page = as_user(head)
    page.click(".topbar nav a:has-text('审核')")
    page.click(f"a[href='{review}']")
    page.locator("#sheet td:has(> [data-say='indicators.5.value'])").click(position={"x": 5, "y": 5})
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.type("请提高满意度")
    page.click("#say button")
    page.wait_for_selector("#sheet .said.open")  # in its cell, without loading the page
    page.click("summary:has-text('退回')")
    page.fill("[name=comment]", "请核对服务对象满意度")
    page.click("button:has-text('退回修改')")
    page.wait_for_selector(".alert-success")
    assert "已退回修改" in page.inner_text(".alert-success")

    page = as_user(staff)
    page.goto(reverse("edit", args=[draft.pk]))
    page.wait_for_selector("html.live")
    assert "请核对服务对象满意度" in page.inner_text(".return-note")
    page.click(".thread a[href='#indicators-5-value']")
    cell(page, "indicators-5-value").fill("≥99%")
    settled(page)
    page.click(".thread summary:has-text('答复')")
    page.fill(".thread textarea", "已提高")
    page.click(".thread button:has-text('发送')")
    page.wait_for_selector(".thread p:has-text('已提高')")
    submit(page, draft)

    page = as_user(head)
    page.goto(review)
    changed = page.locator("#sheet td:has(> .change.changed)")
    assert changed.count() == 1
    assert "≥99%" in changed.inner_text()
    assert "已修改，原为" in changed.inner_text()
    page.click(".thread button:has-text('标为已解决')")
    page.wait_for_selector("#sheet .said.resolved")
    page.keyboard.press("a")  # leads to the button, and does not press it
    assert page.evaluate("document.activeElement.innerText") == "确认批复"
    page.keyboard.press("Enter")
    page.wait_for_selector(".alert-success:has-text('已批复为第 2 版')")
    assert (Project.objects.get(pk=draft.pk).status, Edition.objects.filter(project=draft).count()) == ("approved", 2)
    assert Thread.objects.get().resolved_by == head


def test_several_are_ticked_at_once_and_keys_lead_on(seed, staff, head, as_user):
    for project in (seed[0], seed[1]):
        Project.objects.filter(pk=project.pk).update(status=Status.DRAFT, updated_by=staff)
    reasons = Anything("按实际工作安排")
    for project in (seed[0], seed[1]):
        submit_project(project_id=project.pk, version="1", reasons=reasons, actor=staff)
    page = as_user(head)
    page.goto(reverse("review", args=[seed[0].pk]))
    page.keyboard.press("j")
    page.wait_for_url(f"**{reverse('review', args=[seed[1].pk])}")
    page.keyboard.press("c")
    page.keyboard.type("jka")  # is text now
    assert page.input_value("#say [name=text]") == "jka"
    page.goto(reverse("inbox"))
    page.click("thead input[type=checkbox]")
    assert "2" in page.inner_text("[data-ticked]")
    page.click("button:has-text('批复勾选项')")
    page.wait_for_selector(".done")
    assert page.locator(".done:has-text('第 2 版')").count() == 2
    page.reload()
    assert page.locator("td:has-text('此前已处理')").count() == 2


class Anything(dict):
    """One reason for every reminder there may be."""

    def __init__(self, reason):
        self.reason = reason

    def __missing__(self, key):
        return self.reason

    def get(self, key, default=None):
        return self.reason
