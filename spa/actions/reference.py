"""Load reference data from TOML files: make what is missing, leave alone what people have changed."""

import tomllib
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime
from operator import add
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from commit_portal.db.translations import put_translation
from commit_portal.i18n import message, say
from commit_portal.workflow import LOAD, MACHINE
from spa.actions.texts import outdate_reports, record
from spa.models import ActionPlan, ActivityType, Area, BudgetFigure, MenuActivity, Target
from spa.rules import spa_1

# A reference file as it was read.
type Document = Mapping[str, Any]

REFERENCE = Path(__file__).resolve().parent.parent / "reference"


@dataclass
class Loaded:
    """Counts of a load, in rows; `kept` says in sentences which rows differ from the file and were left."""

    made: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)

    def count(self, differs: object) -> None:
        """Count a row that was there: one that `differs` from the file is changed."""
        self.changed += bool(differs)
        self.unchanged += not differs

    @property
    def written(self) -> int:
        return self.made + self.changed

    def __add__(self, other: "Loaded") -> "Loaded":
        """The counts and the sentences of both."""
        return Loaded(*map(add, astuple(self), astuple(other)))


def read_toml(path: Path) -> dict[str, Any]:
    """Read one reference file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def differences(row: models.Model, values: Mapping[str, object]) -> dict[str, Any]:
    """Return the values that the row does not hold already."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def make_if_missing[M: models.Model](
    model: type[M], key: Mapping[str, object], values: Mapping[str, object], loaded: Loaded
) -> M:
    """Return the row with this key, made if it is not there. A row that is there is never overwritten.

    Once loaded, such rows belong to the regional office: `loaded.kept` names what differs from the file.
    """
    row = model._default_manager.filter(**key).first()
    if row is None:
        loaded.made += 1
        return model._default_manager.create(**key, **values)
    differing = differences(row, values)
    if differing:
        said = _(
            "%(kind)s %(row)s is different from the file in these columns: %(columns)s. The portal keeps its own text."
        )
        kind, columns = model._meta.verbose_name, ", ".join(differing)
        loaded.kept.append(say(said, kind=kind, row=str(row), columns=columns))
    else:
        loaded.unchanged += 1
    return row


@transaction.atomic
def load_plans(*, now: datetime, folder: Path = REFERENCE) -> Loaded:
    """Load the activity types and the plans of action from `folder`.

    A plan's text follows its file only while nobody has changed it in the portal and SPA-1 leaves it
    open; otherwise it is kept, and `Loaded.kept` says so. A second load writes nothing.
    """
    loaded = Loaded()
    for position, entry in enumerate(read_toml(folder / "activity-types.toml")["types"], start=1):
        named = {"title": entry["title"], "position": position}
        kind = make_if_missing(ActivityType, {"code": entry["code"]}, named, loaded)
        loaded += load_translations(kind, entry)
    for path in sorted(folder.glob("spa-*.toml")):
        document = read_toml(path)
        loaded += _load_plan(document, now=now) + _load_translations(document)
        loaded += _load_budget(document, now=now)
    return loaded


def load_translations(row: models.Model, entry: Mapping[str, Any]) -> Loaded:
    """Write the texts of an entry in other languages, `in.km.title = "..."`. They follow the file: no page changes them."""
    loaded = Loaded()
    for language, texts in entry.get("in", {}).items():
        for name, text in texts.items():
            row._meta.get_field(name)
            loaded.count(put_translation(row, name, language, text))
    return loaded


def _load_translations(document: Document) -> Loaded:
    """Those of a plan's texts, also where SPA-1 keeps the texts themselves: a translation changes none of them."""
    plan = ActionPlan.objects.get(code=document["plan"]["code"])
    loaded = load_translations(plan, document["plan"])
    for area in document.get("areas", []):
        menu = MenuActivity.objects.filter(area__plan=plan, area__code=area["code"])
        for rows, entries in (
            (Area.objects.filter(plan=plan), [area]),
            (Target.objects.filter(plan=plan), area.get("targets", [])),
            (menu, area.get("menu", [])),
        ):
            for entry in entries:
                if "in" in entry and (row := rows.filter(code=entry["code"]).first()):
                    loaded += load_translations(row, entry)
    return loaded


def _load_plan(document: Document, *, now: datetime) -> Loaded:
    values = {name: value for name, value in document["plan"].items() if name != "in"}
    values["source"] = values["source"].strip()
    plan = ActionPlan.objects.select_for_update().filter(code=values["code"]).first()
    if plan is None:
        plan, code = ActionPlan.objects.create(**values), "plan.loaded"
        loaded = Loaded(made=1) + _write_text(plan, document, write=True)
    else:
        compared = _write_text(plan, document, write=False)
        differing = differences(plan, values)
        if not compared.written and not differing:
            return Loaded(unchanged=compared.unchanged + 1)
        closed, kept = spa_1(plan), None
        if closed:
            kept = _("%(plan)s: the reference file has changed. The portal keeps its own text: %(why)s")
        elif plan.row_version > 1:
            kept = _(
                "%(plan)s: the reference file and the plan of action in the portal have both changed. "
                "The portal keeps its own text."
            )
        if kept:
            return Loaded(unchanged=compared.unchanged, kept=[say(kept, plan=str(plan), why=str(closed))])
        loaded, code = _write_text(plan, document, write=True), "plan.loaded_again"
        loaded.count(differing)
        if differing:
            ActionPlan.objects.filter(pk=plan.pk).update(**differing)
    record(LOAD, plan, message(code), by=MACHINE, now=now, counts=False)
    return loaded


def _load_budget(document: Document, *, now: datetime) -> Loaded:
    """Enter the budget of a plan that has none. One that is there belongs to the regional office, whatever the file says."""
    plan = ActionPlan.objects.get(code=document["plan"]["code"])
    wanted = [
        {"heading": entry["heading"], "year": int(year), "amount": amount, "source": entry["source"]}
        | {"remark": entry.get("remark", "")}
        for entry in document.get("budget", [])
        for year, amount in entry["figures"].items()
    ]
    held = {(one.heading, one.year): one for one in plan.budget.all()}
    if held or not wanted:
        pairs = ((held.get((values["heading"], values["year"])), values) for values in wanted)
        if all(one and not differences(one, values) for one, values in pairs):
            return Loaded(unchanged=len(wanted))
        said = _(
            "%(plan)s: the reference file has a different budget. The budget in the portal is not changed."
        )
        return Loaded(kept=[say(said, plan=str(plan))])
    BudgetFigure.objects.bulk_create(BudgetFigure(plan=plan, **values) for values in wanted)
    outdate_reports(plan)
    record(LOAD, plan, message("plan.budget_loaded"), by=MACHINE, now=now, counts=False)
    return Loaded(made=len(wanted))


def _write_text(plan: ActionPlan, document: Document, *, write: bool) -> Loaded:
    """Bring areas, targets and menu in line with the file, or (write=False) only count what would change.

    A row that the file no longer names is left: no load ever removes a text.
    """
    loaded = Loaded()
    for position, entry in enumerate(document.get("areas", []), start=1):
        values = {
            "title": entry["title"],
            "objective": entry.get("objective", ""),
            "position": position,
            "source": entry["source"],
        }
        area = _put(Area, {"plan": plan, "code": entry["code"]}, values, loaded, write=write)
        for model, name in ((Target, "targets"), (MenuActivity, "menu")):
            for place, given in enumerate(entry.get(name, []), start=1):
                key: dict[str, object] = {"area": area}
                own: dict[str, object] = {}
                if model is Target:
                    key, own = {"plan": plan}, {"area": area, "due_on": given.get("due_on")}
                    own["printed_number"] = given.get("printed_number", "")
                source = given.get("source", entry["source"])
                own |= {
                    "text": given["text"],
                    "scope": given.get("scope", "both"),
                    "position": place,
                    "source": source,
                }
                _put(model, {**key, "code": given["code"]}, own, loaded, write=write)
    return loaded


def _put[M: models.Model](
    model: type[M], key: Mapping[str, object], values: Mapping[str, object], loaded: Loaded, *, write: bool
) -> M | None:
    """Make or change one row, and count it; without `write` only count (None for a row to be made)."""
    row = None if None in key.values() else model._default_manager.filter(**key).first()
    if row is None:
        loaded.made += 1
        return model._default_manager.create(**key, **values) if write else None
    differing = differences(row, values)
    loaded.count(differing)
    if write and differing:
        model._default_manager.filter(pk=row.pk).update(**differing)
    return row
