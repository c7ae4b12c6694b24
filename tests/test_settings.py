"""Settings: one table, three places to set them from, and sentences for whatever cannot be used."""

import re
from dataclasses import fields
from datetime import timedelta
from decimal import Decimal
from ipaddress import ip_network
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.config import parsers
from cloudsense.config.parsers import UNITS
from cloudsense.config.settings import SETTINGS, Settings, read
from cloudsense.costs.amounts import Amount
from cloudsense.errors import SettingsError

NETWORKS = (ip_network("::1"), ip_network("172.18.0.0/16"))
EXAMPLES: dict[str, tuple[str, Any, str, Any]] = {
    "host": ("0.0.0.0", "0.0.0.0", "[::1]", "::1"),
    "port": ("9000", 9000, "0", 0),
    "profile": ("dev", ("dev",), "prod, dev", ("prod", "dev")),
    "config": ("/etc/cloudsense.toml", Path("/etc/cloudsense.toml"), "c.toml", Path("c.toml")),
    "region": ("eu-west-1", "eu-west-1", "us-gov-west-1", "us-gov-west-1"),
    "demo": ("yes", True, "off", False),
    "budget": ("18000", Amount(Decimal(18000)), "$1,500.50", Amount(Decimal("1500.50"), "$")),
    "budgets_file": ("/etc/b.toml", Path("/etc/b.toml"), "b.toml", Path("b.toml")),
    "spend_limit": ("2.50", Decimal("2.50"), "$0", Decimal(0)),
    "cache_ttl": ("7d", timedelta(days=7), "1m", timedelta(minutes=1)),
    "cache_dir": ("/tmp/a", Path("/tmp/a"), "b", Path("b")),
    "cache": ("redis://h:6379/1", "redis://h:6379/1", "unix:///run/redis.sock?db=2", "unix:///run/redis.sock?db=2"),
    "notify": (
        "json://a/?to=b,c",
        ("json://a/?to=b,c",),
        "json://a/?b,c  mailtos://d",
        ("json://a/?b,c", "mailtos://d"),
    ),
    "check_hourly": ("yes", True, "off", False),
    "hide_account": ("1", True, "FALSE", False),
    "allowed_host": ("Costs.Example.com.", ("costs.example.com",), "a,b, a", ("a", "b")),
    "token": ("a-token-of-mine-1", "a-token-of-mine-1", "another/token=of+mine", "another/token=of+mine"),
    "token_file": ("/run/secrets/token", Path("/run/secrets/token"), "token", Path("token")),
    "no_login": ("1", True, "no", False),
    "trusted_proxy": ("10.0.0.5", (ip_network("10.0.0.5/32"),), "::1, 172.18.0.0/16,::1", NETWORKS),
    "user_header": ("X-Forwarded-User", "X-Forwarded-User", "Remote-User", "Remote-User"),
    "base_path": ("/costs", "/costs/", "/team/costs.v2/", "/team/costs.v2/"),
    "no_browser": ("on", True, "no", False),
    "metrics": ("yes", True, "no", False),
    "log": ("json", "json", "TEXT", "text"),
    "debug": ("true", True, "0", False),
    "connect_timeout": ("2s", timedelta(seconds=2), "1m", timedelta(minutes=1)),
    "read_timeout": ("20s", timedelta(seconds=20), "10m", timedelta(minutes=10)),
}
"""By field: a text and its value, another text (as a variable would have it) and its value."""


def test_defaults(tmp_path: Path) -> None:
    assert read({}, {}) == Settings(
        host="127.0.0.1",
        port=8080,
        profile=(),
        config=None,
        region=None,
        demo=False,
        budget=None,
        budgets_file=None,
        spend_limit=Decimal("1.00"),
        cache_ttl=timedelta(hours=1),
        cache_dir=tmp_path / "cache" / "cloudsense",
        cache=None,
        notify=(),
        check_hourly=False,
        hide_account=False,
        allowed_host=(),
        token=None,
        token_file=None,
        no_login=False,
        trusted_proxy=(),
        user_header=None,
        base_path="/",
        no_browser=False,
        metrics=False,
        log="text",
        debug=False,
        connect_timeout=timedelta(seconds=5),
        read_timeout=timedelta(seconds=30),
    )


def test_the_table_and_the_settings_are_the_same_thing() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Settings)] == list(EXAMPLES)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_flag_wins_over_a_variable_and_a_variable_over_the_default(setting: Any) -> None:
    flag, flagged, variable, value = EXAMPLES[setting.name]
    environ = {setting.variable: f" {variable} "}
    assert getattr(read({}, environ), setting.name) == value
    assert getattr(read({setting.name: [flag]}, environ), setting.name) == flagged
    assert flagged != value


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_an_empty_variable_is_none(setting: Any) -> None:
    assert read({}, {setting.variable: "  "}) == read({}, {})


def test_an_empty_target_of_alerts_is_refused() -> None:
    """Of a script's variable that is not set: `--notify "$SLACK_URL"`."""
    for texts in ([""], [" "], ["slack://a", ""]):
        with pytest.raises(SettingsError) as refusal:
            read({"notify": texts}, {})
        assert refusal.value.title.startswith("--notify: ")
        assert "empty" in refusal.value.remedy


@pytest.mark.parametrize("name", ["profile", "allowed_host", "trusted_proxy"])
def test_an_empty_flag_is_refused_and_an_empty_part_of_a_variable_left_out(name: str) -> None:
    """`--profile "$PROFILE"` without the variable would show the bill of the default profile."""
    with pytest.raises(SettingsError, match=f"^--{name.replace('_', '-')}: "):
        read({name: [""]}, {})
    setting = next(setting for setting in SETTINGS if setting.name == name)
    value = EXAMPLES[name][2].split(",")[0]
    assert read({}, {setting.variable: f"{value}, ,"}) == read({}, {setting.variable: value})


def test_names_follow_from_the_name() -> None:
    ttl = next(setting for setting in SETTINGS if setting.flag == "--cache-ttl")
    assert (ttl.flag, ttl.variable, ttl.default) == ("--cache-ttl", "CLOUDSENSE_CACHE_TTL", "1h")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("host", "http://localhost"),
        ("host", "a b"),
        ("port", "65536"),
        ("port", "-1"),
        ("port", "tcp://10.0.0.1:8080"),
        ("port", "٨٠٨٠"),
        ("region", "Frankfurt"),
        ("demo", "maybe"),
        ("budget", "lots"),
        ("budget", "-5"),
        ("cache_ttl", "59s"),
        ("cache_ttl", "1w"),
        ("cache_ttl", "60"),
        ("read_timeout", "0s"),
        ("cache_dir", "~nobody-of-that-name/costs"),
        ("token_file", "~nobody-of-that-name/token"),
        ("cache", "localhost:6379"),
        ("cache", "redis://"),
        ("notify", "slack"),
        ("notify", "http://a b"),
        ("cache", "redis://host:port"),
        ("cache", "redis://[::1"),
        ("cache", "http://host:6379"),
        ("cache", "unix://redis.sock"),
        ("cache", "redis://host?socket_timeout=60"),
        ("cache", "redis://host?decode_responses=yes"),
        ("allowed_host", "https://costs.example.com"),
        ("allowed_host", "*"),
        ("token", "too-short"),
        ("token", "a token with spaces"),
        ("token", "x" * 201),
        ("trusted_proxy", "proxy"),
        ("trusted_proxy", "10.0.0.5/8"),
        ("trusted_proxy", "0.0.0.0/0"),
        ("trusted_proxy", "*"),
        ("user_header", "X-Forwarded-User: jane"),
        ("user_header", "X_User"),
        ("base_path", "costs"),
        ("base_path", "//evil.com"),
        ("base_path", "/../costs"),
        ("base_path", "/costs?x"),
        ("base_path", "https://costs.example.com/"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(field: str, text: str) -> None:
    setting = next(setting for setting in SETTINGS if setting.name == field)
    for flags, environ, name in (
        ({field: [text]}, {}, setting.flag),
        ({}, {setting.variable: text}, setting.variable),
    ):
        with pytest.raises(SettingsError) as refusal:
            read(flags, environ)
        assert refusal.value.title.startswith(name)
        assert refusal.value.remedy


@pytest.mark.parametrize(
    "setting", [setting for setting in SETTINGS if setting.value == "TIME"], ids=attrgetter("name")
)
def test_an_example_of_a_duration_is_allowed(setting: Any) -> None:
    with pytest.raises(SettingsError) as refusal:
        read({setting.name: ["0s"]}, {})
    least, *examples = re.findall(r"\d+[smhd]", refusal.value.remedy)
    assert examples
    for text in (least, *examples):
        read({setting.name: [text]}, {})


@pytest.mark.parametrize(
    ("least", "words"),
    [
        ("1s", "at least 1s, such as 20s, 10m, 1h or 7d."),
        ("20s", "at least 20s, such as 20s, 10m, 1h or 7d."),
        ("1m", "at least 1m, such as 10m, 1h or 7d."),
        ("90s", "at least 90s, such as 10m, 1h or 7d."),
        ("1h", "at least 1h, such as 1h or 7d."),
    ],
)
def test_examples_follow_from_the_bound(least: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        parsers.duration(least)("0s")


def test_a_token_is_never_repeated() -> None:
    with pytest.raises(SettingsError) as refusal:
        read({"token": ["hunter2"]}, {})
    assert "hunter2" not in refusal.value.sentence
    assert "a-token-of-mine-1" not in repr(read({"token": ["a-token-of-mine-1"]}, {}))


def test_the_password_of_a_redis_is_never_repeated() -> None:
    with pytest.raises(SettingsError) as refusal:
        read({"cache": ["redis://:hunter2@host:port"]}, {})
    assert "hunter2" not in refusal.value.sentence
    assert "hunter2" not in repr(read({"cache": ["rediss://me:hunter2@host/0?ssl_ca_certs=/a/ca.pem"]}, {}))


def test_the_same_profile_twice_is_one() -> None:
    assert read({"profile": ["dev", "prod", "dev"]}, {}).profile == ("dev", "prod")


@given(st.integers(60, 99_999), st.sampled_from(sorted(UNITS)))
def test_durations(count: int, unit: str) -> None:
    assert read({"cache_ttl": [f"{count}{unit}"]}, {}).cache_ttl.total_seconds() == count * UNITS[unit]


@given(st.sampled_from(SETTINGS), st.text(max_size=50) | st.from_regex(r"[0-9]{1,60}[smhd]?", fullmatch=True))
def test_any_text_is_understood_or_refused(setting: Any, text: str) -> None:
    for flags, environ in (({setting.name: [text]}, {}), ({}, {setting.variable: text})):
        remedy = "none needed"
        try:
            read(flags, environ)
        except SettingsError as refusal:
            remedy = refusal.remedy
        assert remedy
