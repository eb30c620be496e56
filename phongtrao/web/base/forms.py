"""Forms of the base area."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django.utils.translation import gettext_lazy as _

from phongtrao.accounts import queries as accounts
from phongtrao.core.text import nfc

PHONE_SESSION = 60 * 60 * 24 * 14  # a unit contact returns within two weeks without signing in
OFFICE_SESSION = 60 * 60 * 12  # officers share laptops: one working day, in seconds


class SignInForm(LoginForm):  # type: ignore[misc]
    """Sign-in name or e-mail, and password; one session length for each role."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("Sign-in name or e-mail")
        login.error_messages["required"] = _("Enter the sign-in name or e-mail.")
        login.widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        password.label = _("Password")
        password.error_messages["required"] = _("Enter the password.")
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}

    def clean_login(self) -> str:
        """NFC, for names typed on a Mac arrive decomposed."""
        return nfc(super().clean_login())

    def login(self, request: Any, redirect_url: str | None = None) -> Any:
        """Sign in, then bound the session by the role."""
        response = super().login(request, redirect_url)
        post = accounts.acting_post(self.user, request.session)
        on_phone = post is not None and post.role == "unit_contact"
        request.session.set_expiry(PHONE_SESSION if on_phone else OFFICE_SESSION)
        return response


def _without_placeholders(form: Any) -> None:
    """A label stays visible while one types; a placeholder does not and only repeats it."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The person's own new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
