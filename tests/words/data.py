"""What may stand outside the brackets of the made-up language: codes, addresses and a few proper names."""

import re

# Columns in which nobody writes as they like (tests.words.made_up.set_full_width leaves them alone).
NOT_PROSE = {
    "code",
    "slug",
    "dataset",
    "language",
    "digest",
    "trail_digest",
    "token",
    "password",
    "verb",
    "label",
    "said",
    "printed_number",
}

CODES = re.compile(
    r"""
      [\w.+-]+@[\w-]+\.[\w.-]+            # an e-mail address
    | https?://\S+                        # an address
    | /[\w./-]*                           # a path
    | \b[A-Z]{2,3}-\d{4}-\d{3}\b          # KH-2011-001, an activity
    | \b(?:KH|CN|LA|MM|TH|VN|R)-\d{2,3}\b  # KH-001, the same within its year; KH-11, all of a year
    | \b(?:KH|CN|LA|MM|TH|VN)-\d{4}-(?:mid-year|som)\b   # a country's answers to a review, in their workbook
    | \b(?:KH|CN|LA|MM|TH|VN)\b          # a country
    | \bbook-[a-z]+\b                    # a list of the book, in its workbook
    | \bKeyError\b                        # the name of a fault, as the log has it
    | \b\d+\.[TA]\d+\b                    # 1.T1, a target or an activity area of the plan
    | \bspa-[\w-]+\b                      # a plan of action in its address
    | \b(?:KH|CN|LA|MM|TH|VN|RG)\b       # a country in a workbook, or the region
    | \b(?=\d*[a-f])(?:[0-9a-f]{8}|[0-9a-f]{4})\b   # a part of a digest
    | \bUS\$                              # before an amount
    | \.(?:xlsx|csv|tsv|pdf)\b            # the end of a file's name
    """,
    re.VERBOSE,
)
NAMES = (
    "COMMIT",
    "English",  # a language in a choice says its own name
    "training",  # the codes of two types of activities, in the workbook
    "legal",
)
# The codes of the eight types of activity.
TYPES = {
    "npa",
    "multilateral",
    "multi-lateral",
    "legal",
    "training",
    "protection",
    "prevention",
    "private_sector",
    "private-sector",
    "monitoring",
    "m-and-e",
}
