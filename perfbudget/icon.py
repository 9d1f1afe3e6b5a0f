"""The icon at the address where browsers look for it on pages that name none, as those for printing."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.views.generic import RedirectView


@method_decorator(login_not_required, name="dispatch")
class Icon(RedirectView):
    """On to the icon under the name that it has by its content."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        return static("perfbudget/icon.svg")
