"""Administration of who declares what."""

from targets.admin import departments, kept, projects, records, users, years

__all__ = ["departments", "kept", "projects", "records", "users", "years"]
