"""Whom the demonstration is about: the organisation, its people, systems, assets and claims, from `data/*.yaml`.

Invariants: the files are read strictly (a key twice, or a key that no class below has, is an error); words keep the
spelling of the vocabulary; digests are taken from the files as they are, never written in.
Does not: touch the database. Whether names refer to each other rightly is tested, as the files ship with the package.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from assentian.standards import strict_yaml

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class Organisation:
    key: str
    name: str
    description: str
    scope: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """`key` is the local part of the address, `role` a `Role` of the vocabulary; passwords are made on building."""

    key: str
    name: str
    title: str
    role: str

    @property
    def email(self) -> str:
        return f"{self.key}@northwind.example"


@dataclass(frozen=True, kw_only=True)
class Version:
    """`released` is a day as ISO text; `parts` are keys of assets."""

    label: str
    released: str
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class System:
    """`owner` is the key of a person; `roles` are what the organisation is to this system, each an `AIRole`; `threats`
    names a threat model beside the YAML, or is empty.
    """

    key: str
    name: str
    purpose: str
    intended_use: str
    foreseeable_misuse: str
    form: str
    roles: tuple[str, ...]
    stage: str
    owner: str
    version: Version | None = None
    threats: str = ""

    def threat_model(self) -> str:
        return (DATA / self.threats).read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One file of an asset; `label` is its name without suffix, `digest` the SHA-256 of its bytes, hexadecimal."""

    label: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Asset:
    """`files` is a pattern below the folder of generated tables, `package` a file beside the YAML; one or none."""

    key: str
    name: str
    kind: str
    description: str
    owner: str
    source: str = ""
    licence: str = ""
    legal_basis: str = ""
    files: str = ""
    package: str = ""

    def revisions(self, tables: Path) -> list[Revision]:
        """One for each file, by name; none for an asset without one. `tables` is the folder of generated tables."""
        paths = [DATA / self.package] if self.package else sorted(tables.glob(self.files)) if self.files else []
        return [Revision(label=path.stem, digest=sha256(path.read_bytes()).hexdigest()) for path in paths]


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Revisions of `asset` came from those of `source`, in the way that `origin` says (`inventory` has the words)."""

    asset: str
    origin: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What the organisation says of one requirement: `level` 0 to 4; only controls have an owner and a status."""

    requirement: str
    level: int
    statement: str
    owner: str = ""
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class Story:
    organisation: Organisation
    people: tuple[Person, ...]
    systems: tuple[System, ...]
    assets: tuple[Asset, ...]
    provenance: tuple[Edge, ...]
    controls: tuple[Claim, ...]
    clauses: tuple[Claim, ...]


@cache
def story() -> Story:
    """Everything that the files tell, read once."""
    told, claimed = _read("organisation.yaml"), _read("claims.yaml")
    return Story(
        organisation=Organisation(**told["organisation"]),
        people=tuple(Person(key=key, **person) for key, person in told["people"].items()),
        systems=tuple(_system(key, system) for key, system in told["systems"].items()),
        assets=tuple(Asset(key=key, **asset) for key, asset in told["assets"].items()),
        provenance=tuple(Edge(**edge) for edge in told["provenance"]),
        controls=tuple(Claim(requirement=key, **claim) for key, claim in claimed["controls"].items()),
        clauses=tuple(Claim(requirement=key, **claim) for key, claim in claimed["clauses"].items()),
    )


def _system(key: str, raw: dict[str, Any]) -> System:
    version = raw.get("version")
    if version:
        version = Version(**{**version, "parts": tuple(version["parts"])})
    return System(key=key, **{**raw, "roles": tuple(raw["roles"]), "version": version})


def _read(name: str) -> Any:
    return strict_yaml.read(DATA / name).content
