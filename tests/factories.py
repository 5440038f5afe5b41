"""Objects for tests, with traits. What a trait promises, it does through the code that the portal itself uses.

A version is made by ``goals.copying`` and taken onward by ``goals.decisions``:

    PlanVersionFactory()                                   an empty draft
    PlanVersionFactory(full=True)                          a draft with one of every registered part
    PlanVersionFactory(filled_by=lambda draft: …)          a draft with what the test puts in it
    PlanVersionFactory(proposed=True, matter=…)            put forward, frozen
    PlanVersionFactory(moved=True, full=True)              moved as a yrkande
    PlanVersionFactory(adopted=True, on=date(2021, 6, 14)) adopted by the steering body that day
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from decimal import Decimal
from typing import Any

import factory
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from factory.django import DjangoModelFactory, Password

import assembly.models as a
import drafts.models as d
import framtidsdag.models as fd
import goals.models as g
import kpis.models as k
from framtidsdag.codes import hashed, new_code, new_receipt, new_token
from goals import copying, decisions, parts
from goals.decision_texts import Text
from goals.transitions import DECIDED, Outcome, Status
from kungsor_portal import roles
from kungsor_portal.models import User

PASSWORD = "ett-långt-lösenord-för-test"
STOCKHOLM_NOON = dt.time(11, tzinfo=dt.UTC)
ADOPTED_ON = dt.date(2021, 6, 14)


def noon(day: dt.date) -> dt.datetime:
    """The day at noon, Swedish normal time or an hour later: a moment to register something at."""
    return dt.datetime.combine(day, STOCKHOLM_NOON)


# --- People ---------------------------------------------------------------------------------


class UserFactory(DjangoModelFactory):
    """Traits are the roles: representative, officer, facilitator, secretary, administrator. Password: PASSWORD."""

    class Meta:
        model = User
        django_get_or_create = ["username"]
        skip_postgeneration_save = True

    class Params:
        representative = factory.Trait(role=roles.REPRESENTATIVE)
        officer = factory.Trait(role=roles.OFFICER)
        facilitator = factory.Trait(role=roles.FACILITATOR)
        secretary = factory.Trait(role=roles.SECRETARY)
        administrator = factory.Trait(role=roles.ADMINISTRATOR)

    role = ""
    username = factory.Sequence("person{}".format)
    first_name = "Kim"
    last_name = factory.Sequence("Exempelsson{}".format)
    unit = "Ekonomienheten"
    password = Password(PASSWORD)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, role: str = "", **fields: Any) -> User:
        user = super()._create(model_class, *args, is_staff=role in roles.STAFF_ROLES, **fields)
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = g.Party

    name = factory.Sequence("Parti {}".format)
    slug = factory.Sequence("parti-{}".format)
    abbreviation = factory.Sequence("P{}".format)
    is_example = True


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = g.Person

    name = factory.Sequence("Robin Exempelsson {}".format)
    party = factory.SubFactory(PartyFactory)
    is_example = True


# --- Bodies, meetings, matters ---------------------------------------------------------------


class BodyFactory(DjangoModelFactory):
    """A nämnd. Traits: council (the municipality's steering body), board (its executive body), company."""

    class Meta:
        model = g.Body
        django_get_or_create = ["slug"]

    class Params:
        council = factory.Trait(
            slug=factory.LazyFunction(lambda: settings.MUNICIPALITY.steering_body),
            name="kommunfullmäktige",
            kind=g.Body.Kind.COUNCIL,
            number_of_seats=31,
        )
        board = factory.Trait(
            slug=factory.LazyFunction(lambda: settings.MUNICIPALITY.executive_body),
            name="kommunstyrelsen",
            kind=g.Body.Kind.BOARD,
        )
        company = factory.Trait(kind=g.Body.Kind.COMPANY, name=factory.Sequence("Bolaget {} AB".format))

    slug = factory.Sequence("namnd-{}".format)
    name = factory.Sequence("nämnd {}".format)
    kind = g.Body.Kind.COMMITTEE


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = g.Seat

    body = factory.SubFactory(BodyFactory, council=True)
    number = factory.Sequence(lambda n: n + 1)
    party = factory.SubFactory(PartyFactory)
    period_start = dt.date(2018, 10, 15)
    period_end = dt.date(2022, 10, 14)


class SeatHolderFactory(DjangoModelFactory):
    class Meta:
        model = g.SeatHolder

    seat = factory.SubFactory(SeatFactory)
    person = factory.SubFactory(PersonFactory)
    since = dt.date(2018, 10, 15)


class DraftGroupFactory(DjangoModelFactory):
    class Meta:
        model = g.DraftGroup

    name = factory.Sequence("Grupp {}".format)
    slug = factory.Sequence("grupp-{}".format)
    party = factory.SubFactory(PartyFactory)


class DraftGroupMemberFactory(DjangoModelFactory):
    class Meta:
        model = g.DraftGroupMember

    group = factory.SubFactory(DraftGroupFactory)
    user = factory.SubFactory(UserFactory)
    since = dt.date(2018, 10, 15)


class MeetingFactory(DjangoModelFactory):
    """A sammanträde of the steering body, announced a fortnight before unless said."""

    class Meta:
        model = g.Meeting
        django_get_or_create = ["body", "date"]

    body = factory.SubFactory(BodyFactory, council=True)
    date = ADOPTED_ON
    announced_on = factory.LazyAttribute(lambda meeting: meeting.date - dt.timedelta(days=14))


class MatterFactory(DjangoModelFactory):
    class Meta:
        model = g.Matter

    title = factory.Sequence("Mål och budget {}".format)
    slug = factory.Sequence("mal-och-budget-{}".format)
    # Of a year that no test names, so that a dnr written out in one is never taken.
    dnr = factory.Sequence("KS 2018/{}".format)


# --- What is steered towards -----------------------------------------------------------------


class VisionFactory(DjangoModelFactory):
    class Meta:
        model = g.Vision

    title = "Den goda kommunen"
    slug = factory.Sequence("vision-{}".format)
    text = "Här är det gott att leva."
    target_year = 2030


class FrameworkGoalFactory(DjangoModelFactory):
    class Meta:
        model = g.FrameworkGoal

    framework = factory.SubFactory("tests.factories.FrameworkFactory")
    number = factory.Sequence(lambda n: n % 9_000 + 1)
    title = factory.Sequence("Globalt mål {}".format)


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = g.Framework

    slug = factory.Sequence("ramverk-{}".format)
    name = "Agenda 2030"
    kind = g.Framework.Kind.GLOBAL


class LongTermGoalFactory(DjangoModelFactory):
    class Meta:
        model = g.LongTermGoal

    slug = factory.Sequence("mal-{}".format)
    name = factory.Sequence("Mål {}".format)
    body = factory.SubFactory(BodyFactory, council=True)
    first_year = 2022
    last_year = 2025
    number = factory.Sequence(lambda n: n % 9_000 + 1)
    source = "Kommunens webbplats"


# --- Nyckeltal -------------------------------------------------------------------------------


class AreaFactory(DjangoModelFactory):
    """A municipality. Traits: own (the portal's own), country, group (with `member_areas=[…]`), unit."""

    class Meta:
        model = k.Area
        django_get_or_create = ["code"]
        skip_postgeneration_save = True

    class Params:
        own = factory.Trait(
            code=factory.LazyFunction(lambda: settings.MUNICIPALITY.code),
            name=factory.LazyFunction(lambda: settings.MUNICIPALITY.short_name),
        )
        country = factory.Trait(code="0000", name="Riket", kind=k.Area.Kind.COUNTRY)
        group = factory.Trait(
            code=factory.Sequence("G{}".format), name="Liknande kommuner", kind=k.Area.Kind.GROUP, group_year=2021
        )
        unit = factory.Trait(
            code=factory.Sequence("E{}".format), kind=k.Area.Kind.UNIT, body=factory.SubFactory(BodyFactory)
        )

    code = factory.Sequence("X{:04}".format)
    name = factory.Sequence("Kommun {}".format)
    kind = k.Area.Kind.MUNICIPALITY

    @factory.post_generation
    def member_areas(self: k.Area, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.members.add(*extracted)


class KpiFactory(DjangoModelFactory):
    """Traits: lower (lower is better), ranking, gendered."""

    class Meta:
        model = k.Kpi

    class Params:
        lower = factory.Trait(direction="lower")
        ranking = factory.Trait(direction="lower", is_ranking=True, unit="plats", decimals=0)
        gendered = factory.Trait(gender_split=True)

    code = factory.Sequence("N{:05}".format)
    slug = factory.Sequence("nyckeltal-{}".format)
    title = factory.Sequence("Nyckeltal {}".format)
    definition = "Andel av de tillfrågade."
    unit = "%"
    decimals = 1
    direction = "higher"
    source = "Kolada"


class KpiValueFactory(DjangoModelFactory):
    """A yearly official value for own municipality: ``KpiValueFactory(kpi=kpi, year=2021, value="79.4")``."""

    class Meta:
        model = k.KpiValue

    class Params:
        year = 2021
        missing = factory.Trait(value=None, missing_reason="not_reported")

    kpi = factory.SubFactory(KpiFactory)
    area = factory.SubFactory(AreaFactory, own=True)
    period_kind = "year"
    period_end = factory.LazyAttribute(lambda value: dt.date(value.year, 12, 31))
    value = Decimal(50)
    source = "Kolada"
    known_from = factory.LazyAttribute(lambda value: value.period_end + dt.timedelta(days=90))
    recorded_at = factory.LazyAttribute(lambda value: noon(value.known_from))

    @classmethod
    def _adjust_kwargs(cls, **fields: Any) -> dict[str, Any]:
        if fields.get("value") is not None:
            fields["value"] = Decimal(fields["value"])
        return fields


class SeriesBreakFactory(DjangoModelFactory):
    class Meta:
        model = k.SeriesBreak

    kpi = factory.SubFactory(KpiFactory)
    period_kind = "year"
    period_end = dt.date(2020, 12, 31)
    reason = "Ny definition"


# --- Plans, versions and their parts ---------------------------------------------------------


class PlanFactory(DjangoModelFactory):
    """The steering body's plan of a budget year; another body's with ``body=``."""

    class Meta:
        model = g.Plan
        django_get_or_create = ["body", "year"]

    body = factory.SubFactory(BodyFactory, council=True)
    year = 2022
    title = factory.LazyAttribute(lambda plan: f"Mål och budget {plan.year}")


class PlanVersionFactory(DjangoModelFactory):
    """See the module's docstring. ``on`` is the day it was put forward and, if adopted, decided on."""

    class Meta:
        model = g.PlanVersion

    class Params:
        proposed = factory.Trait(until=Status.PROPOSED)
        moved = factory.Trait(until=Status.MOVED)
        adopted = factory.Trait(until=Status.ADOPTED)
        example = factory.Trait(is_example=True)

    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence("Version {}".format)
    on = ADOPTED_ON
    until = Status.DRAFT

    @classmethod
    def _create(
        cls, model_class: type[g.PlanVersion], *args: Any, on: dt.date, until: str, full: bool = False,
        filled_by: Any = None, **fields: Any,
    ) -> g.PlanVersion:  # fmt: skip
        fields.setdefault("at", noon(on - dt.timedelta(days=30)))
        version = copying.new_draft(**fields)
        if full:
            fill(version)
        if filled_by is not None:
            filled_by(version)
        if until != Status.DRAFT:
            version.matter = version.matter or MatterFactory()
            bring(version, until, matter=version.matter, on=on)
        version.refresh_from_db()
        return version


def bring(version: g.PlanVersion, status: str, *, matter: g.Matter, on: dt.date = ADOPTED_ON) -> None:
    """Take a draft to the status by the steps that lead there."""
    step: dict[str, Any] = {"by": None, "at": noon(on)}
    if status == Status.WITHDRAWN:
        decisions.withdraw(version=version, on=on, **step)
        return
    leave = decisions.move if status == Status.MOVED else decisions.propose
    leave(version=version, matter=matter, on=on, **step)
    if status in DECIDED:
        outcomes = {version: Outcome(status)}
        if status == Status.AMENDED:
            adopted = copying.new_draft(plan=version.plan, name=f"{version.name}, ändrad", basis=version, at=noon(on))
            decisions.move(version=adopted, matter=matter, on=on, **step)
            outcomes[adopted] = Outcome.ADOPTED
        decide(matter=matter, on=on, outcomes=outcomes)


def decide(*, matter: g.Matter, on: dt.date = ADOPTED_ON, **fields: Any) -> g.Decision:
    """The steering body's decision in the matter, at its meeting of that day."""
    meeting = fields.pop("meeting", None) or MeetingFactory(date=on)
    fields = {"title": "Mål och budget", "by": None, "at": noon(on)} | fields
    return decisions.register(matter=matter, body=meeting.body, meeting=meeting, date=on, **fields)


class DecisionTextFactory(DjangoModelFactory):
    """A yrkande of a decision of its own: texts are registered with their decision and never afterwards."""

    class Meta:
        model = g.DecisionText

    kind = g.DecisionText.Kind.MOTION
    text = "bifall till förslaget"
    by = "C"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> g.DecisionText:
        decision = decide(matter=fields.pop("matter", None) or MatterFactory(), texts=[Text(**fields)])
        return decision.texts.get()


class MinutesEventFactory(DjangoModelFactory):
    class Meta:
        model = g.MinutesEvent

    decision = factory.LazyFunction(lambda: decide(matter=MatterFactory()))
    kind = g.MinutesEvent.Kind.APPROVED
    date = ADOPTED_ON
    registered_at = noon(ADOPTED_ON)


class MinutesFileFactory(DjangoModelFactory):
    class Meta:
        model = g.MinutesFile

    decision = factory.LazyFunction(lambda: decide(matter=MatterFactory()))
    name = "protokoll.pdf"
    content = factory.Sequence(lambda n: b"%PDF-1.7 " + str(n).encode())
    size = factory.LazyAttribute(lambda file: len(file.content))
    sha256 = factory.LazyAttribute(lambda file: hashlib.sha256(file.content).hexdigest())
    registered_at = noon(ADOPTED_ON)


class MaskFactory(DjangoModelFactory):
    """A mask as a row; ``goals.masks.register`` is how people set one."""

    class Meta:
        model = g.Mask

    label = "goals.decision"
    object_pk = factory.Sequence(lambda n: 9_000 + n)
    field = "summary"
    ground = g.Mask.Ground.PERSONAL
    reason = "Namnet på en elev."
    registered_at = noon(ADOPTED_ON)
    registered_by = factory.SubFactory(UserFactory)


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = g.AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    matter = factory.SubFactory(MatterFactory)
    paragraph = factory.Sequence(lambda n: n % 9_000 + 1)


class ServiceFactory(DjangoModelFactory):
    """Someone serving through the whole meeting on a seat of its body."""

    class Meta:
        model = g.Service

    meeting = factory.SubFactory(MeetingFactory)
    seat = factory.SubFactory(SeatFactory, body=factory.SelfAttribute("..meeting.body"))
    person = factory.SubFactory(PersonFactory, party=factory.SelfAttribute("..seat.party"))
    from_paragraph = 1


class ProcedureFactory(DjangoModelFactory):
    class Meta:
        model = a.Procedure

    item = factory.SubFactory(AgendaItemFactory)


class StepFactory(DjangoModelFactory):
    class Meta:
        model = a.Step

    procedure = factory.SubFactory(ProcedureFactory)
    number = factory.Sequence(lambda n: n % 9_000 + 1)
    kind = a.Step.Kind.MAIN
    title = "Huvudomröstning"
    yes_text = "Bifall till kommunstyrelsens förslag"
    no_text = "Bifall till C:s förslag"


class RollCallFactory(DjangoModelFactory):
    class Meta:
        model = a.RollCall

    step = factory.SubFactory(StepFactory)
    number = 1
    yes_text = factory.SelfAttribute("step.yes_text")
    no_text = factory.SelfAttribute("step.no_text")
    chair = factory.SubFactory(PersonFactory)
    opened_at = noon(ADOPTED_ON)


class BallotFactory(DjangoModelFactory):
    """A vote by someone who serves: the service is made with it."""

    class Meta:
        model = a.Ballot

    roll_call = factory.SubFactory(RollCallFactory)
    seat = factory.LazyAttribute(
        lambda ballot: ServiceFactory(meeting=ballot.roll_call.step.procedure.item.meeting).seat
    )
    person = factory.LazyAttribute(lambda ballot: ballot.seat.services.get().person)
    party = factory.SelfAttribute("person.party")
    choice = a.Ballot.Choice.YES
    receipt = factory.Sequence(lambda n: f"kvitto-{n}")
    cast_at = noon(ADOPTED_ON)


class DraftInvitationFactory(DjangoModelFactory):
    class Meta:
        model = d.DraftInvitation

    version = factory.SubFactory(PlanVersionFactory)
    user = factory.SubFactory(UserFactory, officer=True)
    invited_by = factory.SubFactory(UserFactory)
    invited_at = noon(ADOPTED_ON - dt.timedelta(days=20))


class DraftLookFactory(DjangoModelFactory):
    class Meta:
        model = d.DraftLook

    version = factory.SubFactory(PlanVersionFactory)
    user = factory.SubFactory(UserFactory, administrator=True)
    at = noon(ADOPTED_ON - dt.timedelta(days=20))
    path = "/utkast/1/"


class PartEditFactory(DjangoModelFactory):
    class Meta:
        model = d.PartEdit

    version = factory.SubFactory(PlanVersionFactory)
    kind = "goals.focusarea"
    key = factory.LazyFunction(uuid.uuid4)
    number = 1
    action = d.PartEdit.Action.ADDED
    after = factory.LazyFunction(lambda: {"fields": {"title": "Läsning"}})
    by = factory.SubFactory(UserFactory)
    at = noon(ADOPTED_ON - dt.timedelta(days=20))


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = d.Comment

    version = factory.SubFactory(PlanVersionFactory)
    kind = "goals.focusarea"
    key = factory.LazyFunction(uuid.uuid4)
    text = "Ska det inte stå elever?"
    by = factory.SubFactory(UserFactory)
    at = noon(ADOPTED_ON - dt.timedelta(days=20))


class PartFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    version = factory.SubFactory(PlanVersionFactory)


class GoalStatementFactory(PartFactory):
    class Meta:
        model = g.GoalStatement

    goal = factory.SubFactory(LongTermGoalFactory)
    order = factory.Sequence(lambda n: n % 9_000 + 1)
    title = factory.LazyAttribute(lambda statement: statement.goal.name)
    description = "Vi vill att alla barn lyckas i skolan."
    summary = "Barn ska lyckas."


class GoalOriginFactory(PartFactory):
    class Meta:
        model = g.GoalOrigin

    statement = factory.SubFactory(GoalStatementFactory, version=factory.SelfAttribute("..version"))
    framework_goal = factory.SubFactory(FrameworkGoalFactory)


class FocusAreaFactory(PartFactory):
    class Meta:
        model = g.FocusArea

    goal = factory.SubFactory(LongTermGoalFactory)
    order = factory.Sequence(lambda n: n % 9_000 + 1)
    title = "Läsning"
    text = "Högläsning varje dag."


class DecisionPointFactory(PartFactory):
    class Meta:
        model = g.DecisionPoint

    number = factory.Sequence(lambda n: n % 9_000 + 1)
    text = "att fastställa mål och budget"


class BudgetFrameFactory(PartFactory):
    class Meta:
        model = g.BudgetFrame

    kind = g.BudgetFrame.Kind.NET
    body = factory.SubFactory(BodyFactory)
    year = 2022
    amount = 123_456_000


class FinancingFactory(PartFactory):
    class Meta:
        model = g.Financing

    year = factory.Sequence(lambda n: 2022 + n % 1000)
    tax_rate = Decimal("22.03")
    tax_revenue = 400_000_000
    state_grants = 150_000_000
    financial_net = -1_500_000


class FinancialTargetFactory(PartFactory):
    class Meta:
        model = g.FinancialTarget

    order = factory.Sequence(lambda n: n % 9_000 + 1)
    text = "Resultatet är minst 1 procent av skatteintäkter och bidrag."


class AmbitionLevelFactory(PartFactory):
    """ "Minst 80" to be reached in 2022. Traits: recurring (every year, no target), better_than (a group)."""

    class Meta:
        model = k.AmbitionLevel

    class Params:
        recurring = factory.Trait(every_year=True, target_kind="", target_end=None)
        better_than = factory.Trait(
            kind="better_than", value=None, compared_with=factory.SubFactory(AreaFactory, group=True)
        )

    goal = factory.SubFactory(LongTermGoalFactory)
    kpi = factory.SubFactory(KpiFactory)
    order = factory.Sequence(lambda n: n % 9_000 + 1)
    kind = "at_least"
    value = Decimal(80)
    target_kind = "year"
    target_end = dt.date(2022, 12, 31)
    motive = "Alla barn ska kunna läsa."


class LevelExceptionFactory(PartFactory):
    class Meta:
        model = k.LevelException

    level = factory.SubFactory(AmbitionLevelFactory, version=factory.SelfAttribute("..version"))
    period_kind = "year"
    period_end = dt.date(2021, 12, 31)
    value = Decimal("0.5")
    reason = "Synnerliga skäl"


class LevelBodyFactory(PartFactory):
    class Meta:
        model = k.LevelBody

    level = factory.SubFactory(AmbitionLevelFactory, version=factory.SelfAttribute("..version"))
    body = factory.SubFactory(BodyFactory)


class OutlookFactory(DjangoModelFactory):
    class Meta:
        model = g.Outlook

    plan = factory.SubFactory(PlanFactory)
    area = g.Outlook.Area.POPULATION
    title = factory.Sequence("Fler äldre {}".format)
    text = "Antalet invånare över 80 år ökar."
    source = "SCB"
    noted_on = dt.date(2021, 3, 1)


class BudgetInputFactory(DjangoModelFactory):
    """Asked for and not handed in. Trait: handed_in, decided and handed in before the last day."""

    class Meta:
        model = g.BudgetInput

    class Params:
        handed_in = factory.Trait(
            decided_on=dt.date(2021, 4, 20), handed_in_on=dt.date(2021, 4, 27), paragraph=31, dnr="SN 2021/12"
        )

    plan = factory.SubFactory(PlanFactory)
    body = factory.SubFactory(BodyFactory)
    due_on = dt.date(2021, 5, 1)


class BudgetNeedFactory(DjangoModelFactory):
    class Meta:
        model = g.BudgetNeed

    input = factory.SubFactory(BudgetInputFactory, handed_in=True)
    rank = factory.Sequence(lambda n: n % 9_000 + 1)
    title = factory.Sequence("Fler platser {}".format)
    amount_first = 4_200_000


class InputAnswerFactory(PartFactory):
    """The version's first focus area, or a part that is not there, answers a need of the version's plan."""

    class Meta:
        model = g.InputAnswer

    need = factory.LazyAttribute(lambda answer: BudgetNeedFactory(input__plan=answer.version.plan))
    answered_kind = "goals.focusarea"
    answered_key = factory.LazyAttribute(
        lambda answer: answer.version.focus_areas.values_list("key", flat=True).first() or uuid.uuid4()
    )


PART_FACTORIES: dict[type[models.Model], type[PartFactory]] = {
    part._meta.model: part for part in PartFactory.__subclasses__()
}


def fill(version: g.PlanVersion) -> dict[type[models.Model], models.Model]:
    """One of every registered part in the draft, children under the parent just made; by model."""
    made: dict[type[models.Model], models.Model] = {}
    for spec in parts.specs():
        extra = {}
        if spec.parent:
            extra[spec.parent] = made[spec.model._meta.get_field(spec.parent).related_model]
        made[spec.model] = PART_FACTORIES[spec.model](version=version, **extra)
    return made


# --- Framtidsdagar ---------------------------------------------------------------------------


class FramtidsdagFactory(DjangoModelFactory):
    class Meta:
        model = fd.Framtidsdag

    date = factory.Sequence(lambda n: dt.date(2021, 9, 27) + dt.timedelta(days=n))
    theme = "Utbildning"
    form = fd.Framtidsdag.Form.DIGITAL


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = fd.Assignment

    day = factory.SubFactory(FramtidsdagFactory)
    order = factory.Sequence(lambda n: n % 9_000 + 1)
    text = "Se över nyckeltalen"


class RoomFactory(DjangoModelFactory):
    """A day's open room; ``day__phase`` says where the day is."""

    class Meta:
        model = fd.Room

    day = factory.SubFactory(FramtidsdagFactory)
    code = factory.LazyFunction(new_code)
    is_open = True


class ParticipantFactory(DjangoModelFactory):
    """Someone without an account; ``token`` and ``receipt`` are what only they know."""

    class Meta:
        model = fd.Participant

    class Params:
        token = factory.LazyFunction(new_token)
        receipt = factory.LazyFunction(new_receipt)

    day = factory.SubFactory(FramtidsdagFactory)
    kind = fd.Participant.Kind.CODE
    token_hash = factory.LazyAttribute(lambda one: hashed(one.token))
    receipt_hash = factory.LazyAttribute(lambda one: hashed(one.receipt))
    joined_at = factory.LazyFunction(timezone.now)
    forget_on = factory.LazyAttribute(lambda one: one.day.date + dt.timedelta(days=90))


class ReflectionFactory(DjangoModelFactory):
    """Written in the nuläge: the day has an open room."""

    class Meta:
        model = fd.Reflection

    day = factory.LazyFunction(lambda: RoomFactory(day__phase="situation").day)
    key = factory.LazyFunction(uuid.uuid4)
    side = fd.Reflection.Side.WELL
    text = "Målen hänger ihop med budgeten"


class WorkshopFactory(DjangoModelFactory):
    """Of a day whose workshops go on."""

    class Meta:
        model = fd.Workshop

    day = factory.LazyFunction(lambda: RoomFactory(day__phase="workshop").day)
    goal = factory.SubFactory(LongTermGoalFactory)
    order = factory.Sequence(lambda n: n % 9_000 + 1)
    questions = "Hur märker vi att det går åt rätt håll?"


class DiscussionNoteFactory(DjangoModelFactory):
    class Meta:
        model = fd.DiscussionNote

    workshop = factory.SubFactory(WorkshopFactory)
    key = factory.LazyFunction(uuid.uuid4)
    participant = factory.LazyAttribute(lambda note: ParticipantFactory(day=note.workshop.day))
    text = "Vi talade om skolan"
    written_at = factory.LazyFunction(timezone.now)


class KpiProposalFactory(DjangoModelFactory):
    """A proposal in free words, by a participant of the workshop's day."""

    class Meta:
        model = fd.KpiProposal

    workshop = factory.SubFactory(WorkshopFactory)
    day = factory.SelfAttribute("workshop.day")
    number = factory.Sequence(lambda n: n + 1)
    key = factory.LazyFunction(uuid.uuid4)
    title = factory.Sequence(lambda n: f"Andel som når målen {n}")
    reason = "Det säger hur det går"
    participant = factory.LazyAttribute(lambda proposal: ParticipantFactory(day=proposal.workshop.day))
    written_at = factory.LazyFunction(timezone.now)


class MarkFactory(DjangoModelFactory):
    """A mark on a proposal; the day is moved to the prioritering if it was in the workshops."""

    class Meta:
        model = fd.Mark

    proposal = factory.SubFactory(KpiProposalFactory)
    workshop = factory.SelfAttribute("proposal.workshop")
    participant = factory.LazyAttribute(lambda mark: ParticipantFactory(day=mark.workshop.day))
    slot = 1
    placed_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[fd.Mark], *args: Any, **kwargs: Any) -> fd.Mark:
        in_phase(kwargs["workshop"].day, "prioritising")
        return super()._create(model_class, *args, **kwargs)


class AnswerFactory(DjangoModelFactory):
    """Declined, unless said; the day is moved to the bearbetning."""

    class Meta:
        model = fd.Answer

    proposal = factory.SubFactory(KpiProposalFactory)
    kind = fd.Answer.Kind.DECLINED
    reason = "Mäts redan på annat sätt"
    answered_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[fd.Answer], *args: Any, **kwargs: Any) -> fd.Answer:
        in_phase(kwargs["proposal"].day, "processing")
        return super()._create(model_class, *args, **kwargs)


def in_phase(day: fd.Framtidsdag, phase: str) -> fd.Framtidsdag:
    """The day in the phase, whatever it takes to get there otherwise."""
    fd.Framtidsdag.objects.filter(pk=day.pk).update(phase=phase)
    day.phase = phase
    return day


class PhaseMoveFactory(DjangoModelFactory):
    class Meta:
        model = fd.PhaseMove

    day = factory.SubFactory(FramtidsdagFactory)
    from_phase, to_phase = "planned", "situation"
    moved_at = factory.LazyFunction(timezone.now)


class FactsSheetFactory(DjangoModelFactory):
    class Meta:
        model = fd.FactsSheet

    day = factory.SubFactory(FramtidsdagFactory)
    on = factory.LazyAttribute(lambda sheet: sheet.day.date)
    made_at = factory.LazyFunction(timezone.now)
    content = factory.LazyFunction(lambda: {"goals": []})
