"""The guided form of a threat model: the same file as the text editor's, changed where it changes, a version each."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assentian.accounts.rules import NotPermittedError
from assentian.inventory.models import AISystem
from assentian.risk import queries
from assentian.risk import services as risk
from assentian.risk.modelling import rules, services
from assentian.risk.models import Risk
from assentian.risk.register import services as register
from assentian.risk.services import SavedMeanwhileError, ThreatModelError
from assentian.threats.library import DATA
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
VISION = (DATA / "examples" / "edge-vision.yaml").read_text(encoding="utf-8")


@pytest.fixture
def system(cast: Cast) -> AISystem:
    return OrganisationSimulator(cast.actor("manager")).register_system("Camera")


@pytest.fixture
def owner(cast: Cast) -> Client:
    return cast.client("owner")


def page(system: AISystem, name: str, *more: str) -> str:
    return reverse(f"risk:{name}", args=["northwind", system.slug, *more])


def content(system: AISystem) -> Any:
    model = queries.model_of(queries.newest(system))
    assert model
    return model.document.content


def write(cast: Cast, system: AISystem, text: str = VISION) -> None:
    risk.save_threat_model(cast.actor("owner"), system, text, seen=0)


def test_a_model_is_written_by_the_form_alone(system: AISystem, owner: Client) -> None:
    """Without a line of YAML and without a script: each post is what a browser sends."""
    assert "No threat model yet" in owner.get(page(system, "model")).content.decode()
    told = {
        "seen": 0,
        "id": "camera",
        "name": "Camera",
        "purpose": "Looks",
        "tech": ["vision"],
        "affects_people": "true",
    }
    assert owner.post(page(system, "describe"), told).status_code == 302
    steps: list[tuple[str, dict[str, Any]]] = [
        ("boundaries", {"name": "street", "trust": "untrusted"}),
        ("boundaries", {"name": "office", "trust": "internal", "title": "Office: ours"}),
        ("data", {"name": "frames", "class": "internal", "pii": "true", "origin": "public"}),
        ("actors", {"name": "passer-by", "in": "street", "kind": "subject"}),
        ("parts", {"name": "camera", "in": "office", "kind": "device", "holds": ["frames"]}),
        ("parts", {"name": "detector", "in": "office", "kind": "model", "trained_on": ["-"], "claims": "drift"}),
        ("flows", {"source": "passer-by", "target": "camera", "data": ["frames"]}),
        ("flows", {"source": "camera", "target": "detector", "data": ["frames"], "via": "grpc"}),
        ("flows", {"source": "camera", "target": "detector"}),
    ]
    for seen, (section, typed) in enumerate(steps, 1):
        answer = owner.post(page(system, "add", section), {"seen": seen, **typed})
        assert answer.status_code == 302, answer.content.decode()
    assert content(system) == {
        "model": 1,
        "system": {"id": "camera", "name": "Camera", "purpose": "Looks", "tech": ["vision"], "affects_people": True},
        "boundaries": {"street": {"trust": "untrusted"}, "office": {"trust": "internal", "title": "Office: ours"}},
        "data": {"frames": {"class": "internal", "pii": True, "origin": "public"}},
        "actors": {"passer-by": {"in": "street", "kind": "subject"}},
        "parts": {
            "camera": {"kind": "device", "in": "office", "holds": ["frames"]},
            "detector": {"kind": "model", "in": "office", "trained_on": [], "claims": ["drift"]},
        },
        "flows": {
            "passer-by -> camera": ["frames"],
            "camera -> detector": {"data": ["frames"], "via": "grpc"},
            "camera -> detector #2": [],
        },
    }
    shown = owner.get(page(system, "model")).content.decode()
    for words in ("Office: ours", "Device at the edge", "Version", "Edit as text"):
        assert words in shown
    assert page(system, "model") in owner.get(page(system, "edit")).content.decode()


def test_what_was_written_by_hand_stays_when_the_form_changes_one_line(cast: Cast, system: AISystem) -> None:
    write(cast, system, f"# Ours, do not touch.\n{VISION}# the end\n")
    saved = services.tell(
        cast.actor("owner"), system, ("parts", "backbone"), {"origin": "supplier", "trained_on": []}, seen=1
    )
    old, new = (queries.version(system, number).text.splitlines() for number in (1, 2))
    assert not saved.is_rewritten
    assert [line for line in new if line not in old] == [
        next(line for line in old if "backbone:" in line)
        .replace("open-hub", "supplier")
        .replace("}", ", trained_on: []}")
    ]
    assert (new[0], new[-1]) == ("# Ours, do not touch.", "# the end")


def test_an_answer_settles_its_threats_and_the_next_question_follows(
    cast: Cast, system: AISystem, owner: Client
) -> None:
    write(cast, system)
    address = page(system, "answer")
    shown = owner.get(address).content.decode()
    for words in ("Question 1 of 2", "On which data was backbone trained?", "DEP-I-1", "None of these"):
        assert words in shown
    refused = owner.post(address, {"seen": 1, "about": "parts.backbone.trained_on"})
    assert (refused.status_code, "There is a problem" in refused.content.decode()) == (422, True)
    both = {"seen": 1, "about": "parts.backbone.trained_on", "answer": ["frames", "-"]}
    assert "not both" in owner.post(address, both).content.decode()
    assert owner.post(address, {**both, "answer": ["-"]})["Location"] == address
    assert content(system)["parts"]["backbone"]["trained_on"] == []
    assert owner.post(address, {"seen": 2, "about": "data.health.pii", "answer": "false"}).status_code == 302
    assert content(system)["data"]["health"]["pii"] is False
    assert owner.get(address)["Location"] == page(system, "model")
    assert "every threat applies, or does not" in owner.get(page(system, "model")).content.decode()


def test_a_question_that_somebody_answered_meanwhile_is_not_answered_twice(
    cast: Cast, system: AISystem, owner: Client
) -> None:
    write(cast, system)
    typed = {"seen": 1, "about": "parts.backbone.trained_on", "answer": ["-"]}
    owner.post(page(system, "answer"), typed)
    assert owner.post(page(system, "answer"), typed).status_code == 302
    assert queries.newest(system).version == 2


def test_a_mistake_stands_beside_its_field_and_nothing_is_lost_or_stored(
    cast: Cast, system: AISystem, owner: Client
) -> None:
    write(cast, system)
    typed = {"seen": 1, "name": "Back Bone", "kind": "model", "title": "<kept> & safe", "claims": "drifft", "in": ""}
    answer = owner.post(page(system, "add", "parts"), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    for words in ("There is no check called drifft.", "&lt;kept&gt; &amp; safe", 'href="#id_in"', 'href="#id_name"'):
        assert words in shown
    taken = owner.post(page(system, "add", "parts"), {**typed, "name": "backbone", "claims": "", "in": "rail-net"})
    assert "This name is taken" in taken.content.decode()
    cycle = owner.post(
        page(system, "change", "boundaries", "rail-net"), {"seen": 1, "trust": "internal", "inside": "rail-net"}
    )
    shown = cycle.content.decode()
    assert "contains itself" in shown
    assert 'id="id_inside_error"' in shown
    assert queries.newest(system).version == 1


def test_a_member_goes_with_its_flows_and_stays_while_others_name_it(
    cast: Cast, system: AISystem, owner: Client
) -> None:
    write(cast, system)
    kept = owner.get(page(system, "remove", "boundaries", "rail-net")).content.decode()
    assert "It cannot go yet" in kept
    assert page(system, "change", "parts", "interlock") in kept
    assert owner.post(page(system, "remove", "boundaries", "rail-net"), {"seen": 1}).status_code == 422
    assert "camera -&gt; interlock" in owner.get(page(system, "remove", "parts", "interlock")).content.decode()
    assert owner.post(page(system, "remove", "parts", "interlock"), {"seen": 1}).status_code == 302
    assert "interlock" not in content(system)["parts"]
    assert not [key for key in content(system)["flows"] if "interlock" in key]
    flow = next(iter(content(system)["flows"]))
    assert owner.get(page(system, "change", "flows", flow)).status_code == 200
    assert owner.post(page(system, "remove", "flows", flow), {"seen": 2}).status_code == 302
    assert owner.get(page(system, "change", "flows", flow)).status_code == 404


def test_two_people_do_not_overwrite_each_other_and_what_was_filled_in_is_kept(
    cast: Cast, system: AISystem, owner: Client
) -> None:
    write(cast, system)
    told = {"trust": "partner", "title": "Theirs"}
    services.tell(cast.actor("manager"), system, ("boundaries", "rail-net"), told, seen=1)
    typed = {"seen": 1, "name": "depot", "trust": "internal", "title": "Mine"}
    answer = owner.post(page(system, "add", "boundaries"), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Somebody saved a newer version", 'value="Mine"', 'name="seen" value="2"'):
        assert words in shown
    assert owner.post(page(system, "add", "boundaries"), {**typed, "seen": 2}).status_code == 302
    assert content(system)["boundaries"]["rail-net"]["title"] == "Theirs"
    with pytest.raises(SavedMeanwhileError):
        services.remove(cast.actor("manager"), system, ("boundaries", "depot"), seen=1)


def test_only_those_who_model_threats_change_one(cast: Cast, system: AISystem) -> None:
    with pytest.raises(ThreatModelError, match="describe the system first"):
        services.tell(cast.actor("owner"), system, ("data", "x"), {"pii": True}, seen=0)
    write(cast, system)
    with pytest.raises(NotPermittedError):
        services.tell(cast.actor("auditor"), system, ("data", "x"), {"pii": True}, seen=1)
    auditor = cast.client("auditor")
    shown = auditor.get(page(system, "model")).content.decode()
    assert page(system, "add", "parts") not in shown
    assert auditor.get(page(system, "add", "parts")).status_code == 403


def test_a_flow_back_to_its_short_form_and_an_attribute_left_open_again() -> None:
    before = {"flows": {"a -> b": {"data": ["x"], "via": "https"}}}
    assert rules.with_member(before, "flows", "a -> b", {"via": None})["flows"] == {"a -> b": ["x"]}
    assert rules.flow_key("a", "b", {"a -> b": 1, "a -> b #2": 1}) == "a -> b #3"
    assert rules.described({"system": {"id": "s", "role": "both"}}, {"role": None})["system"] == {"id": "s"}


def test_a_member_called_add_is_opened_like_any_other(cast: Cast, system: AISystem, owner: Client) -> None:
    write(cast, system)
    added = owner.post(page(system, "add", "boundaries"), {"seen": 1, "name": "add", "trust": "internal"})
    assert added.status_code == 302
    for name in ("change", "rename", "remove"):
        shown = owner.get(page(system, name, "boundaries", "add")).content.decode()
        assert "“add”" in shown
    assert page(system, "add", "boundaries") != page(system, "change", "boundaries", "add")


def test_a_member_gets_another_name_wherever_it_is_named(cast: Cast, system: AISystem, owner: Client) -> None:
    write(cast, system, f"# Ours.\n{VISION}")
    before = content(system)
    asked = owner.get(page(system, "rename", "parts", "interlock")).content.decode()
    assert "camera -&gt; interlock" in asked
    taken = owner.post(page(system, "rename", "parts", "interlock"), {"seen": 1, "name": "camera"})
    assert (taken.status_code, "This name is taken" in taken.content.decode()) == (422, True)
    assert owner.post(page(system, "rename", "parts", "interlock"), {"seen": 1, "name": "stop"}).status_code == 302
    after = content(system)
    assert list(after["parts"]) == ["stop" if name == "interlock" else name for name in before["parts"]]
    assert list(after["flows"]) == [key.replace("interlock", "stop") for key in before["flows"]]
    assert queries.newest(system).text.startswith("# Ours.\n")
    old, new = (queries.version(system, number).text.splitlines() for number in (1, 2))
    assert len(old) == len(new)
    assert all("interlock" in was for was, becomes in zip(old, new, strict=True) if was != becomes)


def test_a_boundary_and_a_class_of_data_are_renamed_in_what_names_them(cast: Cast, system: AISystem) -> None:
    write(cast, system)
    services.rename(cast.actor("owner"), system, ("boundaries", "rail-net"), "track", seen=1)
    services.rename(cast.actor("owner"), system, ("data", "frames"), "pictures", seen=2)
    told = content(system)
    assert "rail-net" not in str(told)
    assert told["parts"]["interlock"]["in"] == "track"
    assert "frames" not in told["data"]
    assert not [
        part for part in told["parts"].values() if "frames" in {*part.get("holds", ()), *part.get("trained_on", ())}
    ]


def test_the_live_risks_of_its_threats_go_on_under_the_new_name(cast: Cast, system: AISystem, owner: Client) -> None:
    write(cast, system)
    described = {"cause": "c", "event": "e", "consequence": "q", "owner_id": cast.people["owner"].pk}
    keys = ["DEP-T-1@interlock", "DEP-T-1@camera", "DEP-D-1@camera -> interlock", "DEP-I-1@stop", "DEP-I-1@interlock"]
    for key in keys:
        told = register.RiskDescription(**described, source="threat", source_key=key, system_id=system.pk)
        register.identify_risk(cast.actor("owner"), told)
    assert "R-1" in owner.get(page(system, "rename", "parts", "interlock")).content.decode()
    services.rename(cast.actor("owner"), system, ("parts", "interlock"), "stop", seen=1)
    assert list(Risk.objects.order_by("number").values_list("source_key", flat=True)) == [
        "DEP-T-1@stop",
        "DEP-T-1@camera",
        "DEP-D-1@camera -> stop",
        "DEP-I-1@stop",
        "DEP-I-1@interlock",  # a risk of this threat there stands already
    ]


def test_a_flow_has_no_name_of_its_own(cast: Cast, system: AISystem, owner: Client) -> None:
    write(cast, system)
    flow = next(iter(content(system)["flows"]))
    assert "rename/" not in owner.get(page(system, "change", "flows", flow)).content.decode()
    assert owner.get(page(system, "rename", "flows", flow)).status_code == 404


def test_decisions_and_numbered_flows_keep_to_what_they_are_about() -> None:
    before = {
        "actors": {"clerk": {"in": "office"}},
        "parts": {"desk": {"in": "office", "holds": ["cases"]}},
        "data": {"cases": {}},
        "boundaries": {"office": {}, "vault": {"inside": "office"}},
        "flows": {"clerk -> desk #2": {"data": ["cases"], "via": "cases"}, "desk -> clerk": ["cases"]},
        "accept": [{"threat": "DEV-T-1@desk"}, {"threat": "DEP-I-1@clerk -> desk #2"}, {"threat": "DEV-T-2"}],
    }
    desk = rules.renamed(before, "parts", "desk", "counter")
    assert list(desk["flows"]) == ["clerk -> counter #2", "counter -> clerk"]
    assert [one["threat"] for one in desk["accept"]] == ["DEV-T-1@counter", "DEP-I-1@clerk -> counter #2", "DEV-T-2"]
    cases = rules.renamed(before, "data", "cases", "files")
    assert cases["flows"] == {"clerk -> desk #2": {"data": ["files"], "via": "cases"}, "desk -> clerk": ["files"]}
    assert cases["parts"]["desk"]["holds"] == ["files"]
    office = rules.renamed(before, "boundaries", "office", "rooms")
    assert (office["boundaries"]["vault"], office["actors"]["clerk"]) == ({"inside": "rooms"}, {"in": "rooms"})
    assert office["accept"] == before["accept"]
