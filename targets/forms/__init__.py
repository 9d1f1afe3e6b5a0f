"""What people type, before it is a Declaration."""
