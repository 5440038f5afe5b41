"""Measures every public page: queries, median processor time as a ratio to an empty view, and bytes.

Twice, each in a process and a database of its own: on the municipality's content, and on a made catalogue
of 6,000 nyckeltal with 360,000 values beside it. Last, a made plan of full size: comparisons of its versions and a
draft's page, as a member of the draft's group reads them. Queries and bytes are facts and fail the run when a limit
is passed; times are ratios to read, since the machines are noisy.

    tools/bench.py              both sizes, on SQLite
    tools/bench.py --runs 50    more runs a page
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MOST_QUERIES = 10
MOST_TO_COMPARE = 15
MOST_OF_A_DRAFT = 24
# What the comparison of full size should stay under, as a multiple of an empty view.
RATIO_TO_COMPARE = 30
AFTER_AN_EDIT = " after an edit"
MOST_GROWTH = 1.5
MOST_START_BYTES = 60 * 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=25)
    parser.add_argument("--measure", choices=("small", "large"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure, arguments.runs)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        small, large = (_in_own_process(size, arguments.runs, Path(folder)) for size in ("small", "large"))
    return report(small, large)


def _in_own_process(size: str, runs: int, folder: Path) -> dict[str, Any]:
    print(f"Measuring the {size} content …", file=sys.stderr)
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / size}.sqlite3",
        "SECRET_KEY": "en-nyckel-bara-för-mätningen-" + "0123456789" * 3,
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "0",
        "ALLOW_HTTP": "1",
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, __file__, "--measure", size, "--runs", str(runs)]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(size: str, runs: int) -> dict[str, Any]:
    """The figures of one size, in this process."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "kungsor_portal.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import override_settings

    call_command("migrate", verbosity=0)
    call_command("load_municipality", verbosity=0)
    if size == "large":
        from tools import made_catalogue

        made_catalogue.make()
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain, ROOT_URLCONF="tools.bench_urls"):
        client = Client(headers={"accept-encoding": "gzip"})
        empty = _median(client, "/tom/", runs * 4)
        pages = {address: _page(client, address, runs, empty) for address in _addresses()}
        start = _weight(client, "/")
        return {"pages": pages | _plan_of_full_size(client, runs, empty), "start": start}


def _plan_of_full_size(client: Any, runs: int, empty: float) -> dict[str, dict[str, Any]]:
    """Comparisons, also as the first after an edit of the draft in them, and the draft's page."""
    from django.test import Client
    from django.urls import reverse

    from goals.comparison_address import comparison_url
    from goals.models import FocusArea
    from tools import made_plan

    made = made_plan.make()
    member = Client(headers={"accept-encoding": "gzip"})
    member.force_login(made.member, backend="django.contrib.auth.backends.ModelBackend")
    basis, *others = made.public
    focus = FocusArea.objects.filter(version=made.draft).order_by("pk")[0]

    def edit() -> None:
        focus.text = f"{focus.text} Mer."[-300:]
        focus.save()

    draft = comparison_url(basis, made.draft)
    three = comparison_url(basis, *others, made.draft)
    pages = {
        address: _page(reader, address, runs, empty)
        for reader, address in (
            (client, comparison_url(basis, others[0])), (member, draft), (member, f"{draft}?visa=allt"),
            (member, three), (member, reverse("draft", args=[made.draft.pk])),
        )
    }  # fmt: skip
    return pages | {address + AFTER_AN_EDIT: _page(member, address, runs, empty, edit) for address in (draft, three)}


def _addresses() -> list[str]:
    """Every public page of the content; the same addresses at both sizes."""
    from framtidsdag.models import Framtidsdag
    from goals.models import Decision, LongTermGoal, PlanVersion
    from kpis.models import AmbitionLevel

    version = PlanVersion.objects.exclude(basis=None).select_related("plan__body").latest("pk")
    goal = LongTermGoal.objects.filter(statements__version=version).first()
    level = AmbitionLevel.objects.filter(version=version).select_related("kpi").first()
    day = Framtidsdag.objects.dated().first()
    decision = Decision.objects.order_by("pk").last()
    assert goal and level and day and decision
    kpi = level.kpi.get_absolute_url()
    return [
        "/", "/vision/", "/mal/", goal.get_absolute_url(), "/nyckeltal/", "/nyckeltal/?sortera=bedomning",
        "/nyckeltal/?bedomning=uppfyllt", "/nyckeltal/?q=invånare", f"/nyckeltal/?mal={goal.slug}", kpi,
        f"{kpi}data.csv",
        f"{kpi}data.json", "/mal-och-budget/", version.plan.get_absolute_url(),
        f"{version.plan.get_absolute_url()}?den={version.plan.year}-03-01", version.get_absolute_url(), "/beslut/",
        decision.get_absolute_url(), decision.matter.get_absolute_url(), "/framtidsdag/", day.get_absolute_url(),
        "/om/", "/tillganglighet/", "/sok/?q=elever", "/logga-in/",
    ]  # fmt: skip


def _page(
    client: Any, address: str, runs: int, empty: float, before: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """``before`` is done before each visit, beside the clock."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    before()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    again = None
    if etag := response.headers.get("ETag"):
        with CaptureQueriesContext(connection) as unchanged:
            assert client.get(address, headers={"if-none-match": etag}).status_code == 304
        again = len(unchanged)
    return {
        "queries": len(queries),
        "unchanged": again,
        "ratio": _median(client, address, runs, before) / empty,
        "bytes": len(response.content),
    }


def _median(client: Any, address: str, runs: int, before: Callable[[], None] = lambda: None) -> float:
    times = []
    client.get(address)
    for _ in range(runs):
        before()
        # The processor's time, database included, as SQLite works in this process: others' work is not in it.
        start = time.process_time()
        client.get(address)
        times.append(time.process_time() - start)
    return statistics.median(times)


def _most_queries(address: str) -> int:
    if "/jamfor/" in address:
        return MOST_TO_COMPARE
    return MOST_OF_A_DRAFT if address.startswith("/utkast/") else MOST_QUERIES


def _weight(client: Any, address: str) -> dict[str, int]:
    """The page with everything it loads by itself, compressed as it travels."""
    from django.conf import settings
    from django.contrib.staticfiles import finders

    response = client.get(address)
    html = gzip.decompress(response.content).decode()
    weights = {address: len(response.content)}
    for path in sorted(set(re.findall(rf'(?:src|href)="{settings.STATIC_URL}([^"?]+)"', html))):
        found = finders.find(path)
        assert found, path
        weights[path] = len(gzip.compress(Path(str(found)).read_bytes()))
    return weights


def report(small: dict[str, Any], large: dict[str, Any]) -> int:
    """The table, and how many limits were passed."""
    faults = []
    print(
        f"{'page':<58} {'queries':>9} {'304':>4} {'ratio':>7} {'at 6 000':>9} "
        f"{'growth':>7} {'bytes':>8} {'at 6 000':>9}"
    )
    for address, one in small["pages"].items():
        other = large["pages"][address]
        growth = other["ratio"] / one["ratio"]
        queries = f"{one['queries']}/{other['queries']}"
        unchanged = "–" if one["unchanged"] is None else str(one["unchanged"])
        print(
            f"{address[:58]:<58} {queries:>9} {unchanged:>4} {one['ratio']:>7.1f} {other['ratio']:>9.1f} "
            f"{growth:>7.2f} {one['bytes']:>8} {other['bytes']:>9}"
        )
        if max(one["queries"], other["queries"]) > (most := _most_queries(address)):
            faults.append(f"{address}: more than {most} queries")
        if one["queries"] != other["queries"]:
            faults.append(f"{address}: {one['queries']} queries become {other['queries']} at the large size")
        if (one["unchanged"] or 0) > 1:
            faults.append(f"{address}: a 304 costs {one['unchanged']} queries")
    print("\nratio: median processor time divided by that of an empty view of the same process")
    print(f"comparisons of the made plan, whose year is 2090, should stay under {RATIO_TO_COMPARE}")
    print(f"growth: large to small; the list and the nyckeltal's page should stay under {MOST_GROWTH}\n")
    total = sum(large["start"].values())
    print(f"The start page with all it loads, compressed: {total / 1024:.1f} KB")
    for path, weight in large["start"].items():
        print(f"  {weight / 1024:>6.1f} KB  {path}")
    if total > MOST_START_BYTES:
        faults.append("the start page is heavier than 60 KB")
    for fault in faults:
        print(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
