"""What tests of the editing page do with it, and a table as a document's clipboard holds it."""

from targets.declaration import Declaration
from targets.models import Project
from targets.storage import declaration_of

HTML_TABLE = """<table><tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>绩效指标描述</td><td>指标值</td>
<td>指标值确定依据</td></tr><tr><td rowspan=4>产出指标</td><td rowspan=2>数量指标</td><td>社区数量</td><td>保障社区</td>
<td>12个</td><td>实际数量</td></tr><tr><td>活动次数</td><td>全年活动</td><td>24次</td><td>计划</td></tr>
<tr><td>质量指标</td><td>完成率</td><td>保障完成</td><td>≥95%</td><td>文件</td></tr>
<tr><td>成本指标</td><td>单位成本</td><td>平均</td><td>≤10万元/个</td><td>测算</td></tr>
<tr><td>效益指标</td><td>社会效益指标</td><td>改善环境</td><td>改善辖区环境</td><td>进一步提高</td><td>经验</td></tr>
<tr><td>满意度指标</td><td>服务对象满意度指标</td><td>群众满意度</td><td>满意程度</td><td>≥95%</td><td>问卷</td></tr></table>"""


def stored(project) -> Declaration:
    return declaration_of(Project.objects.with_tables().get(pk=project.pk))


def cell(page, name):
    return page.locator(f"[name='{name}']")


def settled(page):
    """Wait until everything typed is saved."""
    page.wait_for_selector("#saved[data-state=saved]")


def paste(page, where, text="", html=""):
    """What the browser does on Ctrl+V: the clipboard itself cannot be filled without asking the user."""
    cell(page, where).focus()
    page.evaluate(
        """([text, html]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            data.setData("text/html", html);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        [text, html],
    )


def names(page):
    return [each.input_value() for each in page.locator("tbody[data-list=indicators] [name$='-name']").all()]


def levels(page):
    return [
        (each.inner_text().split("\n")[0], each.get_attribute("rowspan")) for each in page.locator("th.level").all()
    ]
