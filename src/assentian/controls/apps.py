"""Controls in the shell: the statement in the navigation, its lines at the gate, its counts on a system's page."""

from django.apps import AppConfig


class ControlsConfig(AppConfig):
    name = "assentian.controls"
    verbose_name = "Controls"

    def ready(self) -> None:
        from assentian.controls.statement.against import against
        from assentian.inventory.gates import gates
        from assentian.web.registry import Entry, Section, navigation

        gates.add("controls", against)
        navigation.add(Entry(Section.PLANNING, "Statement of Applicability", "controls:statement", order=30))
