"""What people type about themselves and one another: signing in, inviting, roles, passwords."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.http import QueryDict

from assentian.accounts.models import User
from assentian.standards.vocabulary import Role

_ROLES = [(role.value, f"{role.label}: {role.meaning}") for role in Role]


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "The e-mail address or the password is not right. Check both and try again.",
        "inactive": "This account is closed.",
    }

    username = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="Password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


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
    password = forms.CharField(
        label="New password",
        help_text="At least 12 characters. A sentence that only you know is easy to keep.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The same once more", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        super().__init__({**data.dict(), "username": user.email} if data else None, initial={"username": user.email})
        self.user = user

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError("The two are not the same.")
        return again


class ChangePassword(ChoosePassword):
    present = forms.CharField(
        label="Present password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("username", "present", "password", "again")

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise forms.ValidationError("This is not your present password.")
        return present
