"""What is wrong with a report of an event by itself. Pure."""

from datetime import date

from assentian.impact.choices import EventKind
from assentian.impact.reported.kinds import CHANGED, LOST, OF_AN_ASSET, Report, areas

LONGEST_TITLE, LONGEST_SOURCE, LONGEST_TEXT, LONGEST_PLACE = 200, 400, 20_000, 120
MOST_PLACES = 50
Wrong = tuple[str, str]
"""The input that is wrong, and why."""


def problem(report: Report, today: date) -> Wrong | None:
    """The first thing that is wrong with a report; None when nothing is."""
    if report.kind not in EventKind.values:
        return "kind", f"choose one of {', '.join(EventKind.values)}"
    for name, most in (("title", LONGEST_TITLE), ("source", LONGEST_SOURCE)):
        if not getattr(report, name).strip():
            return name, "say it in a few words"
        if len(getattr(report, name)) > most:
            return name, f"at most {most} characters; the rest belongs to the description"
    if len(report.description) > LONGEST_TEXT or len(report.legal_note) > LONGEST_TEXT:
        return "description", f"at most {LONGEST_TEXT} characters; link to the document instead"
    if report.happened_on > today:
        return "happened_on", "the day lies ahead; report what has happened"
    return _of_words(report) or _of_kind(report) or _of_place(report)


def _of_words(report: Report) -> Wrong | None:
    if unknown := [word for word in report.areas if word not in areas()]:
        return "areas", f"there is no area {unknown[0]!r}; the words are {', '.join(areas())}"
    if unknown := [word for word in report.changed if word not in CHANGED]:
        return "changed", f"a supplier changes {', '.join(CHANGED)}, not {unknown[0]!r}"
    return None


def _of_kind(report: Report) -> Wrong | None:
    if report.kind == EventKind.SUPPLIER and not report.changed:
        return "changed", "say what changed"
    if report.kind == EventKind.DATA_RIGHT and report.lost not in LOST:
        return "lost", f"say how the right was lost: {' or '.join(LOST)}"
    if report.kind == EventKind.DPIA and not report.version.strip():
        return "version", "say which version stands now, or what the authority answered"
    if len(report.version) > LONGEST_TITLE:
        return "version", f"at most {LONGEST_TITLE} characters"
    return None


def _of_place(report: Report) -> Wrong | None:
    """Whom it concerns must follow from something: a named system, a part, or where a law applies."""
    if len(report.places) > MOST_PLACES or any(len(place) > LONGEST_PLACE for place in report.places):
        return "places", f"at most {MOST_PLACES} places of {LONGEST_PLACE} characters"
    if report.asset_id is not None and report.kind not in OF_AN_ASSET:
        return "asset_id", "an event of this kind names systems, not a part of them"
    if report.kind == EventKind.DATA_RIGHT and report.asset_id is None:
        return "asset_id", "name the data set; the systems that run on it are known"
    is_placed = report.systems or report.asset_id is not None or report.areas or report.places
    return None if is_placed else ("systems", "name at least one AI system that it concerns")
