"""The page of search over 10,000 lines beside the bare page, on a web server of one thread."""

import os
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.bench.pages import BARE, Reader, analyze, p95, web_server

if TYPE_CHECKING:
    from workplans.models import AnnualCycle

LINES, YEARS = 10_000, 30
WARMING = 2
# Words of made-up titles, in six scripts; a title has three of one script.
WORDS = (
    "training workshop victims border police judges schools labour migration media shelter database",
    "đào tạo hội thảo phụ nữ biên giới công an trẻ em",
    "បណ្តុះបណ្តាល សិក្ខាសាលា ជួញដូរ មនុស្ស ព្រំដែន",
    "ຝຶກອົບຮົມ ກອງປະຊຸມ ຄ້າມະນຸດ ຊາຍແດນ ຕຳຫຼວດ",
    "သင်တန်း အလုပ်ရုံ ကုန်ကူးမှု နယ်စပ် ရဲ",
    "อบรม ประชุม ค้ามนุษย์ ชายแดน ตำรวจ",
    "培训 研讨会 拐卖 人口 边境 警察",
)
# What made-up lines have of the first line of their plan.
SAME = (
    "area_id",
    "type_id",
    "lead_body",
    "starts_on",
    "ends_on",
    "expected_result",
    "secretariat_cost",
    "state",
)
TEXT = "Forty officials of five provinces were trained; two provinces follow in the next quarter. " * 4
NEED = "Two trainers for five days, who speak the language of the province"
ASKED = (
    *("of", "raini", "labour provinces", "kh-2005-017", "hoi thao phu nu", "ជួញ", "ຄ້າມະ", "ကုန်ကူး", "มนุษย์"),
    *("拐卖", "ilo training", "zzzz", "forty officials quarter"),
)


@dataclass(frozen=True)
class Searched:
    """Seconds by the clock, 95 in 100 and median, of the bare page and of the page of search for each reader."""

    lines: int
    bare_p95_s: float
    bare_half_s: float
    p95_s: dict[str, float]
    half_s: dict[str, float]


def measure(seconds: float) -> Searched:
    """Two readers: the regional office reads every approved line, a taskforce what is released to it."""
    from tests.bench.world import REVIEWED, make_world
    from workplans.models import VersionLine

    world = make_world(6)
    make_lines(world.reviewed)
    analyze()
    bare: list[float] = []
    took: dict[str, list[float]] = {}
    with web_server(Path(os.environ["VAR"]) / "web.log") as server:
        readers = {"office": Reader(server, world.office.user), "officer": Reader(server, world.officer.user)}
        until = time.monotonic() + seconds
        turn = 0
        while turn <= WARMING or time.monotonic() < until:
            for name, reader in readers.items():
                for asked in ASKED:
                    plain = reader.get(BARE.format(REVIEWED))[0]
                    searched = reader.get(f"/search/?q={quote(asked)}")[0]
                    if turn >= WARMING:
                        bare.append(plain)
                        took.setdefault(name, []).append(searched)
            turn += 1
    return Searched(
        VersionLine.objects.count(),
        p95(bare),
        median(bare),
        {name: p95(times) for name, times in took.items()},
        {name: median(times) for name, times in took.items()},
    )


def make_lines(like: "AnnualCycle") -> None:
    """Years with approved plans like those of a year, in six scripts, released to the taskforces.

    The ILO supports one line in ten; one in three has a technical need. Written at once: actions would take an hour.
    """
    from tests.bench.world import NOW
    from workplans.models import (
        Activity,
        AnnualCycle,
        Partner,
        Release,
        TechnicalNeed,
        VersionLine,
        VersionLineNeed,
        VersionLineSupport,
        Workplan,
        WorkplanVersion,
    )
    from workplans.statuses import Audience, ContributionKind, WorkplanStatus

    chance = Random(like.year)
    models = list(
        WorkplanVersion.objects.filter(workplan__cycle=like).select_related("workplan__taskforce__country")
    )
    lines, frozen = [], []
    for year in range(like.year - YEARS, like.year):
        first, last = date(year, 1, 1), date(year, 12, 31)
        cycle, _ = AnnualCycle.objects.get_or_create(
            year=year, defaults={"plan": like.plan, "starts_on": first, "ends_on": last}
        )
        for model in models:
            plan, _ = Workplan.objects.get_or_create(cycle=cycle, taskforce=model.workplan.taskforce)
            version = WorkplanVersion.objects.create(
                workplan=plan,
                number=1,
                kind=model.kind,
                round=1,
                committed=0,
                made_at=NOW,
                made_by=model.made_by,
            )
            Release.objects.create(version=version, audience=Audience.TASKFORCES, at=NOW, by=model.made_by)
            plan.status, plan.of_record = WorkplanStatus.APPROVED, version
            plan.save()
            one = model.workplan.activities.first()
            same = {name: getattr(one, name) for name in SAME}
            who = {"entered_by": model.made_by, "changed_by": model.made_by}
            for number in range(1, LINES // YEARS // len(models) + 2):
                title = " ".join(chance.sample(chance.choice(WORDS).split(), 3))
                texts = {"code": plan.code_of(number), "title": title, "description": TEXT}
                line = Activity(
                    workplan=plan, number=number, entered_at=NOW, changed_at=NOW, **who, **texts, **same
                )
                lines.append(line)
                frozen.append(VersionLine(version=version, activity=line, **texts, **same))
    Activity.objects.bulk_create(lines, batch_size=500)
    VersionLine.objects.bulk_create(frozen, batch_size=500)
    TechnicalNeed.objects.bulk_create(TechnicalNeed(activity=line, what=NEED) for line in lines[::3])
    VersionLineNeed.objects.bulk_create(VersionLineNeed(line=line, what=NEED) for line in frozen[::3])
    ilo = Partner.objects.get(acronym="ILO")
    VersionLineSupport.objects.bulk_create(
        VersionLineSupport(line=line, partner=ilo, kind=ContributionKind.FUNDS, amount=1)
        for line in frozen[::10]
    )
