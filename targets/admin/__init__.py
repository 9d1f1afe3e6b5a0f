"""Administration of who declares what."""

from targets.admin import departments, projects, users, years

__all__ = ["departments", "projects", "users", "years"]
