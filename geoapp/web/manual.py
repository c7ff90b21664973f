"""/help, the user's manual: one template a language; the Chinese one has the pictures."""

from __future__ import annotations

from flask import Blueprint, render_template

from geoapp.texts import DEFAULT, language
from geoapp.web.guard import Right, needs

blueprint = Blueprint("manual", __name__)


@blueprint.get("/help")
@needs(Right.OPEN)
def page() -> str:
    """For the three kinds of users and the administrator."""
    return render_template([f"help/{language()}.html", f"help/{DEFAULT}.html"])
