"""The daemon as a service manager meets it: a process, signals, a socket, exit codes."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.stage import port, storm
from tests.daemon.watchman import Daemon, children, daemon, free_port, get, told, until, vigie
from tests.site import Answer, Site, rss


@pytest.fixture(name="watch")
def _watch(config: Path) -> Iterator[Daemon]:
    with daemon(config, WATCHDOG_USEC="3000000") as watch:
        watch.hears("READY=1")
        yield watch


def test_a_mention_travels_the_whole_way(watch: Daemon, place: Site) -> None:
    until(lambda: place.asked, "the feed is asked")
    until(lambda: any(place.conditional("/feed")), "and asked again, conditionally")
    storm(place)

    until(lambda: place.posted, "somebody is woken")
    watch.signal(signal.SIGTERM)
    assert watch.ends(10) == 0

    assert len(place.posted) == 1
    assert len(told("mentions", config=watch.config)) == 8
    (alert,) = told("alerts", config=watch.config)
    assert (alert["kind"], alert["delivery"], alert["attempts"]) == ("opened", "sent", 1)


@pytest.mark.process
def test_the_watchdog_is_fed_while_the_rounds_go_round(watch: Daemon) -> None:
    watch.hears("WATCHDOG=1", "STATUS=")
    watch.hears("WATCHDOG=1")


def test_health_readiness_and_metrics_are_served_on_loopback(watch: Daemon, config: Path) -> None:
    base = f"http://127.0.0.1:{port(config)}"

    assert until(lambda: get(f"{base}/healthz")[0] == 200, "healthy")
    assert json.loads(get(f"{base}/readyz")[1])["status"] == "ready"
    metrics = until(lambda: (m := get(f"{base}/metrics")[1]) and "vigie_polls_total" in m and m, "metrics")
    assert 'vigie_sources{health="' in metrics
    assert "vigie_config_last_reload_ok 1.0" in metrics
    for name in ("build_info{version=", "store_bytes ", "disk_free_bytes ", "last_backup_timestamp_seconds "):
        assert f"vigie_{name}" in metrics
    assert "process_resident_memory_bytes" in metrics
    assert "password" in get(f"{base}/incidents/1")[1], "the pages ask who is there"
    assert get(f"{base}/nowhere")[0] == 404


def test_term_lets_what_is_under_way_end_and_leaves_with_0(watch: Daemon) -> None:
    watch.signal(signal.SIGTERM)

    watch.hears("STOPPING=1")
    assert watch.ends(10) == 0, "within ten seconds of its own"


@pytest.mark.process
def test_a_second_term_leaves_at_once(watch: Daemon, config: Path, place: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        text = config.read_text().replace(place.url + "/feed", f"http://127.0.0.1:{mute.getsockname()[1]}/feed")
        config.write_text(text)
        watch.signal(signal.SIGHUP)
        watch.hears("READY=1", "reloaded")
        asking, _ = mute.accept()  # the daemon asks, and will get no answer
        with asking:
            watch.signal(signal.SIGTERM)
            watch.hears("STOPPING=1")
            watch.signal(signal.SIGTERM)

            assert watch.ends(2) == 128 + signal.SIGTERM


@pytest.mark.process
def test_hup_swaps_a_good_configuration(watch: Daemon, config: Path, place: Site) -> None:
    place.answers["/other"] = Answer(rss(("9", "Bonjour")))
    config.write_text(config.read_text().replace("rules:", f"  - {{name: other, url: {place.url}/other}}\nrules:"))

    watch.signal(signal.SIGHUP)

    watch.hears("RELOADING=1", "MONOTONIC_USEC=")
    watch.hears("READY=1", "2 sources")
    until(lambda: [path for path, _ in place.asked if path == "/other"], "the new source is asked")


def test_hup_says_what_it_cannot_change(watch: Daemon, config: Path) -> None:
    text = config.read_text().replace(port(config), str(free_port()))
    config.write_text(text.replace("store: ", "store: other-") if "store: " in text else f"{text}store: other.db\n")

    watch.signal(signal.SIGHUP)

    watch.hears("READY=1", "reloaded")
    log = watch.log.read_text()
    assert "`web: {listen: ...}` changes only at a restart" in log
    assert "`store:` changes only at a restart" in log


def test_hup_keeps_the_old_configuration_when_the_new_one_is_broken_and_says_so(
    watch: Daemon, config: Path, place: Site
) -> None:
    good = config.read_text()
    config.write_text(good.replace("every: 1s", "evry: 1s"))

    watch.signal(signal.SIGHUP)

    watch.hears("READY=1", "the old one stays in force")
    asked = len(place.asked)
    until(lambda: len(place.asked) > asked, "the old source is still asked")
    log = watch.log.read_text()
    assert "reload_refused" in log
    assert "did you mean 'every'" in log
    assert "vigie_config_last_reload_ok 0.0" in get(f"http://127.0.0.1:{port(config)}/metrics")[1]


@pytest.mark.process
def test_who_asks_for_json_is_told_nothing_else(config: Path) -> None:
    with daemon(config, more=("--log", "json", "--level", "debug")) as watch:
        watch.hears("READY=1")
        until(lambda: "no_account" in watch.log.read_text(), "the first account")

        events = [json.loads(line)["event"] for line in watch.log.read_text().splitlines()]

    assert events[0] in ("config", "ready")


@pytest.mark.process
def test_a_second_daemon_on_the_same_store_leaves_with_75(watch: Daemon, config: Path) -> None:
    other = config.with_name("other.yaml")
    other.write_text(config.read_text().replace(port(config), str(free_port())))

    for once_more in (other, config):  # the port that is taken as well is not what is wrong
        done = vigie("run", config=once_more)

        assert done.returncode == os.EX_TEMPFAIL
        assert "another vigie already runs" in done.stderr


def test_a_taken_port_is_said_before_the_watch_begins(config: Path) -> None:
    with socket.create_server(("127.0.0.1", int(port(config)))):
        done = vigie("run", config=config)

    assert done.returncode == 1
    assert "cannot listen" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_configuration_that_is_not_believed_leaves_with_78(config: Path) -> None:
    config.write_text("brands: []\n")

    done = vigie("run", config=config)

    assert done.returncode == os.EX_CONFIG
    assert "vigie.yaml:1:" in done.stderr


@pytest.mark.crash
def test_no_process_survives_a_daemon_that_is_killed(watch: Daemon, place: Site) -> None:
    until(lambda: any(place.conditional("/feed")), "a worker has read something")
    workers = children(watch.process.pid)
    assert workers

    watch.signal(signal.SIGKILL)
    watch.ends()

    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "they are gone")


@pytest.mark.crash
def test_a_kill_loses_nothing_and_repeats_nothing(config: Path, place: Site) -> None:
    with daemon(config) as watch:
        watch.hears("READY=1")
        until(lambda: any(place.conditional("/feed")), "first contact was made")
        place.answers["/feed"] = Answer(
            rss(*((f"n{n}", f"Chez Valmy {n} le service est horrible, une honte") for n in range(8)))
        )
        until(lambda: place.posted, "somebody is woken")
        watch.signal(signal.SIGKILL)
        watch.ends()
    with daemon(config) as watch:
        asked_for = watch.hears("EXTEND_TIMEOUT_USEC=").partition("\n")[0].partition("=")[2]
        assert int(asked_for) > 60_000_000, "a store that is there takes time to be looked through"
        watch.hears("READY=1")
        asked = len(place.asked)
        until(lambda: len(place.asked) > asked + 1, "the watch goes on")
        watch.signal(signal.SIGTERM)
        assert watch.ends(10) == 0

    assert len(told("mentions", config=config)) == 8
    assert len(place.posted) <= 2, "once, and once more only if the kill cut it off"
    assert [alert["kind"] for alert in told("alerts", config=config)] == ["opened"]


@pytest.mark.process
def test_a_crowd_before_a_host_that_does_not_answer_keeps_nobody_waiting(config: Path, place: Site) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=400) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        crowd = "".join(f"  - {{url: {url}/{n}}}\n" for n in range(250))
        elsewhere = place.url.replace("127.0.0.1", "localhost")
        text = config.read_text().replace(place.url + "/feed", elsewhere + "/feed")
        config.write_text(text.replace("sources:\n", f"sources:\n{crowd}"))
        with daemon(config) as watch:
            watch.hears("READY=1")
            until(lambda: place.asked, "the feed is asked", 15)
