"""What readers copy out of the PDF, or have read aloud, is what was typed, in six scripts."""

import io
import re
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache

import pikepdf
import pytest

from reporting.dataset.serialization import digest
from reporting.report import pdf
from tests.papers import text_of
from tests.report_samples import few_pages, imprint_of, sample_2009

# The same in each: 48 police officers were trained, 19 of them women. The hotline has worked since October.
TYPED = {
    "km": "ក្រុមការងារបានបណ្តុះបណ្តាលមន្ត្រីនគរបាលចំនួន ៤៨ នាក់ ក្នុងនោះមានស្ត្រី ១៩ នាក់។ ខ្សែទូរស័ព្ទបន្ទាន់ដំណើរការតាំងពីខែតុលា។",
    "lo": "ຄະນະສະເພາະກິດໄດ້ຝຶກອົບຮົມເຈົ້າໜ້າທີ່ຕຳຫຼວດ ໔໘ ຄົນ ໃນນັ້ນມີແມ່ຍິງ ໑໙ ຄົນ. ສາຍດ່ວນເປີດຕັ້ງແຕ່ເດືອນຕຸລາ.",
    "my": "လုပ်ငန်းအဖွဲ့သည် ရဲအရာရှိ ၄၈ ဦးကို လေ့ကျင့်ပေးခဲ့ပြီး အမျိုးသမီး ၁၉ ဦး ပါဝင်သည်။ မြန်မာနိုင်ငံ၏ ကြိုးပမ်းမှုသည် အောက်တိုဘာလမှစ၍ ဖြစ်သည်။",
    "th": "คณะทำงานได้ฝึกอบรมเจ้าหน้าที่ตำรวจ ๔๘ คน เป็นผู้หญิง ๑๙ คน สายด่วนเปิดตั้งแต่เดือนตุลาคมที่ผ่านมา น้ำใจ",
    "vi": "Nhóm công tác đã tập huấn cho 48 cán bộ công an, trong đó có 19 phụ nữ. Đường dây nóng hoạt động từ tháng Mười.",
    "zh": "工作组培训了四十八名警官，其中十九名为女性。热线自十月起运行。",
}


@cache
def printed() -> bytes:
    """A report in which one activity's result is typed in each language."""
    (chapter,) = sample_2009(1).chapters
    told = zip(chapter.activities, TYPED.values(), strict=False)
    activities = tuple(replace(activity, narrative=words) for activity, words in told)
    dataset = replace(few_pages(), chapters=(replace(chapter, activities=activities),))
    return pdf.render_pdf(pdf.report_html(dataset, imprint_of(dataset)), identifier=digest(dataset)).content


def likeness(content: bytes, words: str) -> float:
    """How much of the words is found in one place, blanks apart: a line ends where none was typed."""
    text, wanted = (re.sub(r"\s", "", one) for one in (text_of(content, "-raw"), words))
    begins = [found.start() for found in re.finditer(re.escape(wanted[0]), text)]
    return max(
        SequenceMatcher(None, text[at : at + len(wanted)], wanted, autojunk=False).ratio() for at in begins
    )


@pytest.mark.parametrize("language", TYPED)
def test_text_in_each_script_is_read_as_it_was_typed(language):
    assert likeness(printed(), TYPED[language]) >= 0.99


def test_without_its_letters_some_of_it_is_not(monkeypatch):
    """The negative control: WeasyPrint alone."""
    monkeypatch.setattr(pdf.Stream, "marked", pdf.marked)
    alone = printed.__wrapped__()

    assert all(likeness(alone, TYPED[language]) < 0.99 for language in ("km", "my"))


def test_a_run_says_its_language():
    with pikepdf.open(io.BytesIO(printed())) as document:
        found = {
            str(operands[1]["/Lang"])
            for page in document.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BDC" and "/Lang" in operands[1]
        }

    assert found == {"km", "lo", "my", "th"}
