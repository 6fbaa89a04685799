"""The link by which a person chooses their password, once: for somebody invited, and for a password that is lost.

Invariants: nothing of it is stored; it is signed over the password as it stands, so that a choice ends every link of
before; it lapses after `PASSWORD_RESET_TIMEOUT`. Nobody but the person ever knows the password.
It is not sent: whoever made it hands it over by a way that they trust.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse

from assentian.accounts.models import User
from assentian.journal.context import now


def path(user: User) -> str:
    """The address of the link, from the root of the server."""
    return reverse("accounts:invitation", args=[user.pseudonym, default_token_generator.make_token(user)])


def lapses_at() -> datetime:
    """Until when a link that is made now holds."""
    return now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def invited(pseudonym: UUID, token: str) -> User | None:
    """Whose link this is; None when it was used, has lapsed or never was one. One query."""
    user = User.objects.filter(pseudonym=pseudonym, is_active=True).first()
    return user if user and default_token_generator.check_token(user, token) else None
