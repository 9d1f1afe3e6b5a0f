"""What an indicator's row offers while its name is typed."""

import re
from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from targets.models import Project
from targets.suggestions import suggestions


@require_safe
def suggest(request: HttpRequest, pk: int) -> JsonResponse:
    """Suggestions for ``q``, of one ``category`` if it is given, as JSON; for those who may edit the project."""
    may_edit = Exists(Project.objects.editable_by(request.user).filter(pk=OuterRef("pk")))
    seen = Project.objects.visible_to(request.user).select_related("fiscal_year").annotate(may_edit=may_edit)
    project = get_object_or_404(seen, pk=pk)
    if not project.may_edit:
        raise PermissionDenied
    asked = request.GET.get("category", "")
    category = int(asked) if re.fullmatch("[0-9]{1,18}", asked) else 0 if asked else None
    found = suggestions(project=project, user=request.user, typed=request.GET.get("q", ""), category=category)
    return JsonResponse({"suggestions": [asdict(each) for each in found]}, json_dumps_params={"ensure_ascii": False})
