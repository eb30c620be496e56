"""Forms of the administrator: a new account, a new password, who holds a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phongtrao.accounts import queries as accounts


class AccountForm(forms.Form):
    """One new account; the first password is told to the person and changed at first use."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        help_text=_("Letters, digits, dot or hyphen, for example a short name of the post."),
        error_messages={"required": _("Enter a sign-in name.")},
    )
    full_name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        error_messages={"required": _("Enter the full name or the title.")},
    )
    email = forms.EmailField(
        label=_("E-mail (may be left empty)"),
        required=False,
        error_messages={"invalid": _("The e-mail address is not complete.")},
    )
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        help_text=_("At least 8 characters, not a common word."),
        error_messages={"required": _("Enter a first password.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    post = forms.CharField(
        label=_("Code of the post"),
        max_length=64,
        error_messages={"required": _("Enter the code of a post in the list.")},
    )

    def clean_post(self) -> Any:
        """The post with this code."""
        found = accounts.post_by_code(self.cleaned_data["post"].strip())
        if found is None:
            raise forms.ValidationError(_("There is no post with this code."))
        return found


class PasswordForm(forms.Form):
    """A new password for somebody who lost theirs."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 8 characters, not a common word."),
        error_messages={"required": _("Enter a new password.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
