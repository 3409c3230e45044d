"""People and roles: chosen, seen as far as the seat reaches, given and ended by the regional office."""

import re
from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from commit_portal.i18n import to_plain
from commit_portal.models import Event, User
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import MACHINE
from spa.actions.stages import draft_plan
from spa.models import ActionPlan
from tests import mails, queries
from tests.cast import NOW, PASSWORD, another_seat, make_seat
from workplans.models import Partner, Seat, TaskforceMember
from workplans.models.seats import role_kept
from workplans.people.actions import end_seat, give_seat, invite_to_seat
from workplans.people.permissions import may_invite_again
from workplans.request_context.active_seat import SEAT_KEY
from workplans.statuses import Role

INVITATION = {
    "name": "Sok Dara",
    "email": "Sok.Dara@commit.example",
    "role": "officer",
    "starts_on": "1 Jan 2011",
}


def names_on(client):
    groups = client.get(reverse("people")).context["groups"]
    return {str(seat.user) for _, seats in groups for seat in seats}


def invitation(plan, **changes):
    return {**INVITATION, "taskforce": plan.taskforce_id, **changes}


def test_role_is_read_from_the_seat_that_the_trail_keeps(world):
    for seat in world.seats.values():
        assert role_kept(to_plain(seat.described)) == seat.role
    assert {seat.role for seat in world.seats.values()} == set(Role)
    assert role_kept(to_plain(MACHINE.described)) == role_kept(None) == ""


def test_seat_chosen_is_the_seat_one_acts_under(kh_officer, kh_plan, officer):
    second = another_seat(kh_officer.user, Role.MEMBER, kh_plan.taskforce)

    answer = officer.post(reverse("seats"), {"seat": second.pk})

    assert answer.url == reverse("home")
    assert officer.session[SEAT_KEY] == second.pk
    assert officer.get(reverse("seats")).wsgi_request.seat == second


def test_without_a_choice_one_acts_under_the_country_s_seat(regional_office, kh_plan, secretariat):
    assert secretariat.get(reverse("seats")).wsgi_request.seat == regional_office
    member = another_seat(regional_office.user, Role.MEMBER, kh_plan.taskforce)

    assert secretariat.get(reverse("seats")).wsgi_request.seat == member


def test_somebody_elses_or_an_ended_seat_is_not_chosen(kh_officer, kh_plan, lao_lead, officer):
    ended = another_seat(kh_officer.user, Role.LEAD, kh_plan.taskforce, ends_on=date(2009, 1, 1))
    for pk in (lao_lead.pk, ended.pk, "x", ""):
        before = officer.session.get(SEAT_KEY)
        assert officer.post(reverse("seats"), {"seat": pk}).url == reverse("seats")
        assert officer.session.get(SEAT_KEY) == before


def test_seats_page_of_somebody_without_a_seat_says_so(world, client):
    client.force_login(User.objects.create(email="stranger@commit.example", name="Stranger"))

    assert "You have no role today" in client.get(reverse("seats")).text
    for name in ("people", "taskforces", "partners", "people_invite"):
        refused = client.get(reverse(name))
        assertContains(refused, "You have no role today", status_code=403)


def test_who_holds_one_seat_is_offered_no_other(kh_officer, kh_plan, officer):
    alone, refused = officer.get(reverse("seats")), officer.get(reverse("people_invite"))

    assert "You have no other role." in alone.text
    assert '<input class="form-check-input" type="radio"' not in alone.text
    assert refused.status_code == 403
    assert "Choose another role" not in refused.text

    another_seat(kh_officer.user, Role.MEMBER, kh_plan.taskforce)
    two, refused = officer.get(reverse("seats")), officer.get(reverse("people_invite"))
    assert two.text.count('<input class="form-check-input" type="radio"') == 2
    assert "Choose another role" in refused.text


def test_people_are_seen_as_far_as_the_seat_reaches(
    kh_officer, kh_desk, ilo, observer, regional_office, client_of
):
    secretariat = {"kh desk", "lao desk", "regional office", "regional manager"}
    cambodia = {"kh officer", "kh lead", "kh member"}

    assert names_on(client_of(kh_officer)) == cambodia | secretariat
    assert names_on(client_of(kh_desk)) == {str(user) for user in User.objects.all()}
    assert names_on(client_of(regional_office)) == {str(user) for user in User.objects.all()}
    assert names_on(client_of(ilo)) == {"ilo"}
    assert names_on(client_of(observer)) == {"observer"}


def test_invitation_makes_an_account_a_seat_and_sends_the_link(kh_plan, secretariat):
    answer = secretariat.post(reverse("people_invite"), invitation(kh_plan))

    user = User.objects.get(email="sok.dara@commit.example")
    assert answer.url == reverse("person", args=[user.pk])
    assert not user.has_usable_password()
    seat = user.seats.get()
    assert (seat.role, seat.taskforce, seat.starts_on) == (Role.OFFICER, kh_plan.taskforce, date(2011, 1, 1))
    assert [message.to for message in mails.sent()] == [["sok.dara@commit.example"]]
    text = mails.sent()[0].body
    assert mails.sent()[0].subject == "Invitation to the COMMIT Portal"
    assert "The regional office of the Secretariat invites you to the COMMIT Portal" in text
    assert "Sok Dara" not in text
    assert "Your role: taskforce officer, Cambodia" in text
    assert "The link works once, within 3 days:" in text
    events = Event.objects.filter(verb__in=("invite", "seat")).order_by("pk")
    assert [event.verb for event in events] == ["invite", "seat", "seat"]


@pytest.mark.parametrize("email", ["kh_lead@commit.example", "KH_LEAD@Commit.Example"])
def test_invitation_of_somebody_who_is_there_is_refused(world, regional_office, email):
    with pytest.raises(RuleBroken, match="this e-mail address has an account"):
        invite_to_seat(email, "Somebody", "observer", by=regional_office, now=NOW, starts_on=NOW.date())


def test_invitation_whose_seat_does_not_fit_makes_nothing(kh_plan, secretariat):
    for changes, field in (
        ({"taskforce": ""}, "taskforce"),
        ({"role": "partner"}, "partner"),
        ({"ends_on": "31 Dec 2010"}, "ends_on"),
        ({"email": "KH_officer@commit.example"}, "email"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"role": "king"}, "role"),
    ):
        answer = secretariat.post(reverse("people_invite"), invitation(kh_plan, **changes))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
    assert not User.objects.filter(email="sok.dara@commit.example").exists()
    assert mails.sent() == []


def test_invitation_is_sent_again_while_no_password_is_set(kh_plan, regional_office, kh_lead, secretariat):
    secretariat.post(reverse("people_invite"), invitation(kh_plan))
    invited = User.objects.get(email="sok.dara@commit.example")
    kh_lead.user.set_password(PASSWORD)
    kh_lead.user.save()
    mails.sent().clear()

    secretariat.post(reverse("person_invite_again", args=[invited.pk]))
    secretariat.post(reverse("person_invite_again", args=[kh_lead.user_id]))

    assert [message.to for message in mails.sent()] == [["sok.dara@commit.example"]]
    assert mails.sent()[0].subject == "Invitation to the COMMIT Portal"
    assert "Send the invitation again" in secretariat.get(reverse("person", args=[invited.pk])).text
    assert may_invite_again(regional_office, invited)
    assert not may_invite_again(kh_lead, invited)
    has_one = may_invite_again(regional_office, kh_lead.user)
    assert has_one.reason == f"{kh_lead.user} already has a password. No e-mail was sent."
    invited.is_active = False
    assert may_invite_again(regional_office, invited).reason == (
        f"The account of {invited} is closed, so no e-mail was sent. Open the account again first."
    )


def test_the_link_of_an_invitation_sets_the_password(kh_plan, client, secretariat):
    secretariat.post(reverse("people_invite"), invitation(kh_plan))
    link = re.search(r"/accounts/password/reset/key/\S+", mails.sent()[0].body).group()

    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})

    assert User.objects.get(email="sok.dara@commit.example").check_password(PASSWORD)


def test_who_forgot_a_password_gets_no_invitation(kh_lead, client):
    client.post(reverse("account_reset_password"), {"email": kh_lead.user.email})

    assert mails.sent()[0].subject == "Set your password for the COMMIT Portal"
    assert "Someone, probably you, asked to set a password" in mails.sent()[0].body


def test_seat_given_and_ended_stays_on_record(observer, secretariat):
    ilo = Partner.objects.get(acronym="ILO")
    address = reverse("seat_give", args=[observer.user_id])
    assert secretariat.get(address).status_code == 200
    refused = secretariat.post(address, {"role": "partner", "starts_on": "1 Jan 2011"})
    assert list(refused.context["form"].errors) == ["partner"]

    secretariat.post(address, {"role": "partner", "partner": ilo.pk, "starts_on": "1 Jan 2011"})
    seat = Seat.objects.get(user=observer.user, role=Role.PARTNER)
    end = reverse("seat_end", args=[seat.pk])
    assert secretariat.get(end).status_code == 200
    secretariat.post(end, {"ends_on": "1 Mar 2011"})

    seat.refresh_from_db()
    assert seat.ends_on == date(2011, 3, 1)
    text = secretariat.get(reverse("person", args=[observer.user_id])).text
    assert "Ended the role: partner, ILO. The last day is 1 Mar 2011" in text
    assert "Ended" in text
    again = secretariat.post(end, {"ends_on": "1 Apr 2011"})
    assertContains(again, "The last day of this role is 1 Mar 2011. Enter an earlier day", status_code=422)


def test_nobody_ends_the_seat_they_act_under(regional_office, kh_lead):
    with pytest.raises(Refused):
        end_seat(regional_office, ends_on=date(2011, 1, 1), by=regional_office, now=NOW)
    with pytest.raises(Refused):
        give_seat(kh_lead.user, Role.OBSERVER, starts_on=date(2011, 1, 1), by=kh_lead, now=NOW)


def test_a_seat_that_ends_next_year_is_not_said_to_have_ended(regional_office, kh_officer):
    end_seat(kh_officer, ends_on=date(2012, 12, 31), by=regional_office, now=NOW)

    with pytest.raises(RuleBroken, match=r"The last day of this role is 31 Dec 2012\."):
        end_seat(kh_officer, ends_on=date(2013, 6, 30), by=regional_office, now=NOW)
    assert end_seat(kh_officer, ends_on=date(2011, 6, 30), by=regional_office, now=NOW).ends_on == date(
        2011, 6, 30
    )


@pytest.mark.parametrize("last", [None, date(2012, 1, 1)])
def test_the_same_seat_is_not_given_twice(last, kh_officer, kh_plan, observer, secretariat):
    typed = {"role": "officer", "taskforce": kh_plan.taskforce_id, "starts_on": "1 Jan 2012"}
    Seat.objects.filter(pk=kh_officer.pk).update(ends_on=last)
    address = reverse("seat_give", args=[kh_officer.user_id])

    refused = secretariat.post(address, typed)

    assert refused.status_code == 422
    held = "from 1 Jan 2008" if last is None else "1 Jan 2008 to 1 Jan 2012"
    said = f"kh officer already has this role ({held}). End that role first, or choose other days."
    assert said in refused.text
    again = {"role": "observer", "starts_on": "1 Jan 2012"}
    assert secretariat.post(reverse("seat_give", args=[observer.user_id]), again).status_code == 422
    Seat.objects.filter(pk=kh_officer.pk).update(ends_on=date(2011, 12, 31))
    assert secretariat.post(address, typed).status_code == 302
    assert kh_officer.user.seats.count() == 2


@pytest.mark.parametrize("role", ["officer", "lead", "member", "partner"])
def test_nobody_seats_themselves_for_a_government_or_a_partner(role, regional_office, kh_plan, secretariat):
    """Or the regional office would submit, release and answer in a country's name."""
    where = {"taskforce": kh_plan.taskforce_id, "partner": Partner.objects.get(acronym="ILO").pk}
    typed = {"role": role, "starts_on": "1 Jan 2011", **where}

    answer = secretariat.post(reverse("seat_give", args=[regional_office.user_id]), typed)

    assertContains(answer, "You cannot give yourself a role of a government or a partner.", status_code=422)
    assert regional_office.user.seats.count() == 1


def test_a_country_reads_who_was_seated_for_it(regional_office, observer, kh_plan, lao_lead, client_of, lead):
    first = date(2011, 1, 1)
    given = give_seat(
        observer.user, Role.LEAD, taskforce=kh_plan.taskforce, starts_on=first, by=regional_office, now=NOW
    )
    ilo = Partner.objects.get(acronym="ILO")
    give_seat(observer.user, Role.PARTNER, partner=ilo, starts_on=first, by=regional_office, now=NOW)
    end_seat(given, ends_on=date(2011, 3, 1), by=regional_office, now=NOW)

    text = lead.get(reverse("people")).text

    assert "Gave the role to observer: taskforce lead, Cambodia" in text
    assert "Ended the role of observer: taskforce lead, Cambodia. The last day is 1 Mar 2011" in text
    assert text.count('class="history"') == 1
    assert "Roles given and ended" not in client_of(lao_lead).get(reverse("people")).text


def test_taskforces_show_members_of_the_own_country_only(
    kh_plan, lao_plan, kh_officer, ilo, kh_desk, client_of
):
    for plan, name in ((kh_plan, "Ms Chan"), (lao_plan, "Mr Kham")):
        TaskforceMember.objects.create(taskforce=plan.taskforce, name=name, starts_on=date(2008, 1, 1))
    TaskforceMember.objects.create(
        taskforce=kh_plan.taskforce, name="Mr Gone", starts_on=date(2008, 1, 1), ends_on=date(2009, 1, 1)
    )
    read = {seat: client_of(seat).get(reverse("taskforces")).text for seat in (kh_officer, ilo, kh_desk)}

    found = {
        seat.words: [name for name in ("Ms Chan", "Mr Kham", "Mr Gone") if name in text]
        for seat, text in read.items()
    }
    assert found == {
        kh_officer.words: ["Ms Chan"],
        ilo.words: [],
        kh_desk.words: ["Ms Chan", "Mr Kham"],
    }


def test_partners_are_listed_for_whoever_holds_a_seat(observer, client_of):
    text = client_of(observer).get(reverse("partners")).text

    assert "International Labour Organization" in text


def test_notes_on_where_a_name_was_found_stand_on_no_page(observer, kh_plan, client_of):
    Partner.objects.update(source="ki-media, 6 May 2006")
    kh_plan.taskforce.source = "cable 09PHNOMPENH907"
    kh_plan.taskforce.save()

    for name, note in (("partners", "ki-media"), ("taskforces", "PHNOMPENH")):
        assert note not in client_of(observer).get(reverse(name)).text


def test_people_stand_in_the_menu_of_who_keeps_them(kh_lead, kh_desk, client_of, secretariat):
    address = reverse("people")
    entry = f'<a href="{address}" aria-current="page">People</a>'

    assert entry in secretariat.get(address).text
    assert f'<a href="{address}">People</a>' in secretariat.get("/").text
    for seat in (kh_lead, kh_desk):
        assert entry not in client_of(seat).get(address).text


@pytest.mark.parametrize("name", ["people", "taskforces", "partners", "seats"])
def test_lists_ask_as_many_queries_for_more_rows(name, regional_office, kh_plan, secretariat):
    secretariat.post(reverse("seats"), {"seat": regional_office.pk})
    address, counts = reverse(name), []
    for more in ((), (Role.OFFICER, Role.LEAD, Role.MEMBER)):
        for number, role in enumerate(more):
            make_seat(f"more_{number}", Role.MEMBER, kh_plan.taskforce)
            Partner.objects.create(name=f"Partner {number}", kind="ngo", position=10 + number)
            another_seat(regional_office.user, role, kh_plan.taskforce)
            TaskforceMember.objects.create(
                taskforce=kh_plan.taskforce, name=f"Member {number}", starts_on=date(2008, 1, 1)
            )
        counts.append(queries.queries_of(secretariat, address))

    assert counts[0] == counts[1] <= 12


def test_observer_who_also_holds_a_regional_seat_keeps_no_plan_of_action(regional_office, secretariat):
    """ADR 2: what somebody may do is never the union of the seats they hold."""
    observing = another_seat(regional_office.user, Role.OBSERVER)
    plan_new = reverse("spa:plan_new")
    plan = {"code": "spa-7", "number": 7, "title": "Plan 7"}
    body = plan | {"starts_on": "1 Jan 2020", "ends_on": "31 Dec 2022"}

    secretariat.post(reverse("seats"), {"seat": observing.pk})
    assert not secretariat.get(reverse("spa:plan_list")).context["may_keep"]
    assert secretariat.get(plan_new).status_code == secretariat.post(plan_new, body).status_code == 403
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2022, 12, 31)}
    with pytest.raises(Refused, match="Only the regional office of the Secretariat can change a plan of"):
        draft_plan(**plan, **days, by=observing, now=NOW)
    assert not ActionPlan.objects.filter(number=7).exists()

    secretariat.post(reverse("seats"), {"seat": regional_office.pk})
    assert secretariat.post(plan_new, body).status_code == 302
    assert ActionPlan.objects.filter(number=7).exists()


def test_seat_of_a_country_and_of_a_partner_at_once_is_refused(regional_office, observer, ilo, kh_plan):
    place = {"taskforce": kh_plan.taskforce, "partner": ilo.partner}
    with pytest.raises(RuleBroken, match="This role does not need this field"):
        give_seat(observer.user, "officer", **place, starts_on=NOW.date(), by=regional_office, now=NOW)


@pytest.mark.parametrize("address", ["/people/invite/", "/people/{}/seat/"])
def test_no_field_that_a_role_needs_is_called_optional(kh_officer, address, secretariat):
    page = secretariat.get(address.format(kh_officer.user_id)).text

    assert "Only for roles of a taskforce or a country desk." in page
    assert "(optional)" not in page


def test_the_page_that_ends_a_seat_says_since_when_it_is_held(kh_officer, secretariat):
    text = secretariat.get(f"/people/seats/{kh_officer.pk}/end/").text

    assert "Taskforce officer, Cambodia. From 1 Jan 2008. The history of this role" in text
