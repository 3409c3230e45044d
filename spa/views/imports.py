"""A plan of action from a spreadsheet: sent, compared, confirmed."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.files.spreadsheets import UnreadableFile, read_rows
from commit_portal.forms.base import Values
from commit_portal.i18n.messages import Param, say
from commit_portal.refusals import RuleBroken, SomebodyWasFaster, Violation, require
from spa.forms import UploadForm
from spa.models import ActionPlan, TextImport
from spa.permissions import may_keep_plan
from spa.queries import import_of
from spa.resources.imports import confirm, preview_of, read_import
from spa.rules import spa_1
from spa.views.stages import OfficeStep


class SendSpreadsheet(OfficeStep[ActionPlan]):
    """Send a spreadsheet of an open plan (SPA-1); nothing is saved before it is confirmed."""

    template_name, form_class = "spa/import_form.html", UploadForm
    heading, button = _("Import a spreadsheet"), _("Check the file")

    def get_object(self) -> ActionPlan:
        return self.plan

    def get_violation(self) -> Violation | None:
        return spa_1(self.plan)

    def keeps(self) -> bool:
        return False

    def act(self, form: UploadForm) -> TextImport:
        try:
            table = read_rows(form.cleaned_data["file"])
            return read_import(self.plan, table, by=self.actor, now=timezone.now())
        except UnreadableFile as unreadable:
            raise RuleBroken(Violation("file", str(unreadable), field="file")) from unreadable

    def get_success_url(self) -> str:
        return reverse("spa:import_preview", args=[self.plan.code, self.made.pk])


class ConfirmImport(OfficeStep[TextImport]):
    """Show the comparison and confirm it. 404 for another person's upload and for one that is too old."""

    template_name = "spa/import_preview.html"
    success_message = _("Imported the spreadsheet. Texts added: %(added)s, changed: %(changed)s.")

    def get_object(self) -> TextImport:
        require(may_keep_plan(self.actor))
        waiting = import_of(self.actor.user, self.plan, self.kwargs["key"], now=timezone.now())
        if waiting is None:
            raise Http404("No spreadsheet of yours waits here.")
        return waiting

    def get_violation(self) -> Violation | None:
        return spa_1(self.plan)

    def keeps(self) -> bool:
        return False

    def act(self, form: None) -> tuple[int, int]:
        return confirm(self.object, by=self.actor, now=clock.now())

    def get_facts(self) -> dict[str, Param]:
        added, changed = self.made or (0, 0)
        return {"added": added, "changed": changed}

    def not_done(self) -> HttpResponse | None:
        """What is compared is out of date: the portal's own page says so."""
        if self.attempt.faster:
            raise SomebodyWasFaster(self.attempt.faster)
        return super().not_done()

    def get_context_data(self, **kwargs: object) -> Values:
        preview = preview_of(self.object)
        counts = [say(_("%(state)s: %(count)s"), state=words, count=n) for _state, words, n in preview.counts]
        return super().get_context_data(plan=self.plan, preview=preview, counts=counts, **kwargs)
