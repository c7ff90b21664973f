"""/help, the user's manual: a document in Chinese with pictures, one template a language."""

from __future__ import annotations

from flask import Blueprint, render_template

from geoapp.web.guard import Right, needs

blueprint = Blueprint("manual", __name__)


@blueprint.get("/help")
@needs(Right.OPEN)
def page() -> str:
    """For the three kinds of users and the administrator."""
    return render_template("help/zh.html")
