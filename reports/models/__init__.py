"""What paper leaves behind: the files that were made of editions."""

from reports.models.papers import Paper

__all__ = ["Paper"]
