"""`make bench`: loads the city's (or, with BENCH_ARGS="--size national", the nation's) data once, keeps it in
`.data/bench-…`, measures, and prints figures for docs/figures.md; the last line is JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import secrets
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--size", choices=["small", "city", "national"], default="city")
    parser.add_argument("--families", type=int)
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--impact", action="store_true", help="only what help changed, calculated twice")
    asked = parser.parse_args()
    name = f"bench-{asked.size}" + (f"-{asked.families}" if asked.families else "")
    os.environ.setdefault("DATA_DIR", str(ROOT / ".data" / name))
    os.environ.setdefault("DEMO_PASSWORD", _kept(Path(os.environ["DATA_DIR"]), "password"))
    os.environ.setdefault("SECRET_KEY", _kept(Path(os.environ["DATA_DIR"]), "secret_key"))
    subprocess.run([sys.executable, "-m", "ehm.assets"], check=True)

    from ehm.embedded.servers import nearby  # after DATA_DIR is known

    with nearby():
        if asked.impact:
            _compare_impact(asked.size, asked.families)
        else:
            _measure(asked.size, asked.families, asked.times)


def _kept(folder: Path, name: str) -> str:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / name
    if not file.exists():
        file.write_text(secrets.token_urlsafe(40))
        file.chmod(0o600)
    return file.read_text()


def _compare_impact(size: str, families: int | None) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ehm.settings")
    django.setup()
    from bench import impact

    _load(size, families)
    if not impact.compare():
        raise SystemExit("The two calculations differ.")


def _measure(size: str, families: int | None, times: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ehm.settings")
    django.setup()
    from django.db import connections

    from bench import meeting, pages, paper, sweeping
    from bench.web import served

    _load(size, families)
    data = Path(os.environ["DATA_DIR"])
    host = connections["default"].settings_dict["HOST"]
    session = _floor(host)
    with (
        served("bench.floor.wsgi", data / "floor.log", FLOOR_HOST=str(host)) as floor,
        served("ehm.wsgi", data / "web.log", "/sign-in/") as ours,
    ):
        browser = pages.floor_browser(floor, session)
        measured = pages.measure(ours, browser, os.environ["DEMO_PASSWORD"], times)
        chair, partner = (
            pages.signed_in(ours, one, os.environ["DEMO_PASSWORD"]) for one in (meeting.CHAIR, meeting.FOLLOWER)
        )
        held = meeting.hold(ours, browser, chair, partner)
        memory, started_in = ours.memory_of_a_worker(), ours.started_in
        floor_memory, floor_started = floor.memory_of_a_worker(), floor.started_in
    swept = sweeping.measure()
    printed = paper.measure(times=20)
    counts = _counts()
    print(f"\nMeasured on {date.today():%d %B %Y}: {os.cpu_count()} cores, {platform.system()} {platform.machine()},")
    print(f"Python {platform.python_version()}; data {size}: {counts}\n")
    print("| page | median ms | × floor | aim | gzipped |\n|---|---|---|---|---|")
    for one in measured:
        print(f"| {one.page} | {one.ms:.1f} | {one.times_floor:.1f} | {one.aim:g} | {one.kilobytes:.1f} KB |")
    print(
        f"\nA meeting of {held.decided} families: the click that decides {held.decide_ms:.0f} ms,"
        f" {held.times_floor:.0f} × floor; {meeting.FOLLOWERS} who follow see it move in {held.seen_median_s:.2f} s"
        f" (the latest {held.seen_latest_s:.2f} s; aim 2)."
    )
    print(
        f"\nA worker holds {memory:.0f} MiB (floor {floor_memory:.0f}); starts to its first page in {started_in:.1f} s"
    )
    print(f"(floor {floor_started:.1f} s).")
    print(
        f"\nSweep: {swept.open_clocks:,} open clocks; {swept.transitions:,} transitions in {swept.sweep_seconds:.2f} s;"
        f" again {swept.again_seconds:.3f} s; bare scan of the same rows {swept.scan_seconds:.2f} s;"
        f" {swept.backend_mib:.0f} MiB.\n"
    )
    print(
        f"PDF of a full assessment: {printed.pages} pages, {printed.kilobytes:.0f} KB in {printed.full_ms:.0f} ms"
        f" ({printed.full_from_values_ms:.0f} ms from plain values; aim 500) and {printed.full_mib:.0f} MiB (aim 128);"
        f" an empty page beside it {printed.empty_ms:.0f} ms and {printed.empty_mib:.0f} MiB. Of the processor,"
        f" {printed.full_processor_ms:.0f} and {printed.empty_processor_ms:.0f} ms.\n"
    )
    figures = {one.page: {"ms": round(one.ms, 2), "times_floor": round(one.times_floor, 2)} for one in measured}
    rest = {"meeting": asdict(held), "sweep": asdict(swept), "pdf": asdict(printed), "worker_mib": round(memory)}
    print(json.dumps({"size": size, "pages": figures} | rest))


def _load(size: str, families: int | None) -> None:
    from django.core.management import call_command
    from django.db import connections

    from bench import filling

    call_command("migrate", database="owner", interactive=False, verbosity=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ehm_partnership")
        (there,) = cursor.fetchone()
    if not there:
        print(f"Loading the {size} data (once) …", flush=True)
        call_command("load_demo", size=size, families=families, verbosity=0)
    if (size == "national" and filling.fill_up()) or not there:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")  # PostgreSQL may be looking at a table itself
            cursor.execute("VACUUM ANALYZE")


def _floor(host: object) -> str:
    import psycopg

    with psycopg.connect(host=str(host), dbname="postgres", user="postgres", autocommit=True) as link:
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = 'floor'").fetchone():
            link.execute("CREATE DATABASE floor")
    made = subprocess.run(
        [sys.executable, "-m", "bench.floor.make"],
        env=os.environ | {"FLOOR_HOST": str(host)},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return made.stdout.split()[-1]


def _counts() -> str:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ehm_partnership), (SELECT count(*) FROM cases_family),"
            " (SELECT count(*) FROM cases_person WHERE kind <> 'adult'), (SELECT count(*) FROM cases_episode),"
            " (SELECT count(*) FROM cases_contact)"
        )
        partnerships, families, children, episodes, contacts = cursor.fetchone()
    return (
        f"{partnerships:,} partnerships, {families:,} families, {children:,} children, {episodes:,} episodes,"
        f" {contacts:,} contacts"
    )


if __name__ == "__main__":
    main()
