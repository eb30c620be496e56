"""How allauth behaves here: no sign-up, one line in the audit history for each sign-in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from phongtrao.accounts import queries as accounts
from phongtrao.audit import actions as audit


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are created by an administrator; the texts follow the house tone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The sign-in name or the password is not correct."),
        "email_password_mismatch": _("The sign-in name or the password is not correct."),
        "invalid_login": _("The sign-in name or the password is not correct."),
        "incorrect_password": _("The password is not correct."),
        "enter_current_password": _("The current password is not correct."),
        "too_many_login_attempts": _("Too many wrong attempts. Try again in 5 minutes."),
        "account_inactive": _("This account is closed. Ask the administrator."),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs up."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """No 'you have signed in' banners: the next page says it."""

    def post_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        """Record the sign-in with the post the person starts from."""
        post = accounts.acting_post(user, request.session)
        audit.record(verb="person.sign_in", by=post, object=user)
        return super().post_login(request, user, **kwargs)
