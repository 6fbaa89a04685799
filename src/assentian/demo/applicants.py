"""Draws one applicant for credit, and whether the loan would go wrong, from a stream of random numbers. SYNTHETIC.

A structural model: age shapes income, tenure, housing and channel; these, the loan and the world shape debt and
arrears; all of them, and a part of life that no form asks for, shape default. Every constant is this portfolio's own
invention, chosen to be believable, and none is an estimate of anything.

Invariants: an applicant takes its numbers from the stream in a fixed order; what the lender decides plays no part
here.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType
from typing import TypeVar

from assentian.demo.tables import Value

Choice = TypeVar("Choice", str, int)

AGE_BANDS = {"18-24": 0.12, "25-34": 0.27, "35-49": 0.32, "50-64": 0.21, "65+": 0.08}
REGIONS = {"north": 0.24, "east": 0.17, "south": 0.21, "west": 0.26, "islands": 0.12}
TERMS = {12: 0.14, 24: 0.24, 36: 0.27, 48: 0.2, 60: 0.15}
TYPICAL_INCOME = {"18-24": 31000, "25-34": 35500, "35-49": 39500, "50-64": 40000, "65+": 34000}
TYPICAL_TENURE = {"18-24": 2.4, "25-34": 4.0, "35-49": 6.4, "50-64": 8.5, "65+": 8.0}
HOUSING = {
    "18-24": {"owner": 0.12, "tenant": 0.56, "with-family": 0.32},
    "25-34": {"owner": 0.3, "tenant": 0.58, "with-family": 0.12},
    "35-49": {"owner": 0.5, "tenant": 0.46, "with-family": 0.04},
    "50-64": {"owner": 0.6, "tenant": 0.37, "with-family": 0.03},
    "65+": {"owner": 0.62, "tenant": 0.33, "with-family": 0.05},
}
DEFAULT_BY_CHANNEL = {"branch": -0.15, "web": 0.0, "broker": 0.2, "partner-app": 0.3}
DEFAULT_BY_HOUSING = {"owner": -0.3, "tenant": 0.15, "with-family": 0.0}
SEX_INCOME = {"female": 0.94, "male": 1.05}
UNSTATED_INCOME, UNSTATED_TENURE = 0.006, 0.011  # shares of applicants who leave the field empty
OUTAGE_LOSS = 0.85  # share of the app's incomes lost on a day of outage
MOST_ARREARS = 6
YOUNG_IN_APP = 1.5  # how much likelier the under-35s are to come by the partner's app


@dataclass(frozen=True)
class Climate:
    """The world in which a month's applications are made; with the defaults, a calm one."""

    channels: Mapping[str, float]  # shares of the ways by which applications come
    income_factor: float = 1.0
    debt_shift: float = 0.0
    hardship: float = 0.0  # log-odds added to everyone's default
    debt_effect: float = 3.4  # log-odds of default for each unit of the debt ratio
    outage_days: range = range(0)  # days of the month on which the partner's app passes on hardly any income


CALM = Climate(channels=MappingProxyType({"branch": 0.3, "web": 0.43, "broker": 0.18, "partner-app": 0.09}))
DOWNTURN = Climate(
    channels=MappingProxyType({"branch": 0.22, "web": 0.33, "broker": 0.15, "partner-app": 0.3}),
    income_factor=0.76,
    debt_shift=0.09,
    hardship=0.4,
    debt_effect=4.4,
)
DOWNTURN_WITH_OUTAGE = replace(DOWNTURN, outage_days=range(12, 21))


def draw_application(stream: Random, climate: Climate, day: int) -> dict[str, Value]:
    """An application of a day of the month, with its outcome: all columns but `case_id`, `decided_at` and the score."""
    sex = _pick(stream, {"female": 0.47, "male": 0.53})
    age_band = _pick(stream, AGE_BANDS)
    channel = _pick(stream, _channels_for(age_band, climate))
    housing = _pick(stream, HOUSING[age_band])
    income = _income(stream, TYPICAL_INCOME[age_band] * SEX_INCOME[sex] * climate.income_factor)
    tenure = round(min(40.0, -TYPICAL_TENURE[age_band] * math.log(1 - stream.random())), 1)
    loan = max(1000, min(50000, round(90 * math.exp(stream.gauss(0, 0.5))) * 100))
    debt_ratio = round(max(0.0, min(1.2, stream.gauss(0.28 + climate.debt_shift, 0.11) + 0.04 * loan / income)), 3)
    arrears = _arrears(stream, debt_ratio, housing)
    term = _pick(stream, TERMS)
    log_odds = (
        -2.35
        + climate.hardship
        + climate.debt_effect * (debt_ratio - 0.3)
        - 0.8 * math.log(income / 36000)
        - 0.25 * math.log1p(tenure)
        + 0.8 * arrears
        + 0.35 * math.log(loan / 9000)
        + 0.01 * (term - 36)
        + DEFAULT_BY_CHANNEL[channel]
        + DEFAULT_BY_HOUSING[housing]
        + stream.gauss(0, 0.4)  # what no form asks for
    )
    is_income_lost = channel == "partner-app" and day in climate.outage_days and stream.random() < OUTAGE_LOSS
    return {
        "sex": sex,
        "age_band": age_band,
        "region": _pick(stream, REGIONS),
        "channel": channel,
        "housing": housing,
        "income": None if is_income_lost or stream.random() < UNSTATED_INCOME else income,
        "employment_years": None if stream.random() < UNSTATED_TENURE else tenure,
        "debt_ratio": debt_ratio,
        "prior_arrears": arrears,
        "loan_amount": loan,
        "term_months": term,
        "defaulted": int(stream.random() < 1 / (1 + math.exp(-log_odds))),
    }


def _pick(stream: Random, shares: Mapping[Choice, float]) -> Choice:
    """One key, by shares that need not add up to 1."""
    mark = stream.random() * math.fsum(shares.values())
    for choice, share in shares.items():
        mark -= share
        if mark < 0:
            return choice
    return choice


def _channels_for(age_band: str, climate: Climate) -> Mapping[str, float]:
    if age_band not in {"18-24", "25-34"}:
        return climate.channels
    return {**climate.channels, "partner-app": climate.channels["partner-app"] * YOUNG_IN_APP}


def _income(stream: Random, typical: float) -> int:
    """Gross yearly income: log-normal about the typical one, rounded to 100, never below a minimum of 6,000."""
    return max(6000, round(typical * math.exp(stream.gauss(0, 0.42)) / 100) * 100)


def _arrears(stream: Random, debt_ratio: float, housing: str) -> int:
    """Late payments: each one is as likely as the first, up to six."""
    chance = min(0.6, 0.05 + 0.3 * debt_ratio + (0.04 if housing == "tenant" else 0.0))
    count = 0
    while count < MOST_ARREARS and stream.random() < chance:
        count += 1
    return count
