"""What paper leaves behind: the files that were made of editions, and who was handed which."""

from reports.models.archives import Archive, State
from reports.models.downloads import Download, FileKind
from reports.models.papers import Paper

__all__ = ["Archive", "Download", "FileKind", "Paper", "State"]
