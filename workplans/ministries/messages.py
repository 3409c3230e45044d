"""How many ministries agree, what a late member reads, and what old drafts printed of ministries, by code."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import ngettext_lazy, register

# Said to a member that has not answered before the submission.
SUBMITTED_WITHOUT_YOU = _(
    "The workplan was submitted without your answer. You can still answer; the desk can see a “yes”."
)

register(
    {
        "ministry.waits": _("No answer yet"),
        "ministry.yes": _("Yes"),
        "ministry.no": _("No"),
        "ministry.yes.before_lines": ngettext_lazy(
            "Agreed, but %(count)s activity was changed later",
            "Agreed, but %(count)s activities were changed later",
        ),
        "ministry.no.before_lines": ngettext_lazy(
            "Did not agree, but %(count)s activity was changed later",
            "Did not agree, but %(count)s activities were changed later",
        ),
        "ministry.yes.before_needs": _("Agreed, but the opportunities, gaps and needs were changed later"),
        "ministry.no.before_needs": _(
            "Did not agree, but the opportunities, gaps and needs were changed later"
        ),
        "ministry.point": _("%(ministry)s: %(said)s"),
    }
)


def counted_words(agree: int, of: int, earlier: int = 0) -> str:
    """ "1 of 5 ministries agrees. 2 agreed to an earlier draft." """
    said = ngettext_lazy("%(count)s of %(of)s ministries agrees.", "%(count)s of %(of)s ministries agree.")
    before = ngettext_lazy("%(count)s agreed to an earlier draft.", "%(count)s agreed to an earlier draft.")
    facts = [said % {"count": agree, "of": of}, before % {"count": earlier} if earlier else ""]
    return " ".join(filter(None, facts))
