"""What was typed survives an expired session: it travels through the sign-in page and comes back in its form."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator

from targets.rescue import rescue


class SignedInMiddleware(LoginRequiredMiddleware):
    """Asks to sign in as Django does, but loses nothing that was typed.

    A page that saves by itself gets 401 and keeps its text; a form that was sent comes along on the sign-in page, where
    nothing is stored for somebody who may be anybody.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponse(status=401)
        if request.method == "POST" and getattr(getattr(view_func, "view_class", None), "keeps_typed", False):
            form = AuthenticationForm(request)
            context = {"form": form, "next": request.path, "rescued": request.POST.urlencode()}
            return render(request, "registration/login.html", context, status=401)
        return super().handle_no_permission(request, view_func)


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """The sign-in page, which hands on what an expired session could not save."""

    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.method == "POST" and request.POST.get("rescued"):
            return self._go_on()  # signed in meanwhile in another window
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"rescued": self.request.POST.get("rescued", "")}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        return self._go_on() if self.request.POST.get("rescued") else response

    def _go_on(self) -> HttpResponseRedirect:
        rescue(self.request, self.get_success_url(), self.request.POST["rescued"])
        return HttpResponseRedirect(self.get_success_url())
