"""What builds, serves and keeps the course. Nothing but tests imports it."""
