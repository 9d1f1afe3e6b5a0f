"""What a reviewer would say of a Declaration, before the reviewer does.

Each rule is one small pure function in the module of its subject; ``engine.check`` runs those that apply. Nothing here
knows the database: a saved project, an unsaved form, an uploaded file and an old edition all pass the same rules.
"""
