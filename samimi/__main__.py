"""`python -m samimi`."""

from samimi.cli import app

app()
