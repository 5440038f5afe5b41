"""The ground floor in the admin: entering data, never deciding. Statuses are changed by ``goals.decisions`` alone."""

from goals.admin import bodies, meetings, plans, steering, underlag

__all__ = ["bodies", "meetings", "plans", "steering", "underlag"]
