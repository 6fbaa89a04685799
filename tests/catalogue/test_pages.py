"""The standards in the browser: editions, nodes, crosswalk, and the guide's labels exactly as the guide wrote them."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assentian.standards.catalogue import catalogue

pytestmark = pytest.mark.django_db

GUIDE = {
    "A.8.1": ("AI System Intended Use & Stakeholder Alignment", "objective, not a control"),
    "A.9.1": ("Data for AI Systems & Provenance Management", "objective of another topic"),
    "A.7.1": ("Logging, Monitoring, and System Traceability", "objective of another topic"),
    "A.5.1": ("AI System Specific Security & Privacy Policies", "objective of another topic"),
    "A.10.3": ("System Integration, Performance, and Availability", "another control"),
    "A.8.6": ("Management of External AI Resources", "no such number"),
}


@pytest.fixture
def read(cast):
    client = cast.client("auditor")

    def read(name, query="", **kwargs):
        address = reverse(f"catalogue:{name}", kwargs={"organisation": cast.organisation, **kwargs})
        response = client.get(address + query)
        return response.status_code, html.unescape(response.content.decode())

    return read


def test_the_editions_are_named_as_their_publishers_name_them(read):
    _, page = read("editions")
    assert all(edition.designation in page for edition in catalogue().editions.values())


def test_every_edition_and_its_places_can_be_opened(read):
    for key, edition in catalogue().editions.items():
        status, page = read("edition", edition=key)
        assert status == 200
        assert edition.designation in page


def test_a_place_shows_its_mappings_with_their_relation(read):
    _, page = read("node", edition="iso42001", node="A.7.4")
    assert "Quality of data for AI systems" in page
    assert "overlaps with" in page
    assert "fitness of data for a purpose is no 27001 topic" in page
    assert "where this organisation stands on it" in page


def test_a_place_of_a_law_is_not_claimed_or_proved(read):
    status, page = read("node", edition="eu-ai-act", node="art-27(1)(a)")
    assert status == 200
    assert "where this organisation stands on it" not in page


@pytest.mark.parametrize(
    ("edition", "node"), [("iso42001", "A.8.6"), ("iso42001", "no such"), ("iso27701-2019", "5"), ("nothing", "1")]
)
def test_what_is_not_published_is_not_found(read, edition, node):
    assert read("node", edition=edition, node=node)[0] == 404


def test_an_unknown_edition_is_not_found(read):
    assert read("edition", edition="nothing")[0] == 404


def test_the_crosswalk_can_be_narrowed_and_paged(read):
    _, page = read("crosswalk", "?target=gdpr")
    assert "Regulation (EU) 2016/679" in page
    assert "Art. 35" in page or "35" in page
    assert "NIST AI 100-1 (AI RMF 1.0)</td>" not in page
    _, second = read("crosswalk", "?page=2")
    assert "51 to 100 of 392 rows" in second.replace("\N{NO-BREAK SPACE}", " ")


def test_an_unknown_filter_shows_everything(read):
    assert "of 392 rows" in read("crosswalk", "?target=nonsense")[1]


@pytest.mark.parametrize("number", GUIDE)
def test_a_label_stands_as_the_guide_wrote_it_with_its_status_word(read, number):
    label, status = GUIDE[number]
    _, page = read("guide")
    row = next(part for part in page.split("<tr>") if f'<span class="id">{number}</span>' in part)
    assert label in row
    assert status in row
    assert 'class="tag info">guide</span>' in row


def test_every_page_says_whose_words_they_are(read):
    for page in (read("editions"), read("guide"), read("crosswalk"), read("edition", edition="iso42001")):
        assert "Identifiers and short titles only" in page[1]


def test_the_catalogue_itself_asks_the_database_nothing(cast):
    """All of its pages take the same queries: who is asking, and what every page's frame shows."""
    client = cast.client("auditor")
    numbers = set()
    for name, more in [("editions", {}), ("crosswalk", {}), ("guide", {}), ("edition", {"edition": "iso42001"})]:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"catalogue:{name}", kwargs={"organisation": cast.organisation, **more}))
        numbers.add(len(queries))
    assert len(numbers) == 1
