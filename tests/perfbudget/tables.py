"""Tables out of the administration and in again, as a browser asks for them."""

from django.contrib.admin import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.perfbudget.pages import address

XLSX, CSV = "0", "1"


def exported(admin, model, kind, query=""):
    (resource,) = site._registry[model].resource_classes
    chosen = {f"{resource.__name__.lower()}_{name}": "on" for name in resource.fields}
    answer = admin.post(address(model, "export") + query, {"format": kind, "resource": "", **chosen})
    assert answer.status_code == 200
    return answer.content


def previewed(admin, model, kind, content):
    file = SimpleUploadedFile("table", content)
    return admin.post(address(model, "import"), {"import_file": file, "format": kind, "resource": ""})


def imported(admin, model, kind, content):
    answer = previewed(admin, model, kind, content)
    assert "confirm_form" in answer.context, answer.content.decode()
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_process_import")
    assert admin.post(page, answer.context["confirm_form"].initial).status_code == 302
    return answer.context["result"]
