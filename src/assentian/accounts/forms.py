"""Signing in, and giving the password once more before something is signed."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest

FIELD = "confirm_password"
"""Name of the field with the password that is given once more."""


def _password(label: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
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
