"""Coordinates within the PDF (ISO 32000-2, 12.10: a measuring viewport), so that viewers and GDAL read positions.

No kept library writes these entries, so they are written here: a viewport over the frame, its corners in degrees, and
the coordinate system by its EPSG code and WKT.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pyproj import CRS
from reportlab.pdfbase import pdfdoc

from geoapp.maps.wall.pen import MM
from geoapp.maps.wall.projection import Projection
from geoapp.texts import text


def georeference(canvas: Any, *projections: Projection) -> None:
    """Give the page that is drawn now its viewports, the map's first, then those of the details that lie on it (where
    two overlap the later one holds); continuation pages have none."""
    document = canvas._doc
    add = document.addPage

    def add_first(page: Any) -> None:
        document.addPage = add
        page.VP = pdfdoc.PDFArray([_viewport(one) for one in projections])
        page.__NoDefault__ = [*page.__NoDefault__, "VP"]
        add(page)

    document.addPage = add_first


def _viewport(projection: Projection) -> Any:
    frame = projection.frame
    corners = [(frame.x, frame.y), (frame.x, frame.top), (frame.right, frame.top), (frame.right, frame.y)]
    degrees = [projection.from_page(*corner) for corner in corners]
    crs = CRS.from_epsg(projection.epsg)
    system = pdfdoc.PDFDictionary(
        {"Type": pdfdoc.PDFName("PROJCS"), "EPSG": projection.epsg, "WKT": pdfdoc.PDFString(crs.to_wkt("WKT1_ESRI"))}
    )
    measure = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Measure"),
            "Subtype": pdfdoc.PDFName("GEO"),
            "Bounds": pdfdoc.PDFArray([0, 0, 0, 1, 1, 1, 1, 0]),
            "LPTS": pdfdoc.PDFArray([0, 0, 0, 1, 1, 1, 1, 0]),
            "GPTS": pdfdoc.PDFArray([float(value) for lon, lat in degrees for value in np.round((lat, lon), 8)]),
            "GCS": system,
        }
    )
    box = [frame.x * MM, frame.y * MM, frame.right * MM, frame.top * MM]
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Viewport"),
            "Name": pdfdoc.PDFString(text("print.viewport")),
            "BBox": pdfdoc.PDFArray(box),
            "Measure": measure,
        }
    )
