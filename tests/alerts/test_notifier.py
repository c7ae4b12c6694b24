"""Alerts over the wire: once an event and target, again after a failure, and no secret anywhere."""

import io
import logging
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from receivers import MailBox, WebHook, mail_box, web_hook

from cloudsense.alerts.events import Event
from cloudsense.alerts.memory import DeliveryResult, Memory
from cloudsense.alerts.notifier import TEST, Notifier
from cloudsense.alerts.targets import Message, open_targets
from cloudsense.errors import SettingsError
from cloudsense.ledger.storage.journal import FileJournal, MemoryJournal
from cloudsense.ledger.storage.locks import FileLocks, ThreadLocks

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


def event(about: str = "b", level: float = 80, factor: float = 1) -> Event:
    return Event(about, level, f"Budget {about}: {level:g}% used", "November 2026: …", factor=factor)


@pytest.fixture
def hook() -> Iterator[WebHook]:
    with web_hook() as found:
        yield found


@pytest.fixture
def mail() -> Iterator[MailBox]:
    with mail_box() as found:
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock()


def notifier(clock: Clock, *urls: str, seconds: float = 10, memory: Memory | None = None) -> Notifier:
    memory = memory or Memory(MemoryJournal())
    return Notifier(open_targets(urls), memory, ThreadLocks(), clock, seconds)


def test_each_target_gets_an_event_once(clock: Clock, hook: WebHook, mail: MailBox) -> None:
    ours = notifier(clock, hook.url(), mail.url)
    assert [delivery.sent for delivery in ours.tell([event()])] == [1, 1]
    assert [(delivery.sent, delivery.problem) for delivery in ours.tell([event()])] == [(0, ""), (0, "")]
    (body,) = hook.taken
    assert (body["title"], body["message"]) == ("CloudSense: Budget b: 80% used", "November 2026: …")
    (letter,) = mail.taken
    assert letter["Subject"] == "CloudSense: Budget b: 80% used"
    assert letter["To"] == "finance@example.com"


def test_a_matter_is_told_again_only_if_it_gets_worse(clock: Clock, hook: WebHook) -> None:
    ours = notifier(clock, hook.url())
    for level in (80, 50, 80, 100, 100):
        ours.tell([event(level=level)])
    for dollars in (100, 199, 90, 200, 399):
        ours.tell([event("a", dollars, factor=2)])
    assert [body["title"].split()[2:4] for body in hook.taken] == [
        ["b:", "80%"],
        ["b:", "100%"],
        ["a:", "100%"],
        ["a:", "200%"],
    ]


def test_a_target_that_fails_has_its_own_queue(clock: Clock, hook: WebHook, mail: MailBox) -> None:
    hook.status = 503
    ours = notifier(clock, hook.url(), mail.url)
    failed, delivered = ours.tell([event()])
    assert (failed.sent, failed.problem, delivered.sent, delivered.problem) == (0, "answered 503", 1, "")
    asked = [hook.asked]
    for minutes in (0.5, 0.5, 4.5, 0.5, 29, 1, 59, 1, 60):
        clock.pass_by(minutes=minutes)
        ours.tell()
        asked.append(hook.asked)
    assert asked == [1, 1, 2, 2, 3, 3, 4, 4, 5, 6]
    hook.status = 200
    clock.pass_by(hours=1)
    assert ours.tell()[0].problem == ""
    assert (len(hook.taken), len(mail.taken)) == (1, 1)


def test_after_three_days_it_is_given_up_and_said(clock: Clock, hook: WebHook) -> None:
    hook.status = 500
    ours = notifier(clock, hook.url())
    ours.tell([event()])
    for _ in range(80):
        clock.pass_by(hours=1)
        (delivery,) = ours.tell([event()])
    assert delivery.problem == "answered 500: given up after three days"
    assert hook.asked < 80
    hook.status = 200
    (delivery,) = ours.tell([event(level=100)])
    assert (delivery.sent, delivery.problem) == (1, "")


def test_what_got_worse_while_it_waited_is_sent_as_it_is_now(clock: Clock, hook: WebHook) -> None:
    hook.status = 500
    ours = notifier(clock, hook.url())
    ours.tell([event(level=50)])
    hook.status = 200
    clock.pass_by(minutes=1)
    ours.tell([event(level=80)])
    assert [body["title"] for body in hook.taken] == ["CloudSense: Budget b: 80% used"]
    assert ours.tell([event(level=80)])[0].sent == 0


def test_a_target_that_hangs_has_a_time_limit_and_keeps_no_other_waiting(
    clock: Clock, hook: WebHook, mail: MailBox
) -> None:
    hook.gate.clear()
    ours = notifier(clock, hook.url(), mail.url, seconds=2)
    hanging, delivered = ours.tell([event("a"), event("b")])
    assert hanging.problem == "did not answer within 2 seconds"
    assert hook.asked == 1, "the second event is not tried at a target that just hung"
    assert (delivered.sent, len(mail.taken)) == (2, 2)


def test_a_refused_mail_and_a_closed_port_are_failures(clock: Clock, mail: MailBox) -> None:
    url = "json://127.0.0.1:9/hook"
    (delivery,) = notifier(clock, url).tell([event()])
    assert delivery.problem == "could not be reached, or refused the message"


def test_mail_is_html_and_text(mail: MailBox, clock: Clock) -> None:
    ours = notifier(clock, mail.url)
    ours.send(Message("Week", "plain words", "<h1>Week</h1><p>plain <b>words</b></p>"))
    (letter,) = mail.taken
    kinds = {part.get_content_type(): part.get_content() for part in letter.walk() if not part.is_multipart()}
    assert "<b>words</b>" in kinds["text/html"]
    assert "plain words" in kinds["text/plain"]


def test_a_test_says_what_came_of_it(clock: Clock, hook: WebHook) -> None:
    ours = notifier(clock, hook.url())
    assert ours.send(TEST)[0].sent == 1
    hook.status = 404
    assert ours.send(TEST)[0].problem == "answered 404"
    ((_, state),) = ours.states()
    assert (state.last, state.why, state.delivered) == (DeliveryResult.FAILED, "answered 404", NOON)
    assert not state.waiting, "a test is not tried again"


@pytest.mark.parametrize("url", ["nonsense://x", "json://", "slack://only-one-part"])
def test_nonsense_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(SettingsError) as error:
        open_targets(["json://localhost", url])
    assert "value 2 of 2 is not a URL that Apprise knows" in error.value.sentence
    assert url not in error.value.sentence


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the root logger writes; pytest's own fixture would read along where nobody else can."""
    written = io.StringIO()
    monkeypatch.setattr(logging.getLogger(), "level", logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("urllib3"), "level", logging.WARNING)  # as in our log
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_no_secret_is_shown_or_logged(clock: Clock, hook: WebHook, log: io.StringIO) -> None:
    hook.status = 500
    urls = (
        hook.url("T0KEN").replace("//", "//user:passw0rd@"),
        "slack://TAAAAAAAA/BAAAAAAAA/cccccccccccccccccccccccc/",
        "mailtos://bob:hunter2@smtp.example.com/?to=finance@example.com",
    )
    ours = notifier(clock, *urls)
    shown = [target.name for target in ours.targets]
    assert shown == [f"JSON, 127.0.0.1:{hook.port}", "Slack, T...A", "E-Mail, finance@example.com"]
    one = notifier(clock, urls[0])
    one.tell([event()])
    said = repr(one.targets) + log.getvalue() + repr(one.states())
    for secret in ("T0KEN", "passw0rd", "hunter2", "cccc"):
        assert secret not in said + repr(ours.targets)


def test_what_cannot_be_remembered_is_not_sent(clock: Clock, hook: WebHook, tmp_path: Path) -> None:
    (tmp_path / "alerts.jsonl").mkdir()
    memory = Memory(FileJournal(tmp_path / "alerts.jsonl", "alerts"))
    (delivery,) = notifier(clock, hook.url(), memory=memory).tell([event()])
    assert delivery.problem == "got nothing: The list of sent alerts cannot be read."
    assert hook.asked == 0


SENDER = textwrap.dedent("""\
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from cloudsense.alerts.events import Event
    from cloudsense.alerts.memory import Memory
    from cloudsense.alerts.notifier import Notifier
    from cloudsense.alerts.targets import open_targets
    from cloudsense.ledger.storage.journal import FileJournal
    from cloudsense.ledger.storage.locks import FileLocks
    folder, url = Path(sys.argv[1]), sys.argv[2]
    memory = Memory(FileJournal(folder / "alerts.jsonl", "alerts"))
    ours = Notifier(open_targets([url]), memory, FileLocks(folder), lambda: datetime(2026, 11, 23, 12, tzinfo=UTC), 15)
    print(ours.tell([Event("b", 80, "Budget b", "…")])[0].sent, flush=True)
    """)


def sender(folder: Path, url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SENDER, str(folder), url]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_of_which_one_is_killed_deliver_once(hook: WebHook, tmp_path: Path) -> None:
    hook.gate.clear()
    first = sender(tmp_path, hook.url())
    assert hook.arrived.wait(20), "the first one never sent anything"
    second = sender(tmp_path, hook.url())
    first.kill()
    first.communicate()
    hook.arrived.clear()
    assert hook.arrived.wait(20), "the second one never had its turn"
    hook.gate.set()
    out, _ = second.communicate(timeout=20)
    assert out.strip() == "1"
    third = sender(tmp_path, hook.url())
    assert third.communicate(timeout=20)[0].strip() == "0"


def test_threads_of_one_process_deliver_once(clock: Clock, hook: WebHook, tmp_path: Path) -> None:
    def one() -> Notifier:
        memory = Memory(FileJournal(tmp_path / "alerts.jsonl", "alerts"))
        return Notifier(open_targets([hook.url()]), memory, FileLocks(tmp_path), clock)

    threads = [threading.Thread(target=one().tell, args=([event()],)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hook.taken) == 1
