"""All addresses."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from perfbudget.expired import SignIn
from perfbudget.icon import Icon

urlpatterns = [
    path("", include("targets.urls")),
    path("", include("targets.people_urls")),
    path("", include("targets.import_urls")),
    path("", include("reports.urls")),
    path("", include("reports.archive_urls")),
    path("", include("reports.review_urls")),
    path("login/", SignIn.as_view(), name="login"),
    # Signing out clears nothing in the browser: all it keeps is text that could not be saved, each person's apart, and
    # clearing the storage of a site would take colleagues' text along.
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
    path("favicon.ico", Icon.as_view(), name="favicon"),
]
handler400 = "perfbudget.busy.bad_request"
handler500 = "perfbudget.busy.server_error"
