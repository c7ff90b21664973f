"""The way into QGIS: a page of instructions, and project and layer files with our styles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request
from shapely.geometry.base import BaseGeometry

from geoapp.exports import (
    KINDS,
    QgisLayer,
    api_source,
    file_source,
    known_formats,
    qgs,
    qlr,
    renderer_of_cases,
    renderer_of_layer,
)
from geoapp.maps import palette
from geoapp.model import BBox, BuiltLayer, NotFound
from geoapp.pipeline import kinds_of
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.caching import conditional
from geoapp.web.complaints import shown, wrong
from geoapp.web.downloads import file_name_of
from geoapp.web.features import plain_address, published
from geoapp.web.guard import Right, needs
from geoapp.web.pages import extent_of

blueprint = Blueprint("qgis", __name__)

SOURCES = ("file", "api")
MEDIA_TYPES = {"qgs": "application/x-qgis-project", "qlr": "application/x-qgis-layer-definition"}
Source = Callable[[str, str, bool], tuple[str, str]]


@blueprint.get("/qgis")
@needs(Right.READ)
@conditional
def page() -> str:
    """在 QGIS 中打开."""
    plain_address()
    served = backend()
    chosen = known_formats()["gpkg"]
    titled = {"cases": text("exports.cases_title")}
    titled |= {layer.definition.id: layer.definition.title for layer in published(served) if layer.problem is None}
    files = [
        {
            "id": layer_id,
            "title": title,
            "url": f"/export/{layer_id}.gpkg",
            "file": file_name_of(served, layer_id, chosen),
        }
        for layer_id, title in titled.items()
    ]
    return render_template("qgis.html", files=files, api=f"{request.host_url}ogcapi/")


@blueprint.get("/qgis/geoapp.<extension>")
@needs(Right.READ)
@conditional
def project(extension: str) -> Response:
    """A project or layer definition file; ``source=file`` points at GeoPackages beside it, ``source=api`` at us."""
    if extension not in MEDIA_TYPES:
        raise NotFound(text("web.no_format", known=", ".join(MEDIA_TYPES)))
    source = request.args.get("source", "file")
    for word in request.args:
        if word != "source":
            raise wrong("web.param.none", word)
    if source not in SOURCES:
        raise wrong("web.param.choice", "source", "file", value=shown(source), known=", ".join(SOURCES))
    served = backend()
    layers = entries(served, _source_of(served, source))
    box: BBox = extent_of(served)
    content = qlr(layers) if extension == "qlr" else qgs(text("exports.project_title"), layers, box)
    response = Response(content, mimetype=MEDIA_TYPES[extension])
    response.headers.set("Content-Disposition", "attachment", filename=f"geoapp-{source}.{extension}")
    return response


def _source_of(served: Backend, source: str) -> Source:
    root = f"{request.host_url}ogcapi/"
    if source == "api":
        return lambda layer, kind, mixed: api_source(root, layer, kind, mixed=mixed)
    chosen = known_formats()["gpkg"]
    return lambda layer, kind, _mixed: file_source(file_name_of(served, layer, chosen), layer, kind)


def entries(served: Backend, source: Source) -> list[QgisLayer]:
    """The layer tree: cases on top, then layers as our map draws them, the first drawn lowest."""
    drawn = palette()
    title = text("exports.cases_title")
    made = [
        QgisLayer(
            "cases",
            f"{title}（{text(f'exports.style_{kind}')}）",
            kind,
            source("cases", kind, True),
            renderer_of_cases(drawn, kind),
            abstract=text("exports.cases_abstract"),
        )
        for kind in KINDS
    ]
    unlocated = f"{title}：{text('exports.unlocated_layer')}"
    made.append(QgisLayer("cases", unlocated, "unlocated", source("cases", "unlocated", True), shown=False))
    others = [served.store.layer(layer.definition.id) for layer in published(served) if layer.problem is None]
    for built in sorted(others, key=_height):
        made += _layer_entries(built, drawn, source)
    return made


def _layer_entries(built: BuiltLayer, drawn: dict[str, Any], source: Source) -> list[QgisLayer]:
    definition, kinds = built.definition, kinds_of(built)
    return [
        QgisLayer(
            definition.id,
            definition.title if len(kinds) == 1 else f"{definition.title}（{text(f'exports.style_{kind}')}）",
            kind,
            source(definition.id, kind, len(kinds) > 1),
            renderer_of_layer({**drawn["layer"], **definition.style}, kind),
            definition.show,
            definition.description,
        )
        for kind in kinds
    ]


def _height(built: BuiltLayer) -> tuple[int, int]:
    """Points over lines over areas, and among those as the definitions say."""
    shapes: list[BaseGeometry] = [feature.geometry for feature in built.features if feature.geometry is not None]
    return (-KINDS[::-1].index(kinds_of(built)[0]) if shapes else 0, -built.definition.order)
