"""Sign in and out, your account and its password, organisations, and the people of one: who comes in and may what."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from assentian.accounts import confirming, invitations, queries, services
from assentian.accounts.forms import ChangePassword, ChoosePassword, Invite, Roles, SignInForm
from assentian.accounts.rules import PERMISSIONS
from assentian.standards.vocabulary import Role
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell

_NOUNS = {
    "applicability": "the Statement of Applicability",
    "criteria": "risk criteria",
    "impact": "impact assessments",
    "operation": "operation",
    "pack": "audit packs",
    "threats": "threats",
}
_BACKEND = "django.contrib.auth.backends.ModelBackend"


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


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """This browser stays signed in, every other one does not."""
    user = request.user
    form = ChangePassword(user, request.POST or None)  # type: ignore[arg-type]  # signed in
    if form.is_valid():
        try:
            services.choose_password(user, form.cleaned_data["password"])  # type: ignore[arg-type]  # signed in
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            update_session_auth_hash(request, user)  # type: ignore[arg-type]  # signed in
            messages.success(request, "Your password is changed. Everywhere else you are signed out.")
            return redirect("accounts:account")
    crumbs = [Link("Your account", reverse("accounts:account"))]
    return render(request, "accounts/password.html", {"form": form, "crumbs": crumbs})


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, pseudonym: UUID, token: str) -> HttpResponse:
    """Whoever has the link chooses the password and is signed in; a link that no longer holds says what to do."""
    user = invitations.invited(pseudonym, token)
    if user is None:
        return render(request, "accounts/lapsed.html", status=410)
    form = ChoosePassword(user, request.POST or None)
    if form.is_valid():
        try:
            services.choose_password(user, form.cleaned_data["password"])
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            login(request, user, backend=_BACKEND)
            messages.success(request, f"Your password is set. Sign in with {user.email} from now on.")
            return redirect("accounts:home")
    return render(request, "accounts/invitation.html", {"form": form, "invited": user})


@requires("read")
def people(request: OrganisationRequest) -> HttpResponse:
    """Members with their roles, and what each role carries: the permission table itself."""
    carried = [(role, [_plainly(name) for name, roles in PERMISSIONS.items() if role in roles]) for role in Role]
    context = {
        "people": queries.people(request.actor.organisation),
        "roles": carried,
        "may_manage": request.actor.may("members.manage"),
    }
    return render(request, "accounts/people.html", context)


@requires("members.manage")
@require_http_methods(["GET", "POST"])
def invite(request: OrganisationRequest) -> HttpResponse:
    form = Invite(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            user = services.invite(request.actor, told["name"], told["email"], set(told["roles"]))
        except services.AccountError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, f"{user.name} is a member.")
            return redirect("accounts:person", request.actor.organisation, user.pk)
    return render(request, "accounts/invite.html", {"form": form, "crumbs": [_to_people(request)]})


@requires("members.manage")
@require_http_methods(["GET", "POST"])
def person(request: OrganisationRequest, person: int) -> HttpResponse:
    """A member's roles to change, and the link by which they come in as long as they have not."""
    organisation = request.actor.organisation
    found = queries.person(organisation, person)
    if found is None:
        raise Http404
    user, held = found
    form = Roles(request.POST) if request.method == "POST" else Roles(initial={"roles": held})
    if form.is_bound and form.is_valid():
        try:
            services.set_roles(request.actor, user, set(form.cleaned_data["roles"]))
        except services.AccountError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, f"The roles of {user.name} are as you chose them.")
            if form.cleaned_data["roles"] or user.pk != request.actor.user_id:
                return redirect("accounts:people", organisation)
            return redirect("accounts:home")  # who has left sees nothing here any more
    context = {"member": user, "form": form, "crumbs": [_to_people(request)]}
    if not user.has_usable_password():
        link = request.build_absolute_uri(invitations.path(user))
        context |= {"link": link, "lapses_at": invitations.lapses_at()}
    return render(request, "accounts/person.html", context)


def _plainly(permission: str) -> str:
    """`systems.register` -> `register systems`."""
    what, _, verb = permission.partition(".")
    return f"{verb} {_NOUNS.get(what, what)}".strip()


def _to_people(request: OrganisationRequest) -> Link:
    return Link("People and roles", reverse("accounts:people", args=[request.actor.organisation]))
