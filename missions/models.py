"""Missions and memberships: where a mission is, in which phase, and who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interfaces.models import Component, Phase, ReferenceMission
from ocpo.text.fields import LineField, ProseField, SearchTextField, SortKeyField
from ocpo.text.folding import search_words, sort_key

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from ocpo.accounts.models import User


class Role(models.TextChoices):
    """What a member may do on one mission, from least to most."""

    VIEWER = "viewer", _("Viewer")
    ASSESSOR = "assessor", _("Assessor")
    REVIEWER = "reviewer", _("Reviewer")
    LEAD = "lead", _("Lead")


RATING_ROLES = (Role.ASSESSOR, Role.LEAD)


class Sample(models.TextChoices):
    """Why a mission is only an example; an ordinary mission has none of these."""

    NONE = "", _("Not a sample")
    RETROSPECTIVE = "retrospective", _("Sample drawn from the paper alone")
    FICTIONAL = "fictional", _("Fictional sample")


class Kind(models.TextChoices):
    UN_PEACEKEEPING = "un-peacekeeping", _("UN peacekeeping operation")
    UN_POLITICAL = "un-political", _("UN special political mission")
    REGIONAL = "regional", _("Mission of a regional organization (AU, EU, OSCE, ECOWAS)")
    COALITION = "coalition", _("Coalition or alliance operation")
    OTHER = "other", _("Other")


class MissionScopedQuerySet(models.QuerySet[Any]):
    """Gives a person the rows they may see: all reading of mission data goes through `visible_to`.

    `mission_path` is the lookup from a row to its mission, such as "mission__"; "" for the mission itself.
    """

    mission_path = ""

    def visible_to(self, person: User | AnonymousUser) -> Any:
        """Keep only rows of missions that the person is a member of."""
        return self.filter(**{f"{self.mission_path}memberships__person": person.pk or 0})

    def not_archived(self) -> Any:
        """Keep only rows of missions that are not archived: those that lists, searches and tables show."""
        return self.filter(**{f"{self.mission_path}archived_at": None})

    def archived(self) -> Any:
        return self.filter(**{f"{self.mission_path}archived_at__isnull": False})


class MissionQuerySet(MissionScopedQuerySet):
    def led_by(self, person: User) -> MissionQuerySet:
        """Keep the missions that the person leads."""
        return self.filter(memberships__person=person, memberships__role=Role.LEAD)

    def mentioning(self, typed: str) -> MissionQuerySet:
        """Return missions in which every word of a search occurs, in any spelling.

        It looks through names, area and code, and through names and countries of the mission of the paper, if any.
        """
        found = self
        for word in search_words(typed):
            found = found.filter(Q(search_text__contains=word) | Q(reference__search_text__contains=word))
        return found

    def with_role_of(self, person: User) -> MissionQuerySet:
        """Annotate `role`: the person's role on each mission, None without a membership."""
        role = Membership.objects.filter(mission=models.OuterRef("pk"), person=person).values("role")[:1]
        return self.annotate(role=models.Subquery(role))


class Mission(models.Model):
    """A peace operation that is planned, deployed or looked back on."""

    code = models.SlugField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use lower-case letters, digits and single hyphens."))
        ],
    )
    name = LineField(_("name"), max_length=120)
    full_name = LineField(_("full name"), max_length=250, blank=True)
    area = LineField(_("host state or area"), max_length=200)
    kind = models.CharField(_("kind of mission"), max_length=20, choices=Kind, default=Kind.UN_PEACEKEEPING)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, verbose_name=_("phase"), related_name="+")
    deployed_on = models.DateField(_("deployment"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    summary = ProseField(_("summary"), blank=True)
    components = models.ManyToManyField(Component, verbose_name=_("components present"), blank=True, related_name="+")
    sample = models.CharField(max_length=20, choices=Sample, default=Sample.NONE, blank=True, editable=False)
    reference = models.ForeignKey(
        ReferenceMission, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    sort_name = SortKeyField(of="name", db_index=True)
    search_text = SearchTextField(of=("name", "full_name", "area", "code"))
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = MissionQuerySet.as_manager()
    if TYPE_CHECKING:
        role: str | None  # annotated by `with_role_of`

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(deployed_on__isnull=True)
                | Q(ends_on__gte=models.F("deployed_on")),
                name="mission_ends_after_deployment",
                violation_error_message=_("The end lies before the deployment."),
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
                name="mission_is_archived_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("mission-detail", args=[self.code])

    def role_of(self, person: User) -> str | None:
        """Return the person's role on this mission, None without a membership."""
        return self.memberships.filter(person=person).values_list("role", flat=True).first()

    def members_by_name(self) -> list[Membership]:
        """Return the memberships with their people, sorted by the names that pages show."""
        members = self.memberships.select_related("person")
        return sorted(members, key=lambda member: (sort_key(str(member.person)), member.person_id))


class Membership(models.Model):
    """This person may see this mission, in this role. `given_by` is None for roles given before it was recorded."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["person__username"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "person"], name="one_membership_per_person_and_mission"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"

    @property
    def is_self_appointed_reviewer(self) -> bool:
        """Return whether the person gave themself the role of reviewer. Such a person may not review."""
        return self.role == Role.REVIEWER and self.given_by_id == self.person_id


class MembershipChangeQuerySet(MissionScopedQuerySet):
    mission_path = "mission__"


class MembershipChange(models.Model):
    """One change of a person's role on a mission. Rows are never changed. An empty role means no membership.

    Old and new role are the same where somebody confirmed a reviewer who had given themself this role.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="membership_changes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    old_role = models.CharField(max_length=10, choices=Role, blank=True)
    new_role = models.CharField(max_length=10, choices=Role, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipChangeQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["mission", "by", "created_at"], name="membership_change_by_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.old_role or '-'} > {self.new_role or '-'}"


class RemovedSample(models.Model):
    """The code of a sample mission that somebody removed: the next start does not load it again."""

    code = models.SlugField(max_length=60, unique=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
