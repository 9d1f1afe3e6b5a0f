"""Addresses of accounts: people, for administrators, and one's own password."""

from django.urls import path

from targets.views import people
from targets.views.passwords import OwnPassword, SetPassword

urlpatterns = [
    path("people/", people.PersonList.as_view(), name="people"),
    path("people/invite", people.InvitePerson.as_view(), name="invite"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/deactivate", people.deactivate_person, name="deactivate"),
    path("people/<int:pk>/reactivate", people.reactivate_person, name="reactivate"),
    path("people/<int:pk>/link", people.link_person, name="link"),
    path("password/", OwnPassword.as_view(), name="own-password"),
    path("invitation/<uidb64>/<token>/", SetPassword.as_view(), name="invitation"),
]
