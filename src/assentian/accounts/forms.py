"""What people type about themselves and one another: signing in, the password once more before something is signed,
inviting, roles, a new password.
"""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, QueryDict

from assentian.accounts.models import User
from assentian.standards.vocabulary import Role

_ROLES = [(role.value, f"{role.label}: {role.meaning}") for role in Role]
FIELD = "confirm_password"
"""Name of the field with the password that is given once more."""


def _password(label: str, *, kind: str = "current-password", **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": kind})
    return forms.CharField(label=label, strip=False, widget=widget, **more)


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "The e-mail address or the password is not right. Check both and try again.",
        "inactive": "This account is closed.",
    }

    username = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = _password("Password")


class ConfirmForm(forms.Form):
    """The password of whoever is signed in, checked as a sign-in is: the same back ends, the same throttle."""

    confirm_password = _password("Your password", error_messages={"required": "Enter your password to sign."})

    def __init__(self, request: HttpRequest, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.request = request

    def clean_confirm_password(self) -> str:
        given: str = self.cleaned_data[FIELD]
        user = self.request.user
        if authenticate(self.request, username=user.get_username(), password=given) != user:
            raise forms.ValidationError("This is not your password. Nothing is signed; try again.")
        return given


class Invite(forms.Form):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(
        label="E-mail address", help_text="They sign in with it. Somebody who has an account here keeps it."
    )
    roles = forms.MultipleChoiceField(
        choices=_ROLES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Two persons are needed wherever one proposes and another approves.",
    )


class Roles(forms.Form):
    roles = forms.MultipleChoiceField(
        label="What they are here",
        choices=_ROLES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="With none, they are no member any more; what they did stays under their name.",
    )


class ChoosePassword(forms.Form):
    """The address stands in it unchanged: whatever keeps the person's passwords learns whose this one is."""

    marks_optional = False

    username = forms.EmailField(
        label="You sign in as",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "readonly": True}),
    )
    password = _password(
        "New password",
        kind="new-password",
        help_text="At least 12 characters. A sentence that only you know is easy to keep.",
    )
    again = _password("The same once more", kind="new-password")

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        super().__init__({**data.dict(), "username": user.email} if data else None, initial={"username": user.email})
        self.user = user

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError("The two are not the same.")
        return again


class ChangePassword(ChoosePassword):
    present = _password("Present password")
    field_order = ("username", "present", "password", "again")

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise forms.ValidationError("This is not your present password.")
        return present
