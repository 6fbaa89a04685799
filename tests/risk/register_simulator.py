"""An organisation with risk criteria in force and a register, built by calling the services."""

from dataclasses import dataclass
from datetime import date, timedelta

from assentian.accounts.rules import Actor
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.risk.accepted import queries as accepted
from assentian.risk.accepted import rules as acceptances
from assentian.risk.criteria import services as criteria
from assentian.risk.criteria.offered import offered
from assentian.risk.models import Acceptance, Risk, RiskCriteria, Treatment
from assentian.risk.register import services as register
from assentian.risk.treatment import services as treatment
from tests.cast import Cast

NO_CONSEQUENCE = {"organisation": 1, "individuals": 1, "groups": 1, "society": 1}


@dataclass
class RegisterSimulator:
    """The manager proposes, the assessor judges, the risk owner owns and accepts, the approver approves."""

    cast: Cast

    def actor(self, part: str) -> Actor:
        return self.cast.actor(part)

    def put_in_force(self) -> RiskCriteria:
        proposed = criteria.propose_criteria(self.actor("manager"), offered(), "Discussed with the board.")
        return criteria.approve_criteria(self.actor("approver"), proposed, seen=criteria.digest(proposed))

    def identify(self, system: AISystem | None = None, event: str = "Training data is poisoned", **more: str) -> Risk:
        owner = self.cast.people["risk_owner"].pk
        described = register.RiskDescription(
            cause="Rows come from a partner whom nobody checks.",
            event=event,
            consequence="Applicants are refused without cause.",
            owner_id=owner,
            system_id=system.pk if system else None,
            **more,
        )
        return register.identify_risk(self.actor("assessor"), described)

    def judge(self, risk: Risk, likelihood: int, individuals: int, kind: str = "inherent") -> None:
        steps = {**NO_CONSEQUENCE, "individuals": individuals}
        judgement = register.NewJudgement(kind=kind, likelihood=likelihood, consequences=steps, reason="By experience.")
        register.judge(self.actor("assessor"), risk, judgement)

    def treat(self, risk: Risk, *actions: str, option: str = "modify") -> Treatment:
        owner = self.cast.people["contributor"].pk
        due = now().date() + timedelta(days=30)
        plan = treatment.NewTreatment(
            option=option,
            statement="Rows are signed by who sends them.",
            controls=["iso42001:A.7.4", "Four eyes on labels"],
            actions=[treatment.NewAction(title=title, owner_id=owner, due=due) for title in actions],
        )
        return treatment.treat(self.actor("manager"), risk, plan)

    def finish(self, made: Treatment) -> None:
        for action in made.actions.filter(done_at=None):
            treatment.finish_action(self.actor("contributor"), action, "Switched on.")

    def accept(self, risk: Risk, part: str = "risk_owner", until: date | None = None) -> Acceptance:
        state = accepted.states(self.cast.organisation, [risk], now())[risk.pk]
        until = until or now().date() + timedelta(days=90)
        return treatment.accept_residual(
            self.actor(part), risk, until=until, reason="Small enough.", seen=acceptances.digest(state)
        )

    def accepted(self, system: AISystem | None = None, **more: str) -> Risk:
        """A risk that went all the way: judged, treated, judged again, accepted."""
        risk = self.identify(system, **more)
        self.judge(risk, 4, 4)
        self.finish(self.treat(risk, "Sign the rows"))
        self.judge(risk, 2, 3, "residual")
        self.accept(risk)
        return risk
