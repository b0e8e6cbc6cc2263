"""The places where the course is used beside a student's own JupyterLab."""
