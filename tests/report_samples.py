"""A made-up annual report of 2009 with the true counts of the proposal's Table 1 (139 activities).

The counts and the texts of PPC 1 are real (Table 1 of that proposal, and SPA II); statuses, titles, amounts,
dates and narratives are made up, and the dataset says so. More than six countries are for benchmarks only.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from openpyxl import Workbook, load_workbook

from reporting.dataset import (
    ActivityFacts,
    AreaFacts,
    Cell,
    CellStatus,
    CountryFacts,
    Dataset,
    EvidenceFacts,
    Facts,
    FollowUp,
    Money,
    MoneyRow,
    Span,
    TargetScope,
    YearTargets,
    note,
)
from reporting.dataset.activities import Chapter, RegionalWorkplan, ReportedText, TypeCounts
from reporting.dataset.money import AreaMoney, SupportFacts, sum_of
from reporting.dataset.schema import PlanFacts, StepFacts
from reporting.dataset.serialization import digest
from reporting.dataset.targets import Addressee, MeetingFacts, RecommendationFacts, TargetFacts
from reporting.dataset.values import Note, Result
from reporting.dataset.years import earlier_year
from reporting.report.numbering import Imprint
from reporting.report.workbook import write_workbook

SOM_6 = note("meeting.som_numbered", number="6")
SOM_7 = note("meeting.som_numbered", number="7")
AS_OF = datetime(2010, 3, 15, 9, 0, tzinfo=UTC)

SIX = (
    CountryFacts("KH", "Cambodia", "កម្ពុជា", "km"),
    CountryFacts("CN", "China", "中国", "zh"),
    CountryFacts("LA", "Lao PDR", "ສປປ ລາວ", "lo"),
    CountryFacts("MM", "Myanmar", "မြန်မာ", "my"),
    CountryFacts("TH", "Thailand", "ไทย", "th"),
    CountryFacts("VN", "Viet Nam", "Việt Nam", "vi"),
)

# Proposal, Table 1: per type the six countries in protocol order.
TABLE_1 = (
    ("training", "Training", "Training", (12, 7, 4, 3, 3, 3)),
    ("npa", "National plans of action (NPA)", "NPA", (3, 3, 0, 8, 1, 1)),
    ("multilateral", "Multi-lateral", "Multi-lateral", (1, 1, 5, 10, 9, 1)),
    ("legal", "Legal", "Legal", (0, 1, 4, 4, 6, 2)),
    ("protection", "Protection", "Protection", (0, 0, 2, 3, 3, 3)),
    ("prevention", "Prevention", "Prevention", (4, 0, 2, 12, 0, 0)),
    ("private_sector", "Private sector", "Private sector", (1, 0, 3, 1, 0, 1)),
    ("monitoring", "Monitoring and evaluation", "M&E", (1, 3, 2, 3, 2, 1)),
)
TOTALS_1 = (22, 15, 22, 44, 24, 12)
TOTAL_1 = 139

# SPA II as printed: 1.5 twice, no 1.2.
PPC_1 = (
    (
        "1.1",
        "The Regional Training Programme will continue to provide training to government officials and "
        "non-government partners from the six GMS countries quarterly or as appropriate",
    ),
    ("", "All countries will have adapted and piloted the regional curriculum at the national level"),
    (
        "1.3",
        "National training assessments will be completed in all countries, with action plans completed "
        "based on these assessments",
    ),
    (
        "1.4",
        "Needs for more targeted and specific operational training will be identified, and the appropriate "
        "training will be provided as necessary",
    ),
    (
        "1.5",
        "All countries will have a cadre of government and non-government trainers to run regular training "
        "programmes",
    ),
    ("1.5", "All countries will have functional trainer certification and trainer refresher programs"),
    (
        "1.6",
        "Innovative remote learning materials and approaches will be tested and implemented to complement "
        "overall country and regional capacity building efforts",
    ),
)
AREAS = (
    "Training and Capacity Building",
    "National Plans of Action",
    "Multi-lateral",
    "Legal",
    "Protection",
    "Prevention",
    "Private Sector",
    "Monitoring and Evaluation",
)
TITLES = (
    (
        "National course on victim identification, three rounds",
        "Adaptation of the regional curriculum to the national language",
        "Training of provincial trainers",
        "Course for prosecutors and judges on trafficking cases",
        "Labour inspectors: signs of forced labour",
        "Refresher course for border police",
        "Social workers: first interview with a child",
        "Participation in the Regional Training Programme",
        "National training assessment",
        "Ethics in interviewing for journalists",
        "Trainers’ network meeting",
        "Remote learning pilot, two provinces",
    ),
    (
        "Consultation on the national plan, five provinces",
        "Printing and distribution of the national plan",
        "Yearly review of the national plan with civil society",
    ),
    (
        "Working meeting on return procedures with a neighbouring country",
        "Border liaison office, monthly talks",
    ),
    ("Comparison of the law with the international definition", "Handbook for investigators"),
    ("Minimum standards for shelters", "Case management forms, tested in two shelters"),
    ("Radio series on safe migration", "Village committees in source districts", "Youth forum"),
    ("Round table with hotels and transport companies", "Recruitment agencies: a code of conduct"),
    ("Baseline of case data", "Yearly report of the taskforce", "Study of returnees"),
)
LEAD_BODIES = {
    "KH": ("Ministry of Interior", "Ministry of Women’s Affairs", "Ministry of Justice"),
    "CN": ("Ministry of Public Security", "All-China Women’s Federation"),
    "LA": ("Ministry of Public Security", "Ministry of Labour and Social Welfare"),
    "MM": ("Ministry of Home Affairs", "Ministry of Social Welfare, Relief and Resettlement"),
    "TH": ("Ministry of Social Development and Human Security", "Office of the Attorney General"),
    "VN": ("Ministry of Public Security", "Ministry of Labour, Invalids and Social Affairs"),
}
NEEDS = {
    "KH": "Trainers leave for other posts soon after their certificate. ក្រុមការងារ​ត្រូវការ​គ្រូបង្គោល​បន្ថែម"
    "សម្រាប់​ខេត្ត​ជាប់​ព្រំដែន​ទាំងអស់​នៅ​ឆ្នាំ​ក្រោយ។".replace("\u200b", ""),
    "LA": "The districts along the river have no telephone line to the provinces. "
    "ຄະນະສະເພາະກິດຕ້ອງການການຝຶກອົບຮົມເພີ່ມເຕີມສໍາລັບເຈົ້າຫນ້າທີ່ຢູ່ຊາຍແດນ.",
    "MM": "Two townships asked for courses in their own language. လုပ်ငန်းအဖွဲ့သည်နယ်စပ်ဒေသများတွင်သင်တန်းများထပ်မံလိုအပ်သည်။",
    "TH": "Interpreters are missing in the shelters of three provinces. ต้องการล่ามเพิ่มเติมในสถานคุ้มครอง.",
}
PARTNERS = ("ILO", "IOM", "UNICEF", "World Vision", "Save the Children", "UNODC")
COLUMNS_OF_STATUS = {
    # What the picture of the printed matrix shows, target by target: a achieved, p in progress, n, r.
    "": "papaapp",
    "1.3": "pprnapr",
    "1.4": "apppapp",
    "1.5": "ppnappp",
    "1.5b": "npnnprn",
    "1.6": "nprnpnp",
}
LETTERS = {
    "a": CellStatus.ACHIEVED,
    "p": CellStatus.IN_PROGRESS,
    "n": CellStatus.NO_ACTIVITY,
    "r": CellStatus.NOT_REPORTED,
}


def sample_2009(countries: int = 6, *, audience: str = "secretariat") -> Dataset:
    """The year 2009 under SPA II, all released."""
    chance = Random(2009)
    columns = _columns(countries)
    types = tuple(
        TypeCounts(code, name, short, tuple(counts[position % 6] for position in range(countries)))
        for code, name, short, counts in TABLE_1
    )
    chapters = tuple(_chapter(position, column, types, chance) for position, column in enumerate(columns))
    regional = RegionalWorkplan(released=True, activities=_regional_activities(columns), version=1)
    if audience in ("partners", "observers"):
        chapters = tuple(
            replace(part, activities=tuple(map(_without_amounts, part.activities))) for part in chapters
        )
        regional = replace(regional, activities=tuple(map(_without_amounts, regional.activities)))
    return Dataset(
        facts=Facts(
            year=2009,
            plan=PlanFacts(
                "SPA II",
                "second Sub-regional Plan of Action",
                date(2008, 1, 1),
                date(2010, 12, 31),
                "endorsed",
            ),
            audience=audience,
            demonstration=True,
            implementation=Span(date(2009, 1, 1), date(2009, 12, 31)),
            guide_min=15,
            guide_max=25,
            state_at=note("state_at.meeting", name=SOM_7),
            previous_year=2008,
        ),
        countries=columns,
        steps=_steps(),
        areas=_areas(columns, chapters),
        types=types,
        money=_money(chapters, regional),
        chapters=chapters,
        regional=regional,
        meetings=(
            MeetingFacts(
                note("meeting.rtf"),
                Span(date(2009, 6, 15), date(2009, 6, 16)),
                Span(date(2009, 7, 1), date(2009, 7, 3)),
                "Bangkok, Thailand",
                "Bangkok, Thailand",
            ),
            MeetingFacts(
                SOM_7,
                Span(date(2009, 12, 3), date(2009, 12, 5)),
                Span(date(2010, 1, 20), date(2010, 1, 22)),
                "Bagan, Myanmar",
                "Bagan, Myanmar",
            ),
        ),
        recommendations=_recommendations(columns),
        followed_up=_followed_up(columns),
        notes=(
            noted(
                "The counts of activities are those of the COMMIT Activity Summary for 2009; the scale of each "
                "activity is different from country to country."
            ),
            noted("The texts of the targets of PPC 2 to PPC 8 are not public."),
        ),
    )


def several_years() -> Dataset:
    """The same year as the last one of its plan, beside the year before."""
    dataset = sample_2009()
    plan = replace(dataset.facts.plan, ends_on=date(2009, 12, 31))
    before = earlier_year(replace(dataset, facts=replace(dataset.facts, year=2008)))
    facts = replace(dataset.facts, plan=plan)
    return replace(dataset, facts=facts, earlier=tuple(filter(None, [before])))


def summed(dataset: Dataset) -> Dataset:
    """The same year with its sums of money worked out anew from its lines, as its audience reads them."""
    if dataset.facts.audience in ("partners", "observers"):
        dataset = replace(
            dataset,
            chapters=tuple(
                replace(part, activities=tuple(map(_without_amounts, part.activities)))
                for part in dataset.chapters
            ),
        )
    return replace(dataset, money=_money(dataset.chapters, dataset.regional))


def _without_amounts(line: ActivityFacts) -> ActivityFacts:
    """What outsiders read of a line: its partners by name, and no amount of theirs."""
    return replace(line, accepted=None, spent_partners=None, support=())


def noted(text: str) -> Note:
    """A note that says just this text."""
    return note("about.area", name=text)


def with_cells(dataset: Dataset, cell: Callable[[Cell], Cell]) -> Dataset:
    """The same with each cell as it becomes, the Regional column's behind the others of its target."""

    def changed(target: TargetFacts) -> TargetFacts:
        cells = tuple(map(cell, target.cells))
        return replace(target, cells=cells, regional=target.regional and cell(target.regional))

    areas = (replace(area, targets=tuple(map(changed, area.targets))) for area in dataset.areas)
    return replace(dataset, areas=tuple(areas))


def matrix_from(dataset: Dataset, area: AreaFacts | None = None) -> YearTargets:
    """Table 2 of one area, the first unless it is named."""
    return YearTargets(dataset.facts, dataset.countries, (area or dataset.areas[0],))


def with_evidence(dataset: Dataset) -> Dataset:
    """The same with a file and a link for every answer."""
    page = EvidenceFacts("A page of the ministry", url="https://www.moj.example/course")
    evidence = (EvidenceFacts("Report of the course, with photographs", "5f" * 32), page)

    def shown[Answer: (ActivityFacts, Cell)](answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
        return tuple(replace(answer, evidence=evidence) for answer in answers)

    def target(facts: TargetFacts) -> TargetFacts:
        regional = facts.regional and replace(facts.regional, evidence=evidence)
        return replace(facts, cells=shown(facts.cells), regional=regional)

    return replace(
        dataset,
        areas=tuple(replace(area, targets=tuple(map(target, area.targets))) for area in dataset.areas),
        chapters=tuple(replace(one, activities=shown(one.activities)) for one in dataset.chapters),
        regional=replace(dataset.regional, activities=shown(dataset.regional.activities)),
    )


def imprint_of(dataset: Dataset, *, edition: int = 1, as_of: datetime = AS_OF) -> Imprint:
    """What an edition of these figures prints about itself."""
    return Imprint(edition, digest(dataset), as_of)


def book_of(dataset: Dataset, folder: Path, imprint: Imprint | None = None) -> Workbook:
    """The workbook of an edition as a program opens it, from a file that is written to the folder."""
    write_workbook(dataset, imprint or imprint_of(dataset), folder / "r.xlsx")
    return load_workbook(folder / "r.xlsx")


def few_pages() -> Dataset:
    """One country, one area and one line, for tests of what becomes of an edition, whatever stands in it."""
    dataset = sample_2009(1)
    (chapter,) = dataset.chapters
    return replace(
        dataset,
        steps=(),
        areas=dataset.areas[:1],
        types=dataset.types[:1],
        money=replace(dataset.money, by_area=dataset.money.by_area[:1]),
        chapters=(replace(chapter, activities=chapter.activities[:1]),),
        regional=replace(dataset.regional, activities=()),
        meetings=(),
        recommendations=(),
        followed_up=(),
    )


def without_release(dataset: Dataset, code: str) -> Dataset:
    """The same year where one country has released nothing to the audience (AR-3)."""
    at = [country.code for country in dataset.countries].index(code)

    def hidden[T](row: tuple[T, ...], instead: T) -> tuple[T, ...]:
        return (*row[:at], instead, *row[at + 1 :])

    areas = tuple(
        replace(
            area,
            targets=tuple(
                replace(
                    target,
                    cells=target.cells
                    if target.cells[at].status is CellStatus.NOT_ASKED
                    else hidden(target.cells, Cell(CellStatus.NOT_RELEASED)),
                )
                for target in area.targets
            ),
        )
        for area in dataset.areas
    )
    missing = note(
        f"missing.{dataset.facts.audience}",
        count=1,
        countries=(dataset.countries[at].name,),
        read=len(dataset.countries) - 1,
        everyone=len(dataset.countries),
    )
    return replace(
        dataset,
        areas=areas,
        notes=(missing, *dataset.notes),
        types=tuple(replace(row, by_country=hidden(row.by_country, None)) for row in dataset.types),
        money=replace(
            dataset.money,
            by_country=hidden(dataset.money.by_country, None),
            by_area=tuple(replace(row, covered=row.covered - 1) for row in dataset.money.by_area),
        ),
        chapters=hidden(dataset.chapters, Chapter(code, released=False)),
    )


def _columns(countries: int) -> tuple[CountryFacts, ...]:
    more = tuple(
        CountryFacts(
            f"X{position}", f"Country {position}", SIX[position % 6].own_name, SIX[position % 6].lang
        )
        for position in range(6, countries)
    )
    return (SIX + more)[:countries]


def _steps() -> tuple[StepFacts, ...]:
    rows = (
        ((2008, 10, 1), (2008, 11, 15), (2008, 10, 1), (2008, 11, 18)),
        ((2008, 11, 1), (2008, 12, 20), (2008, 11, 8), (2009, 1, 5)),
        ((2008, 12, 1), (2008, 12, 31), (2008, 12, 19), (2009, 1, 23)),
        ((2008, 12, 22), (2009, 1, 10), (2009, 1, 10), (2009, 2, 15)),
        ((2008, 12, 1), (2009, 1, 10), (2008, 12, 26), (2009, 2, 15)),
        ((2009, 1, 1), (2009, 12, 31), (2009, 1, 12), (2009, 12, 31)),
        ((2009, 6, 15), (2009, 6, 16), (2009, 7, 1), (2009, 7, 3)),
        ((2009, 12, 3), (2009, 12, 5), (2010, 1, 20), (2010, 1, 22)),
        ((2009, 12, 20), (2010, 1, 20), (2010, 2, 6), (2010, 3, 15)),
    )
    return tuple(
        StepFacts(number, Span(date(*a), date(*b)), Span(date(*c), date(*d)))
        for number, (a, b, c, d) in enumerate(rows, start=1)
    )


def _areas(columns: tuple[CountryFacts, ...], chapters: tuple[Chapter, ...]) -> tuple[AreaFacts, ...]:
    targets, seen = [], set[str]()
    for position, (printed, text) in enumerate(PPC_1, start=1):
        regional_only = printed == "1.1"
        letters = "" if regional_only else COLUMNS_OF_STATUS[f"{printed}b" if printed in seen else printed]
        seen.add(printed)
        code = f"1.T{position}"
        cells = tuple(
            Cell(CellStatus.NOT_ASKED)
            if regional_only
            else _cell(letters[at % 6], at + position, _serving(chapters[at], code))
            for at in range(len(columns))
        )
        state = CellStatus.ACHIEVED if regional_only else LETTERS[letters[6]]
        since = 2008 if regional_only else None
        targets.append(
            TargetFacts(
                code,
                text,
                TargetScope.REGIONAL if regional_only else TargetScope.BOTH,
                cells,
                Cell(state, since_year=since, activities=1),
                printed,
                date(2010, 12, 31),
            )
        )
    first = AreaFacts("PPC 1", AREAS[0], tuple(targets))
    return first, *(AreaFacts(f"PPC {number}", title) for number, title in enumerate(AREAS[1:], start=2))


def _cell(letter: str, salt: int, activities: int) -> Cell:
    status = LETTERS[letter]
    late = salt % 11 == 0
    if letter == "a" and salt % 2:
        return Cell(status, was=CellStatus.IN_PROGRESS, activities=activities, late=late)
    if letter in "ap" and salt % 3 == 0:
        return Cell(status, since_year=2008, activities=activities, late=late)
    if letter == "p" and salt % 5 == 0:
        return Cell(status, was=CellStatus.NO_ACTIVITY, activities=activities, late=late)
    return Cell(status, activities=activities, late=late)


def _serving(chapter: Chapter, target: str) -> int:
    return sum(target in activity.targets for activity in chapter.activities)


def _chapter(position: int, country: CountryFacts, types: tuple[TypeCounts, ...], chance: Random) -> Chapter:
    bodies = LEAD_BODIES[SIX[position % 6].code]
    activities: list[ActivityFacts] = []
    for number, row in enumerate(types):
        titles = TITLES[number]
        for extra in range(row.by_country[position] or 0):
            title = titles[extra % len(titles)]
            activities.append(_activity(country.code, len(activities) + 1, number, title, bodies, chance))
    return Chapter(
        country.code,
        released=True,
        activities=_within_ceiling(activities),
        shared=("RG-2009-001",) if position % 6 != 1 else ("RG-2009-001", "RG-2009-002"),
        lead_body=bodies[0],
        needs=NEEDS.get(SIX[position % 6].code, "More time is needed between approval and the first course."),
        agreed_on=date(2009, 1, 9),
        agreed_by=", ".join(bodies),
        version=2,
        late=position % 6 == 2,
    )


def _activity(
    country: str, number: int, kind: int, title: str, bodies: tuple[str, ...], chance: Random
) -> ActivityFacts:
    starts = date(2009, chance.randint(1, 10), 1)
    ends = date(2009, min(12, starts.month + chance.randint(0, 3)), 28)
    result = chance.choice((Result.DONE, Result.DONE, Result.UNDER_WAY, Result.UNDER_WAY, Result.NOT_STARTED))
    begun = result in (Result.DONE, Result.UNDER_WAY)
    cost = Decimal(chance.randrange(1_000, 6_000, 50))
    accepted = Decimal(chance.randrange(500, 6_000, 100)) if chance.random() < 0.5 else Decimal(0)
    spent = (
        (cost * (10 if result is Result.DONE else 6) / 10).quantize(Decimal("0.01")) if begun else Decimal(0)
    )
    late_by = 10 if chance.random() < 0.3 else 0
    return ActivityFacts(
        code=f"{country}-2009-{number:03}",
        title=title,
        area_code=f"PPC {kind + 1}",
        type_code=TABLE_1[kind][0],
        texts=(ReportedText("lead_body", bodies[number % len(bodies)]),),
        targets=(f"1.T{2 + number % 6}",) if kind == 0 else (),
        planned=Span(starts, ends),
        actual=Span(
            starts.replace(day=1 + late_by) if begun else None, ends if result is Result.DONE else None
        ),
        secretariat_cost=cost,
        accepted=accepted,
        spent_secretariat=spent,
        spent_partners=(accepted * 8 / 10).quantize(Decimal("0.01")) if begun else Decimal(0),
        partners=(PARTNERS[number % len(PARTNERS)],) if accepted or number % 10 == 1 else (),
        result=result,
        narrative="Held as planned; the report of the course is with the taskforce."
        if number % 4 == 0
        else "",
        withdrawn=number == 11,
        support=_support(PARTNERS[number % len(PARTNERS)], accepted, begun=begun, place=number),
    )


def _support(partner: str, accepted: Decimal, *, begun: bool, place: int) -> tuple[SupportFacts, ...]:
    """What one partner gives of a line and has spent of it; now and then an expert, and money that nobody names."""
    if not accepted:
        expert = SupportFacts(partner, in_kind=("A trainer for one week",), delivered="partly")
        return (expert,) if place % 10 == 1 else ()
    spent = (accepted * 8 / 10).quantize(Decimal("0.01")) if begun else Decimal(0)
    apart = Decimal("75.30") if begun and place % 5 == 2 else Decimal(0)
    given = SupportFacts(
        partner,
        accepted,
        spent - apart,
        ("An interpreter for two weeks",) if place % 8 == 3 else (),
        "yes" if place % 8 == 3 and begun else "",
    )
    return (given, SupportFacts("", spent=apart)) if apart else (given,)


def _within_ceiling(activities: list[ActivityFacts]) -> tuple[ActivityFacts, ...]:
    """Scale the costs so that the largest workplan meets its ceiling exactly and none passes it."""
    total = sum((activity.secretariat_cost or Decimal(0) for activity in activities), Decimal(0))
    if total <= 100_000:
        return tuple(activities)
    factor = Decimal(100_000) / total
    scaled = []
    for activity in activities:
        cost = ((activity.secretariat_cost or Decimal(0)) * factor).quantize(Decimal(50))
        spent = min(activity.spent_secretariat or Decimal(0), cost)
        scaled.append(replace(activity, secretariat_cost=cost, spent_secretariat=spent))
    return tuple(scaled)


def _regional_activities(columns: tuple[CountryFacts, ...]) -> tuple[ActivityFacts, ...]:
    codes = tuple(country.code for country in columns)
    return (
        ActivityFacts(
            "RG-2009-001",
            "Regional Training Programme, two courses",
            "PPC 1",
            "training",
            (ReportedText("lead_body", "COMMIT Secretariat"),),
            ("1.T1",),
            Span(date(2009, 6, 1), date(2009, 11, 30)),
            Span(date(2009, 6, 8), date(2009, 11, 20)),
            Decimal(62_000),
            Decimal(140_000),
            Decimal(61_200),
            Decimal(120_300),
            ("ILO", "IOM", "World Vision"),
            Result.DONE,
            "Two courses with 48 participants from all six countries.",
            codes,
            support=(
                SupportFacts("ILO", Decimal(100_000), Decimal(90_000)),
                SupportFacts("IOM", Decimal(40_000), Decimal(30_300)),
                SupportFacts("World Vision", in_kind=("A hall for both courses",), delivered="yes"),
            ),
        ),
        ActivityFacts(
            "RG-2009-002",
            "Return procedures along the upper Mekong",
            "PPC 3",
            "multilateral",
            (ReportedText("lead_body", "COMMIT Secretariat"),),
            (),
            Span(date(2009, 3, 1), date(2009, 10, 31)),
            Span(date(2009, 4, 2), None),
            Decimal(26_500),
            Decimal(36_000),
            Decimal(25_000),
            Decimal(31_000),
            ("UNICEF",),
            Result.UNDER_WAY,
            "",
            codes[1:4],
            support=(SupportFacts("UNICEF", Decimal(36_000), Decimal(31_000)),),
        ),
    )


def _money(chapters: tuple[Chapter, ...], regional: RegionalWorkplan) -> Money:
    areas = tuple(f"PPC {number}" for number in range(1, 9))
    lines = [activity for chapter in chapters for activity in chapter.activities]
    return Money(
        tuple(replace(_money_of(chapter.activities), ceiling=Decimal(100_000)) for chapter in chapters),
        _money_of(regional.activities),
        tuple(
            AreaMoney(
                code,
                sum(line.area_code == code for line in lines),
                len(chapters),
                _money_of(tuple(line for line in lines if line.area_code == code)),
            )
            for code in areas
        ),
    )


def _money_of(activities: tuple[ActivityFacts, ...]) -> MoneyRow:
    return sum_of(
        MoneyRow(
            Decimal(0) if activity.withdrawn else activity.secretariat_cost or Decimal(0),
            Decimal(0) if activity.withdrawn and activity.accepted is not None else activity.accepted,
            None,
            activity.spent_secretariat,
            activity.spent_partners,
            spent_accepted=activity.spent.accepted,
            spent_outside=activity.spent.outside,
        )
        for activity in activities
    )


def _recommendations(columns: tuple[CountryFacts, ...]) -> tuple[RecommendationFacts, ...]:
    everyone = tuple(country.name for country in columns[:6])
    under_way, to_do, done = FollowUp.UNDER_WAY, FollowUp.OPEN, FollowUp.DONE
    rows = (
        (
            "Complete the national training assessments that are still open, and publish an action plan for each.",
            note("about.target", code="1.T3"),
            date(2010, 6, 30),
            [(name, under_way if at % 2 else done) for at, name in enumerate(everyone)],
        ),
        (
            "Agree one form of trainer certification that each country recognises, with a refresher every two "
            "years.",
            note("about.target", code="1.T5"),
            date(2010, 10, 31),
            [("Secretariat", to_do), *((name, to_do) for name in everyone[3:5])],
        ),
        (
            "Test remote learning materials in at least two countries before the third plan of action begins.",
            note("about.target", code="1.T7"),
            date(2010, 12, 31),
            [("Secretariat", to_do)],
        ),
        (
            "Report every target at the mid-year review, also where there has been no activity.",
            note("about.all_areas"),
            date(2010, 7, 31),
            [(name, under_way) for name in everyone[:3]],
        ),
        ("Set the dates of the next Senior Officials Meeting before the workplans are approved.", noted("The year"),
         date(2010, 3, 31), [("Secretariat", done)]),
    )  # fmt: skip
    return tuple(
        RecommendationFacts(
            number, text, SOM_7, about, due, tuple(Addressee(name, result) for name, result in addressees)
        )
        for number, (text, about, due, addressees) in enumerate(rows, start=1)
    )


def _followed_up(columns: tuple[CountryFacts, ...]) -> tuple[RecommendationFacts, ...]:
    names = tuple(country.name for country in columns[:6])
    return (
        RecommendationFacts(
            1,
            "Bring the national editions of the regional curriculum into use.",
            SOM_6,
            addressees=tuple(
                Addressee(name, FollowUp.DONE, "Taught from the national edition.")
                if at < 4
                else Addressee(name, FollowUp.UNDER_WAY, "Piloting.")
                for at, name in enumerate(names)
            ),
        ),
        RecommendationFacts(
            2,
            "Count regional activities once, and show them under each country.",
            SOM_6,
            addressees=(
                Addressee("Secretariat", FollowUp.DONE, "In the regional workplan since January 2009."),
            ),
        ),
        RecommendationFacts(
            3,
            "Study safe recruitment with the private sector.",
            SOM_6,
            addressees=(
                Addressee("Secretariat", FollowUp.OPEN),
                Addressee("Partners", FollowUp.NOT_FOLLOWED, "Moved to 2010."),
            ),
        ),
    )
