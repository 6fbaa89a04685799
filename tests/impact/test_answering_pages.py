"""A draft as people meet it: answered by several at once, saved question by question, and nothing typed is lost."""

import pytest
from django.urls import reverse

from assentian.impact.drafting import queries, services
from assentian.impact.models import Answer
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def system(cast):
    return OrganisationSimulator(cast.actor("manager")).register_system()


@pytest.fixture
def draft(cast, system):
    return services.start(cast.actor("manager"), system)


def url(cast, system, name, **kwargs):
    return reverse(f"impact:{name}", kwargs={"organisation": cast.organisation, "system": system.slug, **kwargs})


def hidden(page, key):
    """What the page had seen of a question: the inputs that go with its answer."""
    form = next(one.form for one in page.context["asked"] if one.key == key)
    return {f"{key}-{name}": form[name].value() for name in ("revision", "tab", "was")}


def sent(form):
    """The hidden inputs of a row's page."""
    return {name: form[name].value() for name in ("revision", "tab")}


def test_a_draft_is_started_once_and_shows_its_tasks(cast, system):
    client = cast.client("owner")
    for _ in range(2):
        assert client.post(url(cast, system, "start")).url == url(cast, system, "draft")
    page = client.get(url(cast, system, "draft")).content.decode()
    assert "Six modules" in page
    assert queries.draft(system).number == 1


def test_the_screening_asks_one_question_a_page_and_the_module_shows_the_answer(cast, system, draft):
    client = cast.client("contributor")
    first = client.get(url(cast, system, "screening", place=1))
    answer = client.post(
        url(cast, system, "screening", place=1), {**hidden(first, "purpose"), "purpose-value": "Sorts letters."}
    )
    assert answer.url == url(cast, system, "screening", place=2)
    assert "Sorts letters." in client.get(url(cast, system, "module", module="M1")).content.decode()


def test_every_module_and_every_question_has_its_page(cast, system, draft):
    client = cast.client("auditor")
    told = queries.told(draft)
    for module in told.bank.modules:
        assert client.get(url(cast, system, "module", module=module.id)).status_code == 200
    for question in told.bank.questions:
        assert client.get(url(cast, system, "alone", question=question.key)).status_code == 200
        if question.type == "table":
            page = cast.client("owner").get(url(cast, system, "row", question=question.key, row=0))
            assert page.status_code == 200
    for place in range(1, 13):
        assert client.get(url(cast, system, "screening", place=place)).status_code == 200
    assert client.get(url(cast, system, "screening", place=13)).status_code == 404


def test_two_people_see_both_answers_and_choose(cast, system, draft):
    mine, theirs = cast.client("owner"), cast.client("assessor")
    address = url(cast, system, "save", question="purpose")
    seen = hidden(mine.get(url(cast, system, "module", module="M1")), "purpose")
    other = hidden(theirs.get(url(cast, system, "module", module="M1")), "purpose")
    theirs.post(address, {**other, "purpose-value": "Theirs, as typed  "})
    answer = mine.post(address, {**seen, "purpose-value": " Mine, as typed"}).content.decode()
    assert "Answered meanwhile by Assessor" in answer
    assert "Theirs, as typed  " in answer
    assert Answer.objects.get(question="purpose").value == "Theirs, as typed  "
    again = {**seen, "purpose-value": " Mine, as typed"}
    assert b"Answered meanwhile" in mine.post(address, again).content, "saving again by itself overwrites nothing"
    kept = mine.post(address, {**again, "purpose-resolve": "both:1"})
    assert kept.headers["HX-Retarget"] == "#question-purpose"
    assert b"Answered meanwhile" in mine.post(address, again).content, "what the old page sends late undoes nothing"
    assert Answer.objects.get(question="purpose").value == "Theirs, as typed  \n\n Mine, as typed"


def test_a_page_does_not_collide_with_itself_nor_with_what_it_did_not_touch(cast, system, draft):
    mine, theirs = cast.client("owner"), cast.client("assessor")
    address = url(cast, system, "save", question="purpose")
    page = mine.get(url(cast, system, "module", module="M1"))
    seen = hidden(page, "purpose")
    for text in ("S", "So", "Sorts"):
        assert b"Saved" in mine.post(address, {**seen, "purpose-value": text}).content
    other = hidden(theirs.get(url(cast, system, "module", module="M1")), "effect")
    theirs.post(url(cast, system, "save", question="effect"), {**other, "effect-value": "material"})
    whole = {**seen, **hidden(page, "effect"), "purpose-value": "Sorts letters"}
    assert mine.post(url(cast, system, "module", module="M1"), whole).status_code == 302
    assert Answer.objects.get(question="effect").value == "material"
    assert Answer.objects.get(question="purpose").value == "Sorts letters"


def test_not_knowing_is_an_answer_except_where_it_is_none(cast, system, draft):
    client = cast.client("owner")
    page = client.get(url(cast, system, "module", module="M1"))
    client.post(url(cast, system, "save", question="purpose"), {**hidden(page, "purpose"), "purpose-unknown": "on"})
    assert Answer.objects.get(question="purpose").state == "unknown"
    assert queries.told(draft).evidence.grade("purpose") == "A0", "nothing stands behind what nobody knows"
    assert all(word != "unknown" for word, _ in page.context["asked"][3].form.fields["value"].choices[:-1])
    gate = next(one for one in page.context["asked"] if one.key == "prohibited")
    assert "unknown" not in [word for word, _ in gate.form.fields["value"].choices]


def test_rows_are_added_changed_and_taken_out_and_a_collision_shows_both(cast, system, draft):
    client, other = cast.client("owner"), cast.client("assessor")
    add = url(cast, system, "row", question="groups", row=0)
    assert client.post(add, {"group": "Applicants", "size": "900"}).status_code == 302
    change = url(cast, system, "row", question="groups", row=1)
    seen, theirs = client.get(change).context["form"], other.get(change).context["form"]
    other.post(change, {"revision": theirs["revision"].value(), "tab": theirs["tab"].value(), "group": "Theirs"})
    mine = {"revision": seen["revision"].value(), "tab": seen["tab"].value(), "group": "Mine"}
    page = client.post(change, mine)
    assert b"Changed meanwhile by Assessor" in page.content
    assert b'value="Mine"' in page.content
    client.post(change, {**mine, "revision": page.context["form"]["revision"].value()})
    assert queries.told(draft).rows["groups"][0].values == {"group": "Mine"}
    late = other.post(change, {**sent(theirs), "group": "Theirs", "remove": "1"})
    assert b"Changed meanwhile by Owner" in late.content, "nobody takes out what they have not seen"
    assert other.post(change, {**sent(late.context["form"]), "remove": "1"}).status_code == 302
    assert queries.told(draft).rows.get("groups", []) == []


def test_what_is_typed_into_a_row_that_was_taken_out_meanwhile_is_shown_and_puts_it_back(cast, system, draft):
    client, other = cast.client("owner"), cast.client("assessor")
    client.post(url(cast, system, "row", question="groups", row=0), {"group": "Applicants"})
    change = url(cast, system, "row", question="groups", row=1)
    seen, theirs = (sent(one.get(change).context["form"]) for one in (client, other))
    assert other.post(change, {**theirs, "remove": "1"}).status_code == 302
    page = client.post(change, {**seen, "group": "Applicants and their families"})
    assert b"Taken out meanwhile by Assessor" in page.content
    assert b'value="Applicants and their families"' in page.content
    assert client.get(change).status_code == 404
    again = {**sent(page.context["form"]), "group": "Applicants and their families"}
    assert client.post(change, again).status_code == 302
    assert queries.told(draft).rows["groups"][0].values == {"group": "Applicants and their families"}


def test_the_same_choice_with_another_reference_shows_both_references(cast, system, draft):
    mine, theirs = cast.client("owner"), cast.client("assessor")
    address = url(cast, system, "save", question="effect")
    seen, other = (hidden(one.get(url(cast, system, "module", module="M1")), "effect") for one in (mine, theirs))
    theirs.post(address, {**other, "effect-value": "material", "effect-reference": "Policy 4"})
    answer = mine.post(address, {**seen, "effect-value": "material", "effect-reference": "Policy 7"})
    assert b"Written in: Policy 4" in answer.content
    resolved = {**seen, "effect-value": "material", "effect-reference": "Policy 7", "effect-resolve": "both:1"}
    mine.post(address, resolved)
    assert Answer.objects.get(question="effect").reference == "Policy 4; Policy 7"


def test_the_same_choice_without_a_reference_leaves_theirs(cast, system, draft):
    mine, theirs = cast.client("owner"), cast.client("assessor")
    address = url(cast, system, "save", question="effect")
    seen, other = (hidden(one.get(url(cast, system, "module", module="M1")), "effect") for one in (mine, theirs))
    theirs.post(address, {**other, "effect-value": "material", "effect-reference": "Policy 4"})
    assert b"Saved" in mine.post(address, {**seen, "effect-value": "material"}).content
    assert Answer.objects.get(question="effect").reference == "Policy 4"


def test_line_ends_are_nobodys_answer(cast, system, draft):
    """A script sends other line ends than a form; an answer that nobody touched is not saved again for that."""
    client = cast.client("owner")
    page = client.get(url(cast, system, "module", module="M1"))
    client.post(
        url(cast, system, "save", question="purpose"), {**hidden(page, "purpose"), "purpose-value": "One\n\nTwo"}
    )
    page = client.get(url(cast, system, "module", module="M1"))
    whole = {**hidden(page, "purpose"), "purpose-value": "One\r\n\r\nTwo"}
    client.post(url(cast, system, "module", module="M1"), whole)
    found = Answer.objects.get(question="purpose")
    assert (found.value, found.revision) == ("One\n\nTwo", 1)


def test_an_outsider_sees_no_draft_and_a_system_without_one_has_no_page(cast, system):
    assert cast.client("owner").get(url(cast, system, "draft")).status_code == 404
