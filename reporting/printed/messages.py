"""What is said of the forms that ministries sign."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "form.asked": _("Asked for the printed form"),
        "form.asked_again": _("Asked for the printed form again"),
        "form.made": _("Made the printed form"),
        "form.failed": _("Could not make the printed form: %(why)s"),
        "form.version_not_yours": _("You cannot read this version. Choose one of those that you can read."),
        "form.no_draft": _("Nobody amends this plan now, so it has no draft. Print the approved version."),
        "form.not_yours": _("This form is not for you. Make one of your own."),
        "form.no_files": _("This form has no files yet. Wait until it is made."),
        "form.on_its_way": _("The form is on its way already. Wait until it is ready."),
        "form.made_already": _("The form is made already. You can download it."),
    }
)
