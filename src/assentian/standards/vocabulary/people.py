"""Who takes part: membership roles of the product, the roles an impact assessment asks, and an organisation's AI roles.

Four lists for four questions: what a member may do here (`Role`), how it is known who acts (`IdentityLevel`), whose
knowledge a question needs (`AskRole`), and what the organisation is to an AI system (`AIRole`, ISO/IEC 22989:2022).
Permissions and the duties that must not meet
in one person are rules of `accounts`, not of this list.
"""

from typing import Self

from assentian.standards.vocabulary.words import Word


class Role(Word):
    """What a member of an organisation is in the product."""

    TOP_MANAGEMENT = "top_management", "Top management", "Directs the organisation and answers for the AIMS."
    AIMS_MANAGER = "aims_manager", "AIMS manager", "Runs the management system from day to day."
    SYSTEM_OWNER = "system_owner", "System owner", "Answers for one or more AI systems."
    RISK_OWNER = "risk_owner", "Risk owner", "Accepts or treats risks and residual risks."
    ASSESSOR = "assessor", "Assessor", "Leads and reviews impact and risk assessments."
    APPROVER = "approver", "Approver", "Signs what others prepared."
    CONTRIBUTOR = "contributor", "Contributor", "Supplies records, answers and evidence."
    INTERNAL_AUDITOR = "internal_auditor", "Internal auditor", "Audits what others built and records findings."
    EXTERNAL_AUDITOR = "external_auditor", "External auditor", "Reads and verifies, changes nothing."


class IdentityLevel(Word):
    """How it was known who acts, as an approval in the ledger tells it. None is two-factor; none claims to be."""

    PASSWORD = "password", "Password", "The person gave their password to this installation."
    CONSOLE = "console", "Command line", "Whoever commands the installation's machine named the person."
    DEMO = "demo", "Demonstration", "A made-up person of the demonstration; nobody was asked."
    TOKEN = "token", "Token", "A machine acted on a member's behalf; it signs nothing."


class AskRole(Word):
    """Whose knowledge a question of the impact assessment needs, and in which membership that person acts."""

    acts_as: Role

    def __new__(cls, value: str, label: str = "", acts_as: Role = Role.CONTRIBUTOR) -> Self:
        word = cls._spelt(value, label)
        word.acts_as = acts_as
        return word

    SYSTEM_OWNER = "system_owner", "System owner", Role.SYSTEM_OWNER
    PRODUCT_MANAGER = "product_manager", "Product manager", Role.APPROVER  # signs at impact level II
    DATA_SCIENTIST = "data_scientist", "Data scientist", Role.CONTRIBUTOR
    ML_ENGINEER = "ml_engineer", "ML engineer", Role.CONTRIBUTOR
    DATA_STEWARD = "data_steward", "Data steward", Role.CONTRIBUTOR
    DPO = "dpo", "Data protection officer", Role.ASSESSOR
    LEGAL = "legal", "Legal counsel", Role.ASSESSOR
    RISK_MANAGER = "risk_manager", "Risk manager", Role.RISK_OWNER  # second line at II, signs at III
    SECURITY = "security", "Security specialist", Role.CONTRIBUTOR
    DOMAIN_EXPERT = "domain_expert", "Domain expert", Role.CONTRIBUTOR
    OPERATIONS = "operations", "Operations", Role.CONTRIBUTOR
    HUMAN_REVIEWER = "human_reviewer", "Human reviewer", Role.CONTRIBUTOR
    HR = "hr", "Human resources", Role.CONTRIBUTOR
    ACCESSIBILITY_LEAD = "accessibility_lead", "Accessibility lead", Role.CONTRIBUTOR
    AFFECTED_PEOPLE_REP = "affected_people_rep", "Representative of affected people", Role.CONTRIBUTOR
    INDEPENDENT_REVIEWER = "independent_reviewer", "Independent reviewer", Role.ASSESSOR
    TOP_MANAGEMENT = "top_management", "Top management", Role.TOP_MANAGEMENT


class AIRole(Word):
    """What an organisation is to an AI system: six groups and their sub-roles; each value is a node, `iso22989:...`."""

    group: str

    def __new__(cls, value: str, label: str = "", group: str = "") -> Self:
        word = cls._spelt(value, label)
        word.group = group or value
        return word

    PROVIDER = "ai_provider", "AI provider"
    PLATFORM_PROVIDER = "ai_platform_provider", "AI platform provider", "ai_provider"
    PRODUCT_OR_SERVICE_PROVIDER = "ai_product_or_service_provider", "AI product or service provider", "ai_provider"
    PRODUCER = "ai_producer", "AI producer"
    DEVELOPER = "ai_developer", "AI developer", "ai_producer"
    CUSTOMER = "ai_customer", "AI customer"
    USER = "ai_user", "AI user", "ai_customer"
    PARTNER = "ai_partner", "AI partner"
    SYSTEM_INTEGRATOR = "ai_system_integrator", "AI system integrator", "ai_partner"
    DATA_PROVIDER = "data_provider", "Data provider", "ai_partner"
    AUDITOR = "ai_auditor", "AI auditor", "ai_partner"
    EVALUATOR = "ai_evaluator", "AI evaluator", "ai_partner"
    SUBJECT = "ai_subject", "AI subject"
    DATA_SUBJECT = "data_subject", "Data subject", "ai_subject"
    OTHER_SUBJECT = "other_subject", "Other subject", "ai_subject"
    AUTHORITIES = "relevant_authorities", "Relevant authorities"
    POLICY_MAKER = "policy_maker", "Policy maker", "relevant_authorities"
    REGULATOR = "regulator", "Regulator", "relevant_authorities"


# A hint, not a legal classification: the words of Regulation (EU) 2024/1689 Art. 3 beside the roles nearest to them.
AI_ACT_OPERATORS: dict[str, tuple[AIRole, ...]] = {
    "provider": (AIRole.PROVIDER, AIRole.PRODUCER),
    "deployer": (AIRole.CUSTOMER,),
    "importer": (AIRole.PARTNER,),
    "distributor": (AIRole.PARTNER,),
    "affected person": (AIRole.SUBJECT,),
}
