"""Made-up forms: a plan of any number of lines in five areas, with titles in the scripts of the six countries."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from reporting.dataset import Span
from reporting.dataset.printed_form import (
    FormAnswer,
    FormArea,
    FormLine,
    FormMinistry,
    FormNeed,
    FormPlace,
    FormStage,
    FormSupport,
    PartnersShown,
    Signatory,
    SignedForm,
)

MADE_AT = datetime(2011, 2, 25, 4, 5, tzinfo=UTC)
AREAS = (
    "Area 1. Policy and Cooperation",
    "Area 2. Legal Frameworks, Law Enforcement and Justice",
    "Area 3. Protection, Recovery, and Reintegration",
    "Area 4. Preventive Measures and Vulnerability Reduction",
    "Area 5. Anti-Human Trafficking Data & Monitoring Systems",
)
TITLES = (
    "Review of the National Plan of Action",
    "Course for investigators and prosecutors",
    "Guidelines for the identification of victims",
    "Safe migration campaign",
    "Official statistics on trafficking cases",
)
# "Training of officials on the identification of victims", or close to it, as each country writes.
SIX_SCRIPTS = (
    "វគ្គបណ្តុះបណ្តាលមន្ត្រីស្តីពីការកំណត់អត្តសញ្ញាណជនរងគ្រោះដោយអំពើជួញដូរមនុស្ស",
    "关于识别人口贩运受害者的官员培训课程与区域合作会议",
    "ການຝຶກອົບຮົມເຈົ້າໜ້າທີ່ກ່ຽວກັບການລະບຸຕົວຜູ້ຖືກເຄາະຮ້າຍຈາກການຄ້າມະນຸດ",
    "လူကုန်ကူးမှုမှ ကယ်တင်ခံရသူများကို ဖော်ထုတ်ခြင်းဆိုင်ရာ အရာရှိများ သင်တန်း",
    "การฝึกอบรมเจ้าหน้าที่เกี่ยวกับการระบุตัวผู้เสียหายจากการค้ามนุษย์ในภูมิภาค",
    "Tập huấn cho cán bộ về nhận diện nạn nhân của nạn buôn bán người trong khu vực",
)
BODIES = ("Ministry of Women's Affairs", "Ministry of Interior", "Ministry of Justice", "Ministry of Labour")


def sample_form(count: int = 17, **changes: Any) -> SignedForm:
    """An approved form of so many lines; `changes` say what is different. With `titles` those instead."""
    titles = changes.pop("titles", TITLES)
    areas = tuple(
        FormArea(title, tuple(_line(number, titles) for number in range(at, count + 1, len(AREAS))))
        for at, title in enumerate(AREAS, start=1)
    )
    values: dict[str, Any] = {
        "place": FormPlace("KH", "Cambodia", own_name="កម្ពុជា", lang="km"),
        "year": 2011,
        "starts": date(2011, 1, 1),
        "ends": date(2011, 12, 31),
        "plan_code": "spa-3",
        "plan_title": "Sub-regional Plan of Action III",
        "stage": FormStage.APPROVED,
        "partners": PartnersShown.AMOUNTS,
        "version": 2,
        "lead_body": "Ministry of Women's Affairs",
        "agreed_on": date(2011, 2, 12),
        "agreed_by": "National Committee",
        "ceiling": Decimal(250_000),
        "demonstration": True,
        "areas": tuple(area for area in areas if area.lines),
        "signatories": (Signatory("the National Committee"),),
        **changes,
    }
    return SignedForm(**values)


def sent_to_sign(count: int, **changes: Any) -> SignedForm:
    """A form with all that it can say: answers of ministries, a line in reserve, needs, support that meets one."""
    form = sample_form(count, needs=with_needs(), **changes)
    ministries = (
        FormMinistry("Ministry of Justice", FormAnswer.YES, date(2011, 2, 16)),
        FormMinistry("Ministry of Labour", FormAnswer.YES, date(2011, 1, 25), on_paper=True),
        FormMinistry("Ministry of Social Affairs", FormAnswer.NO, date(2011, 1, 26), on_paper=True),
        FormMinistry("Ministry of Interior", FormAnswer.NOT_ANSWERED, date(2011, 2, 16)),
        FormMinistry("Ministry of Women's Affairs", FormAnswer.NOT_ASKED),
    )
    waits = FormLine(
        f"KH-2011-{count + 1:03}", "Vocational help", "Training", "Ministry of Labour", Decimal(6_250)
    )
    return replace(
        form,
        version=None if form.is_draft else form.version,
        agreed_on=None if form.is_draft else form.agreed_on,
        ministries=ministries if form.is_draft else ministries[:2],
        ministry_count=len(ministries),
        reserve=() if form.is_approved else (waits,),
    )


def with_needs() -> tuple[FormNeed, ...]:
    """Needs that support in kind meets, that a partner meets with something else, and that nobody has taken up."""
    return (
        FormNeed("KH-2011-002", "Trainers", ("UNODC",), is_met=True),
        FormNeed("KH-2011-003", "An adviser", ("ILO",), is_met=True),
        FormNeed("KH-2011-006", "Somebody who drafts the agreement"),
    )


def _line(number: int, titles: tuple[str, ...]) -> FormLine:
    supports = {
        2: (
            FormSupport(
                "UNODC",
                "United Nations Office on Drugs and Crime",
                is_money=False,
                what="Two trainers for the course",
                need="Trainers",
            ),
        ),
        3: (FormSupport("ILO", "International Labour Organization", is_money=False, what="A room"),),
        4: (
            FormSupport("UNDP", "United Nations Development Programme", is_money=True, amount=Decimal(2_500)),
        ),
        11: (
            FormSupport(
                "IOM", "International Organization for Migration", is_money=True, amount=Decimal(5_250)
            ),
            FormSupport("UNDP", "United Nations Development Programme", is_money=True, amount=Decimal(2_000)),
        ),
    }
    is_asked = number != 7
    return FormLine(
        code=f"KH-2011-{number:03}",
        title=titles[number % len(titles)],
        type=("Training", "NPA", "Multi-lateral", "Protection")[number % 4],
        lead_body=BODIES[number % 4],
        cost=Decimal(2_850 + 450 * (number % 9)) if is_asked else Decimal(0),
        is_asked=is_asked,
        decision="approved" if is_asked else "noted",
        targets=("1.T1", "1.T2")[: 1 + number % 2],
        runs=Span(date(2011, 1 + number % 6, 1), date(2011, 7 + number % 6, 30)),
        supports=supports.get(number, ()),
    )
