"""Who is signed in, asked by every request: Django's sessions and allauth's accounts, prepared."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from phongtrao.accounts.models import User
from phongtrao.database.prepared import question


class SessionStore(db.SessionStore):
    """Django's sessions in the database, found by a prepared question."""

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(self.session_key or "")
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's way in; the person of a session is found by a prepared question."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person while the account is active."""
        found = _person.first(int(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None


@question
def _session(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


@question
def _person(person_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=person_id)
