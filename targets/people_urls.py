"""Addresses of accounts: people, for administrators, and one's own notices and password."""

from django.urls import path

from targets.views import notices, people
from targets.views.passwords import OwnPassword, SetPassword

urlpatterns = [
    path("people/", people.PersonList.as_view(), name="people"),
    path("people/invite", people.InvitePerson.as_view(), name="invite"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/deactivate", people.deactivate_person, name="deactivate"),
    path("people/<int:pk>/reactivate", people.reactivate_person, name="reactivate"),
    path("people/<int:pk>/link", people.link_person, name="link"),
    path("notices/", notices.NoticeList.as_view(), name="notices"),
    path("notices/<int:pk>/", notices.open_notice, name="notice"),
    path("notices/read", notices.read_notices, name="read-notices"),
    path("notices/mail", notices.switch_mail, name="notice-mail"),
    path("password/", OwnPassword.as_view(), name="own-password"),
    path("invitation/<uidb64>/<token>/", SetPassword.as_view(), name="invitation"),
]
