"""The course on a JupyterHub: see README.md here."""
