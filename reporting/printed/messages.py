"""What is said of the forms that ministries sign."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "form.asked": _("Asked for a printed form"),
        "form.asked_again": _("Asked for the same printed form again"),
        "form.made": _("Made the printed form"),
        "form.failed": _("Could not make the printed form: %(why)s"),
        "form.version_not_yours": _("You cannot read this version. Choose a version that you can read."),
        "form.no_draft": _(
            "This workplan has no draft now, because nobody amends it. Print the approved version."
        ),
        "form.not_yours": _("You cannot read this form. Make your own form."),
        "form.no_files": _("This form has no files yet. Wait until they are ready."),
        "form.on_its_way": _("The portal is already making the form. Wait until it is ready."),
        "form.made_already": _("The form is ready. You can download it."),
    }
)
