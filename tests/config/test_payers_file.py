"""Payers: from --profile, or from the tables of cloudsense.toml; anything else is refused with a sentence."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cloudsense.config.payers import Payer, find, payers, refuse_nameless_budget
from cloudsense.config.settings import read
from cloudsense.errors import AddressError, SettingsError

ARN = "arn:aws:iam::555566667777:role/CloudSense"
TABLE = f'[[payer]]\nname = "nordlicht"\nrole_arn = "{ARN}"\nexternal_id = "hunter2-of-nordlicht"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cloudsense.toml"


def chosen(file: Path, text: str, **flags: list[str]) -> tuple[Payer, ...]:
    file.write_text(text, encoding="utf-8")
    return payers(read({"config": [str(file)], **flags}, {}))


def test_one_profile_or_none_is_one_payer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert payers(read({}, {})) == (Payer("default"),)
    monkeypatch.setenv("AWS_PROFILE", "billing")
    assert payers(read({}, {})) == (Payer("billing"),)
    assert payers(read({"profile": ["all"], "region": ["eu-west-1"]}, {})) == (Payer("all", "all", region="eu-west-1"),)


def test_each_profile_is_a_payer_of_its_name() -> None:
    two = (Payer("acme", "acme"), Payer("nordlicht", "nordlicht"))
    assert payers(read({"profile": ["acme", "nordlicht"]}, {})) == two
    assert payers(read({}, {"CLOUDSENSE_PROFILE": "acme, nordlicht"})) == two


def test_tables_of_the_file(file: Path) -> None:
    text = f'{TABLE}[[payer]]\nname = "acme"\nprofile = "acme-billing"\nregion = "cn-north-1"\n'
    text += '[[payer]]\nprofile = "sandbox"\n'
    assert chosen(file, text, region=["eu-west-1"]) == (
        Payer("nordlicht", None, ARN, "hunter2-of-nordlicht", "eu-west-1"),
        Payer("acme", "acme-billing", region="cn-north-1"),
        Payer("sandbox", "sandbox", region="eu-west-1"),
    )
    assert "hunter2" not in repr(payers(read({"config": [str(file)]}, {})))
    assert ARN not in repr(payers(read({"config": [str(file)]}, {})))


def test_the_users_own_file_needs_no_flag(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "cloudsense"
    folder.mkdir()
    (folder / "cloudsense.toml").write_text(TABLE, encoding="utf-8")
    assert [payer.name for payer in payers(read({}, {}))] == ["nordlicht"]
    assert [payer.name for payer in payers(read({"demo": ["yes"]}, {}))] == ["default"]
    assert len(payers(read({"demo": ["yes"], "profile": ["acme", "nordlicht"]}, {}))) == 2


WRONG = {
    "[[payer]": "is not valid TOML",
    "payer = 1": "“payer” is not a table",
    "payer = [1]": "“payer” is not a table",
    '[[payer]]\nprofile = "a"\nbudget = "lots"\n': "“lots” is not",
    '[[payer]]\nprofile = "a"\nbudget = true\n': "“True” is not an amount",
    'budget = "5"': "unknown entry “budget”",
    '[[payer]]\nname = "a"\n': "it has neither of profile and role_arn",
    f'[[payer]]\nname = "a"\nprofile = "p"\nrole_arn = "{ARN}"\n': "it has both of profile and role_arn",
    f'[[payer]]\nrole_arn = "{ARN}"\n': "name is missing",
    '[[payer]]\nname = "a"\nprofile = "p"\nexternal_id = "hunter2-of-a"\n': "external_id needs role_arn",
    '[[payer]]\nname = "a"\nprofil = "p"\n': "unknown field “profil”",
    '[[payer]]\nname = ""\nprofile = "p"\n': "name is not valid",
    '[[payer]]\nname = "a\\nb"\nprofile = "p"\n': "name is not valid",
    f'[[payer]]\nname = "{"a" * 81}"\nprofile = "p"\n': "name is not valid",
    '[[payer]]\nname = 5\nprofile = "p"\n': "name is not valid",
    '[[payer]]\nname = "All"\nprofile = "p"\n': "name is not valid",
    '[[payer]]\nprofile = "all"\n': "“all” cannot be the name of a payer",
    '[[payer]]\nname = "a"\nprofile = " "\n': "profile is not valid",
    '[[payer]]\nname = "a"\nrole_arn = "hunter2"\n': "role_arn is not valid",
    f'[[payer]]\nname = "a"\nrole_arn = "{ARN}"\nexternal_id = "hunter2 x"\n': "external_id is not valid",
    '[[payer]]\nname = "a"\nprofile = "p"\nregion = "Frankfurt"\n': "region is not valid",
    '[[payer]]\nprofile = "a"\n[[payer]]\nname = "A"\nprofile = "b"\n': "Two payers are named “A”",
    '[[payer]]\nprofile = "\u00e9"\n[[payer]]\nprofile = "e\u0301"\n': "Two payers are named “e\u0301”",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_used_is_refused_and_no_secret_repeated(file: Path, text: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        chosen(file, text)
    said = refusal.value.sentence
    assert WRONG[text] in said
    assert refusal.value.remedy
    assert "hunter2" not in said
    assert "555566667777" not in said


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_file_is_payers_or_a_sentence(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with suppress(SettingsError):
        assert payers(read({"config": [str(file)]}, {}))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "gone.toml", "does not exist"), (tmp_path, "cannot be read")):
        with pytest.raises(SettingsError, match=said):
            payers(read({"config": [str(path)]}, {}))


def test_payers_are_named_in_one_place(file: Path) -> None:
    with pytest.raises(SettingsError, match=r"by --profile and by cloudsense\.toml"):
        chosen(file, TABLE, profile=["acme"])


@pytest.mark.parametrize("names", [("acme", "ACME"), ("acme", "all"), ("acme", "a" * 81)])
def test_profiles_whose_names_cannot_be(names: tuple[str, str]) -> None:
    with pytest.raises(SettingsError):
        payers(read({"profile": list(names)}, {}))


def test_ids_in_names_are_hidden() -> None:
    profiles = ["Admin-111122223333", "Admin-111122224444"]
    hidden = payers(read({"profile": profiles, "hide_account": ["yes"]}, {}))
    assert [payer.name for payer in hidden] == ["Admin-•••• 3333", "Admin-•••• 4444"]
    assert [payer.profile for payer in hidden] == profiles


def test_a_budget_is_that_of_the_payer_it_is_named_with(file: Path) -> None:
    text = '[[payer]]\nprofile = "acme"\nbudget = 18000\n[[payer]]\nprofile = "nordlicht"\nbudget = "€5,000.50"\n'
    assert [str(payer.budget) for payer in chosen(file, text)] == ["18000", "€5000.5"]
    known = chosen(file, text, budget=["7"])
    with pytest.raises(SettingsError, match="--budget does not name a payer"):
        refuse_nameless_budget(read({"budget": ["7"]}, {}), known)
    (alone,) = chosen(file, '[[payer]]\nprofile = "acme"\nbudget = 18000\n', budget=["7"])
    assert str(alone.budget) == "7", "a flag wins"
    (plain,) = payers(read({"profile": ["acme"], "budget": ["7"]}, {}))
    assert str(plain.budget) == "7"


def test_the_only_payer_needs_no_name() -> None:
    with pytest.raises(AddressError) as refusal:
        find(payers(read({}, {})), "nobody")
    said = "Unknown payer “nobody”. The only payer is default. Leave the payer out."
    assert refusal.value.sentence.startswith(said)
    assert find(payers(read({}, {})), "default").name == "default"


def test_a_payer_is_found_by_its_name() -> None:
    two = payers(read({"profile": ["acme", "nordlicht"]}, {}))
    assert find(two, "") is two[0]
    assert find(two, "nordlicht") is two[1]
    with pytest.raises(AddressError, match="Unknown payer “Acme”") as refusal:
        find(two, "Acme")
    assert refusal.value.remedy == "Use one of: acme, nordlicht, all."
