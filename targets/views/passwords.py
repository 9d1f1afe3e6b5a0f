"""One's own password: changing it, and setting the first one by an invitation's link."""

from typing import Any

from axes.utils import reset
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from targets.forms.people import NewPasswordForm, OwnPasswordForm
from targets.models import User


class OwnPassword(PasswordChangeView):
    """Asks for the old password too. Sessions elsewhere end with it, this one goes on."""

    form_class = OwnPasswordForm
    template_name = "registration/own_password.html"
    success_url = reverse_lazy("start")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(
            self.request, _("Your password is changed. Wherever else you were signed in, you are no more.")
        )
        return super().form_valid(form)


@method_decorator(login_not_required, name="dispatch")
class SetPassword(PasswordResetConfirmView):
    """Where an invitation's link leads: it sets the password, lifts a lock and signs in. It works once."""

    form_class = NewPasswordForm
    template_name = "registration/set_password.html"
    success_url = reverse_lazy("start")
    post_reset_login = True
    post_reset_login_backend = "django.contrib.auth.backends.ModelBackend"

    def get_user(self, uidb64: str) -> User | None:
        """The invited person, while the account is not deactivated."""
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        reset(username=form.user.get_username())
        messages.success(
            self.request, _("Your password is set. Your user name is %(name)s.") % {"name": form.user.username}
        )
        return super().form_valid(form)
