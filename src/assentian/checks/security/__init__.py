"""Security of what the system is made of: secrets that lie about, and packages that are known to be vulnerable."""

from assentian.checks.security import secrets, vulnerabilities

KINDS = (secrets.KIND, vulnerabilities.KIND)
