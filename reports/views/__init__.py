"""The official form and the department document: a page on the screen, a PDF on paper, from one Declaration."""
