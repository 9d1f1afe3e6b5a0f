"""Pages of the administration as a browser meets them: addresses, forms sent back, refusals."""

from django.contrib.admin import site
from django.urls import reverse

from targets.models import Edition, HistoryEntry, KeptFinding

OURS = sorted(
    (model for model in site._registry if model._meta.app_label in {"indicators", "targets"}), key=lambda m: m.__name__
)

ONLY_READ = {Edition, HistoryEntry, KeptFinding}
"""What nobody adds or changes there, administrators neither."""


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def form_of(response):
    """What the browser would send back of a change page, unchanged."""
    forms = [
        response.context["adminform"].form,
        *(f for s in response.context["inline_admin_formsets"] for f in s.formset),
    ]
    managers = [inline.formset.management_form for inline in response.context["inline_admin_formsets"]]
    data = {}
    for form in [*forms, *managers]:
        for field in form:
            value = field.value()
            data[field.html_name] = "" if value is None else value
    return data


def added(data, prefix, *rows):
    """A page's data with rows added to an inline."""
    total = int(data[f"{prefix}-TOTAL_FORMS"])
    data = data | {f"{prefix}-TOTAL_FORMS": total + len(rows)}
    for number, row in enumerate(rows, start=total):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def refused(answer, sentence):
    """The page came back, with the sentence on it, and nothing broke."""
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def listed(*rows):
    """What the browser sends back of an editable list."""
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "1"}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data
