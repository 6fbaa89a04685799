"""Sign in, sign out, see your account, choose an organisation, see its people."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assentian.accounts import confirming, queries
from assentian.accounts.forms import SignInForm
from assentian.accounts.rules import PERMISSIONS
from assentian.standards.vocabulary import Role
from assentian.web.access import OrganisationRequest, requires


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        answer = super().form_valid(form)
        confirming.remember(self.request)
        return answer


class SignOut(LogoutView):
    http_method_names = ["post", "options"]


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the only organisation of this person, or to the choice of theirs."""
    found = queries.organisations_of(request.user)  # type: ignore[arg-type]  # signed in
    if len(found) == 1:
        return redirect("readiness:overview", organisation=found[0].key)
    return redirect("accounts:organisations")


@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    found = queries.organisations_of(request.user)  # type: ignore[arg-type]  # signed in
    return render(request, "accounts/organisations.html", {"organisations": found})


@login_required
def account(request: HttpRequest) -> HttpResponse:
    found = queries.organisations_of(request.user)  # type: ignore[arg-type]  # signed in
    return render(request, "accounts/account.html", {"organisations": found})


@requires("read")
def people(request: OrganisationRequest) -> HttpResponse:
    """Members with their roles, and what each role carries: the permission table itself."""
    carried = [(role, [_plainly(name) for name, roles in PERMISSIONS.items() if role in roles]) for role in Role]
    context = {"people": queries.people(request.actor.organisation), "roles": carried}
    return render(request, "accounts/people.html", context)


def _plainly(permission: str) -> str:
    """`systems.register` -> `register systems`."""
    what, _, verb = permission.partition(".")
    return f"{verb} {what}".strip()
