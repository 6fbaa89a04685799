"""Training, evaluation and agent jobs ran without network, host mounts or rights that they did not need."""

from datetime import timedelta

from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, kind, rule

FIELDS = (
    Field(name="job", meaning="the job"),
    Field(name="network", meaning="whether it could reach a network", type=Type.FLAG),
    Field(name="network_needed", meaning="whether it needs to", type=Type.FLAG, required=False),
    Field(name="host_mounts", meaning="how many folders of the host it could write to", type=Type.WHOLE),
    Field(name="root", meaning="whether it ran as root or privileged", type=Type.FLAG),
)


@rule
def open_network(_parameters: Parameters) -> str:
    """Jobs that could reach a network without need. Unit: jobs.

    Does not show: what a job that needs the network reached.
    """
    return "network AND NOT coalesce(network_needed, false)"


@rule
def mounts_host(_parameters: Parameters) -> str:
    """Jobs that could write to folders of the host. Unit: jobs.

    Does not show: volumes shared with other jobs.
    """
    return "host_mounts <> 0"


@rule
def runs_as_root(_parameters: Parameters) -> str:
    """Jobs that ran as root or privileged. Unit: jobs.

    Does not show: single capabilities given to a job that is not root.
    """
    return "root"


KIND = kind(
    name="sandbox",
    title="Isolation of training, evaluation and agent jobs",
    speaks_for={
        "iso42001:A.4.5": "Shows how the computing resources of the system are kept apart.",
        "iso27001:A.8.31": "Measures how far jobs are separated from what they must not touch.",
    },
    valid_for=timedelta(days=90),
    fields=FIELDS,
    rules=(open_network, mounts_host, runs_as_root),
)
