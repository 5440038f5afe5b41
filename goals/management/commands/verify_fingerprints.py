"""Recompute every kontrollsumma and say which no longer fits what it was made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from goals import parts
from goals.fingerprint import fingerprint
from goals.models import PlanVersion
from goals.transitions import Status


class Command(BaseCommand):
    help = "Räknar om alla kontrollsummor. Avslutas med kod 1 om någon version inte längre stämmer med sin."

    def handle(self, *args: Any, **options: Any) -> None:
        frozen = (
            PlanVersion.objects.exclude(status=Status.DRAFT).select_related("plan__body").order_by("plan", "number")
        )
        faults = 0
        for version in frozen:
            for fault in _faults(version):
                faults += 1
                self.stdout.write(f"{version.plan}, version {version.number} ({version.name}): {fault}")
        if faults:
            raise CommandError(f"{faults} fel i {len(frozen)} låsta versioner.", returncode=1)
        with_sum = sum(bool(version.fingerprint) for version in frozen)
        self.stdout.write(f"{len(frozen)} låsta versioner, {with_sum} med kontrollsumma. Alla stämmer.")


def _faults(version: PlanVersion) -> Iterator[str]:
    recomputed = fingerprint(version)
    if version.fingerprint and version.fingerprint != recomputed:
        yield f"kontrollsumman är {version.fingerprint}, men innehållet ger {recomputed or 'ingen'}."
    if not version.fingerprint and not version.is_example and version.status != Status.WITHDRAWN:
        yield "kontrollsumma saknas."
    if not version.is_example and parts.holds_example(version):
        yield "versionen är inte märkt som exempel, men något i den är det."
