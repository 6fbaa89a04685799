"""Are participants and accounts bound to a verified identity? Held against an export of the directory."""

from datetime import timedelta

from assentian.checks.measure import Limit, Worse
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import PER_MILLION, Parameters, figure, kind, rule, share

FIELDS = (
    Field(name="account", meaning="the account or participant, as a pseudonym"),
    Field(name="issuer", meaning="who verified the identity", required=False),
    Field(name="subject", meaning="the subject at that issuer", required=False),
    Field(name="mfa", meaning="whether a second factor is demanded", type=Type.FLAG),
    Field(name="created", meaning="when the account was made", type=Type.TIME),
)
MINIMUM_AGE_DAYS = 7


@figure(Limit(warn=1, breach=1, worse=Worse.BELOW), scale=PER_MILLION)
def bound_share(_parameters: Parameters) -> str:
    """Accounts with an issuer, a subject there and a second factor, as a share of all. Unit: share, 0 to 1.

    Source: the three properties of an authenticated subject in OpenID Connect Core (`iss`, `sub`, `amr`).
    Does not show: whether the issuer verified the person well, or whether somebody else uses the account.
    """
    return share("issuer IS NOT NULL AND subject IS NOT NULL AND mfa")


@rule
def too_young(parameters: Parameters) -> str:
    """Accounts younger than the declared `minimum_age_days` (7 if not said), or made in the future. Unit: accounts.

    Does not show: an old account that was bought or taken over.
    """
    days = parameters.get("minimum_age_days", MINIMUM_AGE_DAYS)
    return f"created > as_of - INTERVAL {days:d} DAY"


@rule
def shared_subject(_parameters: Parameters) -> str:
    """Accounts that share issuer and subject with another: one person behind several participants. Unit: accounts.

    Does not show: one person with identities at several issuers.
    """
    return "issuer IS NOT NULL AND subject IS NOT NULL AND accounts_of_subject > 1"


KIND = kind(
    name="identity-binding",
    title="Accounts and participants bound to a verified identity",
    speaks_for={
        "iso42001:A.5.4": "Shows that the people whose interests were taken up are real and told apart.",
        "iso42001:A.3.2": "Shows that those who hold a role are who their account says.",
        "iso27001:A.5.16": "Measures how far identities are bound and managed over their life.",
    },
    valid_for=timedelta(days=90),
    fields=FIELDS,
    rules=(bound_share, too_young, shared_subject),
    derived=("count(*) OVER (PARTITION BY issuer, subject) AS accounts_of_subject",),
)
