"""The admin as a whole: its names, its way in, its start page, and the accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from goals.admin.base import PortalAdmin, ReadOnlyAdmin
from kungsor_portal import roles
from kungsor_portal.models import User


@never_cache
@login_not_required
def sign_in(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """One way in for everyone: the portal's own. Whoever is signed in and still sent here may not be here."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    target = wanted if is_safe else reverse("admin:index")
    if not request.user.is_authenticated:
        return redirect_to_login(target, reverse("login"))
    if not admin.site.has_permission(request):
        raise PermissionDenied
    return HttpResponseRedirect(target)


site = admin.site
site.site_header = site.site_title = "Administration"
site.index_title = "Administration"
site.index_template = "admin/start.html"
site.enable_nav_sidebar = False  # the start page lists everything, and the crumbs lead back to it
site.login = sign_in  # type: ignore[method-assign]
site.disable_action("delete_selected")
site.unregister(Group)


@admin.register(User)
class AccountAdmin(UserAdmin, PortalAdmin):
    """Accounts and their roles. Whether someone may work in the admin follows the role.

    Nobody gives away more than they have: a superuser's account is touched by superusers alone, and no one else
    makes one.
    """

    list_display = ("username", "first_name", "last_name", "unit", "roles_text", "is_active")
    list_filter = ("groups", "is_active")
    search_fields = ("username", "first_name", "last_name", "unit", "email")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("is_staff", "is_superuser", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "unit")}),
        ("Roller", {"fields": ("is_active", "groups", "is_staff", "is_superuser")}),
        ("Tider", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "unit")}),
        ("Roller", {"fields": ("groups",)}),
    )

    @admin.display(description="roller")
    def roles_text(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "ingen"

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Five roles are five boxes to tick."""
        return super().formfield_for_manytomany(db_field, request, **kwargs, widget=forms.CheckboxSelectMultiple)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        is_superuser = request.user.is_superuser
        return tuple(field for field in fields if not (is_superuser and field == "is_superuser"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_self = obj is not None and obj.pk == request.user.pk
        return super().has_delete_permission(request, obj) and _may_touch(request, obj) and not is_self

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        works_here = user.is_superuser or user.groups.filter(name__in=roles.STAFF_ROLES).exists()
        if user.is_staff != works_here:
            user.is_staff = works_here
            user.save(update_fields=["is_staff"])


def _may_touch(request: HttpRequest, user: Any) -> bool:
    return user is None or request.user.is_superuser or not user.is_superuser


@admin.register(Group)
class RoleAdmin(ReadOnlyAdmin):
    """The roles, made by migration from ``kungsor_portal.roles``, and what each may do."""

    list_display = ("name",)
    fields = ("name", "may")

    @admin.display(description="får")
    def may(self, group: Group) -> str:
        words = {"view": "se", "add": "lägga till", "change": "ändra", "delete": "ta bort"}
        found: dict[str, list[str]] = {}
        for permission in group.permissions.select_related("content_type").order_by("content_type", "pk"):
            model = permission.content_type.model_class()
            name = str(model._meta.verbose_name_plural) if model else permission.content_type.model
            action = permission.codename.partition("_")[0]
            found.setdefault(name, []).append(words.get(action, permission.codename))
        return "; ".join(f"{name}: {', '.join(actions)}" for name, actions in sorted(found.items())) or "inget i admin"
